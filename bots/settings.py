"""What the operator wrote in `credentials.toml`, as typed settings. No secret is in it."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from bots.errors import SettingsError
from bots.model.codes import Currency
from bots.rules import Language
from bots.settings_checking import CheckingSettings
from bots.settings_file import problem, read_tables
from bots.settings_planning import PlanningSettings
from bots.settings_settling import SettlingSettings
from bots.settings_shipping import ShippingSettings

Transport = Literal["fetch", "navigate", "listen", "http"]


class _Table(BaseModel):
    """A table of the file: frozen, and a key it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class SecretSettings(_Table):
    """Where secrets are kept.

    Attributes:
        backend: `system` keyring, encrypted `file`, or `auto`: the first where it really works.
        key: what opens the encrypted file: `env:NAME`, `file:PATH` or `systemd:NAME`.
        file: the encrypted file; BOTS_HOME/secrets.enc unless said otherwise.
    """

    backend: Literal["auto", "system", "file"] = "auto"
    key: Annotated[str, Field(pattern=r"^(env|file|systemd):.+$")] = "env:BOTS_SECRETS_KEY"
    file: Path = Field(default_factory=lambda: bots_home() / "secrets.enc")


class DatabaseSettings(_Table):
    """The ledger: a SQLAlchemy URL without its password. Empty means a SQLite file in BOTS_HOME.

    `password` is a `keyring:SERVICE/USER` reference.
    """

    url: str = ""
    password: str = ""


class SiteSettings(_Table):
    """One site that bots sign in to: a shop, or the ERP.

    Attributes:
        url: the site's root, without a trailing slash.
        username, password, totp: `keyring:SERVICE/USER` references; a user name may be plain.
        timezone: the zone that times without an offset are in.
        concurrency: requests under way at once.
        requests_per_second: 0 means no limit.
        polite_delay: seconds between two navigations.
        person_wait: seconds a run keeps the page open for a person before it waits without one.
        options: what only this adapter understands.
    """

    name: str
    url: Annotated[str, Field(pattern=r"^https?://")]
    username: str = ""
    password: str = ""
    totp: str = ""
    timezone: str = "Asia/Shanghai"
    language: str = "zh-CN"
    currency: Currency = Currency.CNY
    transport: Transport = "fetch"
    concurrency: Annotated[int, Field(ge=1, le=32)] = 8
    requests_per_second: Annotated[float, Field(ge=0)] = 0
    polite_delay: Annotated[float, Field(ge=0)] = 0
    person_wait: Annotated[float, Field(ge=0)] = 300
    options: dict[str, Any] = {}

    @field_validator("url")
    @classmethod
    def _no_slash(cls, url: str) -> str:
        return url.rstrip("/")

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # OSError: a folder, `Asia`
            raise ValueError(f"{name!r} is no time zone; write one like Asia/Shanghai") from error
        return name

    @property
    def zone(self) -> ZoneInfo:
        """The zone as an object."""
        return ZoneInfo(self.timezone)


class ShopSettings(SiteSettings):
    """One seller account on a platform.

    Attributes:
        platform: the adapter's name.
        floor: fewer orders than this in a read is an error; None: learnt from history.
    """

    platform: str
    floor: Annotated[int, Field(ge=0)] | None = None


class ErpSettings(SiteSettings):
    """The ERP.

    Attributes:
        product: the adapter's name.
        way: how orders are entered; an adapter may offer several.
        party: the customer of a sales order; `{shop}` and `{buyer}` are filled in.
        batch: orders in one import.
        sessions: pages entering at once.
        settle: seconds that a submit without an answer may still take to arrive; only then is
            an order that is not there entered again. Longer than the server's own time-out.
        attempts: how often an order is tried before a person is told.
        retry_wait: seconds before the second try; doubled for each one after.
    """

    name: str = "erp"
    product: str
    way: Literal["form", "import"] = "form"
    party: str = "{shop}"
    shipping_sku: str = "SHIPPING"
    discount_sku: str = "DISCOUNT"
    tax_sku: str = "TAX"
    batch: Annotated[int, Field(ge=1, le=1000)] = 100
    sessions: Annotated[int, Field(ge=1, le=8)] = 1
    settle: Annotated[float, Field(ge=0)] = 60
    attempts: Annotated[int, Field(ge=1)] = 5
    retry_wait: Annotated[float, Field(ge=0)] = 10


class BrowserSettings(_Table):
    """The browser: when a context is recycled, how long evidence is kept."""

    executable: str = ""
    pages_per_context: Annotated[int, Field(ge=1)] = 500
    memory_mb: Annotated[int, Field(ge=256)] = 2048
    evidence_days: Annotated[int, Field(ge=1)] = 14


class EngineSettings(_Table):
    """How workers take over from each other. The same in every process of one database.

    Attributes:
        lease: seconds that a worker may be silent before others take its orders over.
        stand_by: seconds between two tries for the ERP, while another worker of this machine
            has it.
    """

    lease: Annotated[float, Field(ge=2)] = 45
    stand_by: Annotated[float, Field(gt=0)] = 5


class Settings(_Table):
    """All settings, with where they came from.

    Attributes:
        source: the file they were read from; None means the practice sites.
        home: the folder that everything written lies under.
        recordings: the folder of the platforms' recordings; None: that of the source checkout.
    """

    source: Path | None = None
    home: Path
    language: Language = "en"
    recordings: Path | None = None
    database: DatabaseSettings = DatabaseSettings()
    secrets: SecretSettings = Field(default_factory=SecretSettings)
    browser: BrowserSettings = BrowserSettings()
    engine: EngineSettings = EngineSettings()
    shipping: ShippingSettings = ShippingSettings()
    shops: dict[str, ShopSettings] = {}
    erp: ErpSettings | None = None
    settling: SettlingSettings = SettlingSettings()
    planning: PlanningSettings = PlanningSettings()
    checking: CheckingSettings = CheckingSettings()

    @property
    def practice(self) -> bool:
        """Whether these are the practice sites' settings."""
        return self.source is None

    @cached_property
    def database_url(self) -> str:
        """The ledger's SQLAlchemy URL, with its password: never print it."""
        if not self.database.password:
            return self.database.url or f"sqlite:///{self.home / 'ledger.sqlite'}"
        from sqlalchemy import make_url

        from bots.credentials import secret

        password = secret(self.database.password, self.secrets)
        url = make_url(self.database.url).set(password=password)
        return url.render_as_string(hide_password=False)

    def shop(self, name: str) -> ShopSettings:
        """The shop of that name, or a SettingsError that lists the ones there are."""
        if name in self.shops:
            return self.shops[name]
        known = ", ".join(sorted(self.shops)) or "none"
        raise SettingsError(f"there is no shop {name!r}", remedy=f"shops in the settings: {known}")

    def the_erp(self) -> ErpSettings:
        """The ERP, or a SettingsError when the settings name none."""
        if self.erp is None:
            raise SettingsError("no ERP in the settings", remedy="add a table [erp]")
        return self.erp

    @classmethod
    def load(cls, path: Path | None = None) -> Self:
        """Read `path` (default: $BOTS_CREDENTIALS, ./credentials.toml, BOTS_HOME/credentials.toml).

        With no file at all, or with $BOTS_PRACTICE set, the practice sites' settings. Raises
        SettingsError for a file that is there and broken, with the line and the fix.
        """
        found = path or (None if os.environ.get("BOTS_PRACTICE") else find_file())
        if found is None:
            from bots.practice_settings import practice_settings

            return cls.model_validate(practice_settings(bots_home()))
        return cls._read(found)

    @classmethod
    def load_for_secrets(cls) -> Self:
        """Only where secrets are kept: the rest of the file may still be wrong, or hold one."""
        found = None if os.environ.get("BOTS_PRACTICE") else find_file()
        return cls.load() if found is None else cls._read(found, only=("home", "secrets"))

    @classmethod
    def _read(cls, path: Path, only: tuple[str, ...] = ()) -> Self:
        try:
            return cls.model_validate(read_tables(path, bots_home(), only))
        except ValidationError as error:
            raise problem(path, error, cls) from None  # its own text would show values


def bots_home() -> Path:
    """$BOTS_HOME, else the platform's user-data folder."""
    return Path(os.environ.get("BOTS_HOME") or platformdirs.user_data_path("bots"))


def find_file() -> Path | None:
    """The settings file in force, if there is one."""
    named = os.environ.get("BOTS_CREDENTIALS")
    if named:
        return Path(named)
    places = (Path("credentials.toml"), bots_home() / "credentials.toml")
    return next((place for place in places if place.exists()), None)
