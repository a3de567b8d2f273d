"""A picture of five characters that a person can read, drawn as SVG."""

from __future__ import annotations

from random import Random

LETTERS = "ACDEFGHJKMNPRTUVWXY34679"
WIDTH, HEIGHT, STEP = 168, 56, 28


def drawing(answer: str) -> str:
    """The SVG of `answer`: turned characters over crossing lines."""
    random = Random(answer)  # noqa: S311  only a wobble
    lines = "".join(_line(random) for _ in range(7))
    letters = "".join(_letter(random, place, letter) for place, letter in enumerate(answer))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}"><rect width="100%" height="100%" rx="8" fill="#eef"/>'
        f"{lines}{letters}</svg>"
    )


def _line(random: Random) -> str:
    x1, y1, x2, y2 = (random.randrange(limit) for limit in (WIDTH, HEIGHT) * 2)
    hue = random.randrange(360)
    return (
        f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" '
        f'stroke="hsl({hue} 40% 65%)" stroke-width="1.5"/>'
    )


def _letter(random: Random, place: int, letter: str) -> str:
    x, y = 20 + place * STEP, 38 + random.randint(-5, 5)
    return (
        f'<text x="{x}" y="{y}" font-family="Georgia, serif" font-size="30" font-weight="700" '
        f'fill="hsl({random.randrange(200, 290)} 45% 35%)" '
        f'transform="rotate({random.randint(-22, 22)} {x + 8} {y - 10})">{letter}</text>'
    )
