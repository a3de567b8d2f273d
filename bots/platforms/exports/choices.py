"""What the operator chose for a shop whose orders come as files: its `options` table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from bots.errors import SettingsError
from bots.platforms.exports.profiles import FORMATS
from bots.settings import SiteSettings


class Choices(BaseModel):
    """A shop's options.

    Attributes:
        format: one of `profiles.FORMATS`.
        folder, pattern: where the files are put; of each folder only the files that fit.
        file: this file, or this folder's whatever their age, instead of `folder`'s.
        encoding: of text files, where it cannot be told.
        rest: what to do when lines and charges come to more than the total: `refuse`, or take
            it for a `discount` that the export has no column for.
        tax: whether the tax of a file without totals is `included` in the prices or `added`.
        masked: `refuse` an order whose phone or address the platform masked, or `keep` it so.
        download: path of the export on the platform's site; the bot fetches it, signed in.
        sign_in: the selectors of that site's sign-in form.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: str
    folder: Path | None = None
    pattern: str = "*"
    file: Path | None = None
    encoding: str | None = None
    rest: Literal["refuse", "discount"] = "refuse"
    tax: Literal["included", "added"] | None = None
    masked: Literal["refuse", "keep"] = "refuse"
    download: Annotated[str, Field(pattern="^(/.*)?$")] = ""
    sign_in: dict[str, str] = Field(default_factory=dict)

    @field_validator("format")
    @classmethod
    def _known(cls, name: str) -> str:
        if name not in FORMATS:
            raise ValueError(f"no export format {name!r}; there are: {', '.join(FORMATS)}")
        return name

    @classmethod
    def of(cls, site: SiteSettings) -> Choices:
        """The shop's options. Raises SettingsError that names the one that is wrong."""
        try:
            return cls.model_validate(site.options)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            raise SettingsError(
                f"shop {site.name}, options.{where}: {first['msg']}",
                remedy='write for instance: options = { format = "jd", folder = "/path/to/files" }',
            ) from error
