"""The practice sites in a real browser, as the tests of practice have them."""

from tests.practice.conftest import browser, desk, home, open_site, sessions, state

__all__ = ["browser", "desk", "home", "open_site", "sessions", "state"]
