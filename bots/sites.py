"""The signed-in sites of a run: one browser, opened when first needed, one session a site."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Self

from bots import erps, platforms
from bots.browser import Browser, open_browser
from bots.credentials import secret, session_key
from bots.erps import Erp
from bots.erps.stocks import stocks_of as erp_stocks_of
from bots.errors import BusinessError, ScreenChanged, SettingsError, SignInRefused
from bots.evidence import Evidence, prune
from bots.ledger import Ledger
from bots.mending import Mended, Mender, approved
from bots.model import Order, StockLevel
from bots.platforms import Portal
from bots.platforms.stocks import stocks_of
from bots.redact import know_order
from bots.session import People, Session, SignIn, SignInSecrets, open_session
from bots.session_none import NoSession
from bots.session_replay import goes_on
from bots.settings import ErpSettings, Settings, ShopSettings, SiteSettings

_NONE: Mapping[str, object] = MappingProxyType({})


@dataclass
class Shop:
    """A shop, signed in.

    Attributes:
        mender: tries locators out when a page changed; None: the read stops.
        mended: what stood in, when a read went on with what nobody has approved yet.
    """

    settings: ShopSettings
    portal: Portal
    session: Session
    mender: Mender | None = None
    mended: Mended | None = None

    async def orders(
        self, since: datetime, until: datetime
    ) -> AsyncIterator[Order | BusinessError]:
        """The orders placed in [since, until), each once, whatever sessions expire on the way.

        When a page changed: once more with locators that are proved by known orders, where there
        are such, without the orders that came before.
        """
        told: dict[str, str] = {}
        try:
            async for read in self._orders(since, until):
                told[_key(read)] = _content(read)
                yield read
        except ScreenChanged as error:
            if self.mender is None:
                raise
            self.mended = await self.mender.mend(self.settings, self.session, error)
        if self.mended is not None:
            again = self._orders(since, until)
            async for read in goes_on(again, told, _key, _content, self.settings.name):
                yield read

    async def _orders(
        self, since: datetime, until: datetime
    ) -> AsyncIterator[Order | BusinessError]:
        async for read in self.session.replayed(
            lambda: self.portal.orders(since, until), key=_key, content=_content
        ):
            if isinstance(read, Order):
                know_order(read)
            yield read

    def stock(self) -> AsyncIterator[StockLevel | BusinessError]:
        """The shop's stock, each SKU once, whatever sessions expire on the way.

        Raises SettingsError when its platform has none that can be read.
        """
        stocks = stocks_of(self.session, self.settings.platform)
        return self.session.replayed(stocks.stock, key=_level_key, content=_any_level)


@dataclass(frozen=True)
class SignedInErp:
    """The ERP, signed in."""

    settings: ErpSettings
    erp: Erp
    session: Session

    def stock(self) -> AsyncIterator[StockLevel | BusinessError]:
        """Its stock, each SKU of a warehouse once, whatever sessions expire on the way.

        Raises SettingsError when its adapter has none that can be read.
        """
        stocks = erp_stocks_of(self.session, self.settings.product)
        return self.session.replayed(stocks.stock, key=_level_key, content=_any_level)


class Sites:
    """Opens sites for one run or worker; the browser ends with it.

    `folder` takes the evidence.
    """

    def __init__(
        self,
        settings: Settings,
        ledger: Ledger,
        people: People,
        folder: Path,
        *,
        mender: Mender | None = None,
        headed: bool = False,
        slow_mo: int = 0,
    ) -> None:
        self._settings = settings
        self._ledger = ledger
        self._people = people
        self._mender = mender
        self._evidence = Evidence(folder)
        self._headed = headed
        self._slow_mo = slow_mo
        self._stack = AsyncExitStack()
        self._opening = asyncio.Lock()
        self._browser: Browser | None = None

    async def __aenter__(self) -> Self:
        # Every run deletes what the runs beside it left too long ago.
        runs = self._evidence.folder.parent
        await asyncio.to_thread(prune, runs, self._settings.browser.evidence_days)
        await self._stack.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._stack.__aexit__(kind, error, trace)

    @asynccontextmanager
    async def shop(self, name: str, options: Mapping[str, object] = _NONE) -> AsyncIterator[Shop]:
        """One shop, signed in where that is needed; `options` go over its settings' own.

        Raises what `open_session` raises; SignInRefused when it is paused; SettingsError for
        options that its platform does not take.
        """
        site = self._settings.shop(name)
        adapter = platforms.load(site.platform)
        if options.keys() - platforms.options_of(adapter):
            raise SettingsError(
                f"shop {name}, platform {site.platform}, takes no {', '.join(options)}",
                remedy='name a shop whose orders come as files (platform = "exports")',
            )
        site = site.model_copy(update={"options": {**site.options, **options}})
        sign_in = platforms.sign_in_of(adapter, site)
        if sign_in is None:
            nobody = NoSession(site)
            yield Shop(site, adapter(nobody), nobody)
            return
        async with self._session(site, sign_in) as session:
            yield Shop(site, adapter(session), session, self._mender)

    @asynccontextmanager
    async def erp(self) -> AsyncIterator[SignedInErp]:
        """The ERP, signed in."""
        site = self._settings.the_erp()
        adapter = erps.load(site.product)
        async with self._session(site, adapter.sign_in) as session:
            yield SignedInErp(site, adapter(session), session)

    @asynccontextmanager
    async def _session(self, site: SiteSettings, sign_in: SignIn) -> AsyncIterator[Session]:
        pause = await asyncio.to_thread(self._ledger.sites.paused, site.name)
        if pause is not None:
            raise SignInRefused(
                f"{site.name} is paused since {pause.since:%Y-%m-%d %H:%M} UTC: {pause.why}",
                remedy=f"mend it, then: bots credentials check --resume {site.name}",
            )
        opened = open_session(
            await self._the_browser(),
            site,
            sign_in,
            self._secrets,
            self._people,
            self._settings.home,
            key=session_key(self._settings.secrets),
            evidence=self._evidence,
        )
        try:
            async with opened as session:
                session.locators = await asyncio.to_thread(approved, self._ledger, site.name)
                yield session
        except SignInRefused as error:
            await asyncio.to_thread(self._ledger.sites.pause, site.name, error.message)
            raise

    async def _the_browser(self) -> Browser:
        async with self._opening:
            if self._browser is None:
                self._browser = await self._stack.enter_async_context(
                    open_browser(self._settings.browser, headed=self._headed, slow_mo=self._slow_mo)
                )
            return self._browser

    def _secrets(self, site: SiteSettings) -> SignInSecrets:
        return SignInSecrets(
            username=self._plain(site.username),
            password=self._plain(site.password),
            totp_seed=self._plain(site.totp),
        )

    def _plain(self, reference: str) -> str:
        if not reference.startswith("keyring:"):
            return reference
        return secret(reference, self._settings.secrets)


def _key(read: Order | BusinessError) -> str:
    return read.reference or str(read)


def _content(read: Order | BusinessError) -> str:
    return read.content_hash if isinstance(read, Order) else read.message


def _level_key(read: StockLevel | BusinessError) -> str:
    return f"{read.place}/{read.sku}" if isinstance(read, StockLevel) else read.reference or ""


def _any_level(_: StockLevel | BusinessError) -> str:
    """Goods move while they are counted: a level that reads otherwise the second time is right."""
    return ""
