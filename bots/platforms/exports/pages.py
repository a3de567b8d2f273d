"""The download of an export from a platform's site, signed in by a form that the settings name."""

from __future__ import annotations

from pathlib import Path

from bots.errors import SettingsError
from bots.platforms.exports.choices import Choices
from bots.session import Session
from bots.sign_in_form import FormSignIn

# A link that is clicked downloads in the page's own session, whatever the file's type.
_FETCH = """url => {
    const link = document.createElement('a');
    link.href = url;
    link.download = '';
    document.body.append(link);
    link.click();
}"""


def sign_in_of(choices: Choices) -> FormSignIn | None:
    """The form to sign in by, or None where nothing is downloaded."""
    if not choices.download:
        return None
    try:
        return FormSignIn(**choices.sign_in)
    except TypeError as error:
        raise SettingsError(
            f"options.sign_in of this shop is not whole: {error}",
            remedy="name the selectors of the site's sign-in form; see FormSignIn",
        ) from error


async def download(session: Session, choices: Choices, folder: Path) -> Path:
    """Fetch the export of the site into `folder`, for this user's eyes only.

    Raises SessionExpired before the download, so that no sign-in page is taken for the file.
    """
    await session.get(choices.sign_in["probe"])
    async with session.page() as page:
        await page.goto(session.site.url + choices.sign_in["probe"])
        async with page.expect_download() as caught:
            await page.evaluate(_FETCH, session.site.url + choices.download)
        file = folder / "export"
        await (await caught.value).save_as(file)
    file.chmod(0o600)
    return file
