"""A session whose pages are changed by a script as they arrive."""

from __future__ import annotations

from contextlib import asynccontextmanager

PATIENCE = 8000  # ms; what a changed page no longer has is not waited for longer


class Changing:
    """The real session in everything but the pages that it opens to be pressed."""

    def __init__(self, real, script: str) -> None:
        self._real = real
        self._script = script

    def __getattr__(self, name):
        return getattr(self._real, name)

    @asynccontextmanager
    async def page(self):
        """As the real one, with the script in it."""
        async with self._real.page() as page:
            page.set_default_timeout(PATIENCE)
            await page.add_init_script(self._script)
            yield page
