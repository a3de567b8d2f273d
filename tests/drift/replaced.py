"""What comes in the place of a page: a sign-in, a challenge, an error, half of it, another one."""

from __future__ import annotations

import random
from dataclasses import replace

from bots.page import Document
from tests.drift.pages import Said

START = "<!doctype html><html><head><title>%s</title></head><body>"
END = "</body></html>"
SIGN_INS = tuple(
    f"{START % title}{form}{END}"
    for title, form in (
        (
            "登录",
            (
                '<form method="post" action="/login" id="sign-in"><input name="username">'
                '<input name="password" type="password"><button>登录</button></form>'
            ),
        ),
        (
            "Dashboard login",
            (
                '<form id="dashboard_login_form" method="post"><input id="id_username">'
                '<input id="id_password" type="password"><button>Log in</button></form>'
            ),
        ),
        (
            "Sign-in service",
            (
                '<div><form action="/auth/realms/shop" method="post"><input name="user">'
                '<input type="password" name="credential"><input type="submit"></form></div>'
            ),
        ),
        (
            "Welcome back",
            (
                '<main><h1>Welcome back</h1><form class="c7"><input name="email">'
                '<input name="secret" type="password"><button>Sign in</button></form></main>'
            ),
        ),
    )
)
CHALLENGES = tuple(
    f"{START % title}{body}{END}"
    for title, body in (
        ("Just a moment...", "<div id='cf-chl-widget'></div>"),
        ("人机验证", "<p>请拖动滑块完成验证</p>"),
        ("x", "<script src='/_____tmd_____/punish?x5secdata=1'></script>"),
        ("Are you a human?", "<div class='px-captcha'></div>"),
        ("", "<script src='https://geo.captcha-delivery.com/captcha/'></script>"),
    )
)
TROUBLE = (
    (503, "<!doctype html><html><body><h1>Service unavailable</h1></body></html>"),
    (500, "<!doctype html><html><body><h1>Server Error (500)</h1></body></html>"),
    (429, "<!doctype html><html><body><h1>Too many requests</h1></body></html>"),
    (502, "<!doctype html><html><body>Bad gateway</body></html>"),
)
OTHERS = tuple(
    f"{START % 'Shop'}{body}{END}"
    for body in (
        "<main><h1>We are working on it</h1><p>Back at noon.</p></main><footer></footer>",
        '<div id="root"></div><script src="/app.js"></script>',
        (
            "<main><h1>北港商城</h1><table><tr><th>Plan</th><th>Price</th></tr><tr><td>A</td><td>1</td>"
            "</tr></table><dl><dt>x</dt><dd>y</dd></dl></main><footer></footer>"
        ),
    )
)


def _page(document: Document, text: str, status: int = 200) -> Document:
    return replace(document, text=text, status=status, content_type="text/html; charset=utf-8")


def sign_in(document: Document, dice: random.Random) -> tuple[Document, Said]:
    """A sign-in page: the site's own, a renamed one, one of a company's sign-in service."""
    text = dice.choice(SIGN_INS)
    return _page(document, text), Said("a sign-in page", ("sign",))


def challenge(document: Document, dice: random.Random) -> tuple[Document, Said]:
    """The site wants proof that a person is there."""
    text = dice.choice(CHALLENGES)
    return _page(document, text, dice.choice((200, 403))), Said("a challenge", ("person",))


def trouble(document: Document, dice: random.Random) -> tuple[Document, Said]:
    """The site fails, or is too busy."""
    status, text = dice.choice(TROUBLE)
    return _page(document, text, status), Said(f"status {status}", (str(status),))


def another(document: Document, dice: random.Random) -> tuple[Document, Said]:
    """A page of something else, with status 200."""
    return _page(document, dice.choice(OTHERS)), Said(
        "another page", ("lacks", "no ", "json", "csv")
    )


def cut_off(document: Document, dice: random.Random) -> tuple[Document, Said]:
    """The page ends half way, though not at the end of a row of a file: that nobody could tell."""
    text = document.text
    end = dice.randrange(len(text) // 10, len(text.rstrip()) - 10)
    while text[end - 1] in "\r\n":
        end -= 1
    return replace(document, text=text[:end]), Said(
        "cut off", ("cut short", "lacks", "column", "cell")
    )
