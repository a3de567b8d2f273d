"""Sao in a browser page: start it, wait until it rests, hear what it objects to."""

from __future__ import annotations

from importlib.resources import files
from typing import Final, NoReturn, TypedDict
from urllib.parse import urlsplit

from playwright.async_api import Page as BrowserPage
from playwright.async_api import ViewportSize

from bots.errors import BusinessError, SessionExpired, TryAgain
from bots.settings import SiteSettings

TAB: Final = "#tabcontent > .tab-pane.active"
DIALOG: Final = ".modal.in"
SIGN_IN: Final = ".login-dialog #login"
PASSWORD: Final = ".ask-dialog input[type=password]"  # noqa: S105 - a selector
MENU: Final = "#menu a, #menu li, #menu table"
_CANCEL: Final = ".modal.in .btn-link"
EVERY_DELAY: Final = 400
# A form waits for no longer timer than this: Sao puts off by 250 ms what it says about selected
# rows, by 300 ms its mark that a form was changed, and the completion list.
FORM_DELAY: Final = 200
_CAP: Final = 30_000  # ms; the slowest answer seen on a quiet machine took 4 s
_SCREEN: Final[ViewportSize] = {"width": 1400, "height": 1100}  # the longest menu fits
_LONGEST_WORDS: Final = 300
_STILL: Final = "*, ::before, ::after { animation: none !important; transition: none !important }"
_CALM: Final = files(__package__).joinpath("calm.js").read_text("utf-8")


class _Objection(TypedDict):
    kind: str
    text: str


def home(site: SiteSettings) -> str:
    """Sao's address: the site's URL ends in the database's name, Sao has it behind a `#`."""
    return f"{site.url.rpartition('/')[0]}/#{database(site)}"


def database(site: SiteSettings) -> str:
    """The database's name, the last part of the site's URL."""
    return site.url.rpartition("/")[2]


class Sao:
    """One signed-in browser page with Sao in it."""

    def __init__(self, page: BrowserPage, site: SiteSettings) -> None:
        self.page = page
        self.site = site

    async def start(self) -> None:
        """Load Sao. Raises SessionExpired when it shows its sign-in."""
        await self.page.set_viewport_size(_SCREEN)
        await load(self.page, home(self.site))
        await self.page.wait_for_selector(f"{MENU}, {SIGN_IN}, {PASSWORD}")
        if await self.page.locator(f"{SIGN_IN}, {PASSWORD}").count():
            raise _expired(self.site)
        await self.settle()
        # as for a person who asks for reduced motion
        await self.page.evaluate("jQuery.support.transition = false; jQuery.fx.off = true")
        await self.page.add_style_tag(content=_STILL)

    async def open(self, path: str) -> None:
        """Open an address inside Sao, below the database, in a tab of its own."""
        address = f"{database(self.site)}/{path}"
        await self.page.evaluate("address => { location.hash = address }", address)
        await self.page.wait_for_selector(f"{TAB} nav.toolbar button#new_")
        await self.settle()

    async def settle(self, delays: int = EVERY_DELAY, cap: int = _CAP) -> None:
        """Wait until Sao rests.

        Args:
            delays: milliseconds; what Sao puts off for longer is not waited for.
            cap: milliseconds to wait at most.

        Raises:
            BusinessError: Tryton refuses, in its own words.
            SessionExpired: it asks for the password again.
            TryAgain: it failed, somebody else edited the same record, or it does not come to rest.
        """
        objection: _Objection | None = await self.page.evaluate(
            "([delays, cap]) => botsCalm.settle(delays, cap)", [delays, cap]
        )
        if objection is not None:
            await self._object(objection)

    async def press(self, css: str, delays: int = EVERY_DELAY, cap: int = _CAP) -> None:
        """Click the one visible match, and wait as `settle` does.

        A tab behind another is drawn about once a second, and a click waits for two drawings.
        """
        await self.page.bring_to_front()
        await self.page.locator(f"{css}:visible").click()
        await self.settle(delays, cap)

    @property
    def record_id(self) -> str | None:
        """The id of the saved record that the current tab shows, from the address."""
        match self._address:
            case [_, "model", _, record_id]:
                return record_id
            case _:
                return None

    @property
    def model(self) -> str | None:
        """Tryton's name of the records that the current tab shows, from the address."""
        match self._address:
            case [_, "model", name, *_]:
                return name
            case _:
                return None

    @property
    def _address(self) -> list[str]:
        """Database, `model`, the model's name, and the record's id once it is saved."""
        return urlsplit(self.page.url).fragment.partition(";")[0].split("/")

    async def _object(self, objection: _Objection) -> NoReturn:
        name, words = self.site.name, objection["text"]
        match objection["kind"]:
            case "password":
                raise _expired(self.site)
            case "warning-dialog" | "user-warning-dialog":
                raise refused(words)
            case "ask-dialog":
                await self.page.locator(_CANCEL).first.click()
                raise TryAgain(f"{name}: somebody else edited the same sale; cancelled ours")
            case "busy":
                raise TryAgain(f"{name}: Sao did not come to rest in time")
            case _:
                raise TryAgain(f"{name}: Tryton failed: {words[:_LONGEST_WORDS]}")


def refused(words: str) -> BusinessError:
    """Tryton's own refusal; it wrote nothing."""
    return BusinessError(
        f"Tryton refused: {words[:_LONGEST_WORDS]}",
        rule="erp_refused",
        remedy="mend in Tryton what it says, then: bots items retry --reason erp_refused",
    )


async def load(page: BrowserPage, address: str) -> None:
    """Load Sao's page with the watch in it; an address that differs in `#` alone loads nothing."""
    await page.add_init_script(_CALM)
    await page.goto("about:blank")
    await page.goto(address)


def _expired(site: SiteSettings) -> SessionExpired:
    return SessionExpired(f"{site.name}: Tryton asks for the password again", reference=site.name)
