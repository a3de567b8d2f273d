"""Reading credentials.toml: what is right is taken, what is wrong is told with line and fix."""

from pathlib import Path

import pytest

from bots.errors import SettingsError
from bots.settings import Settings

GOOD = """\
language = "zh"

[shops.north]
platform = "market"
url = "http://127.0.0.1:8001/"
username = "north"
password = "keyring:north/password"

[shops."west 2"]
platform = "outlet"
url = "http://127.0.0.1:8002"

[erp]
product = "practice"
url = "http://127.0.0.1:8003"
"""


@pytest.fixture
def write(tmp_path, monkeypatch):
    monkeypatch.setenv("BOTS_HOME", str(tmp_path / "home"))

    def write(text):
        path = tmp_path / "credentials.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def refused(path: Path) -> SettingsError:
    with pytest.raises(SettingsError) as caught:
        Settings.load(path)
    return caught.value


def test_a_good_file_gives_typed_settings(write, tmp_path):
    """Shops are named by their table, urls lose the slash, and home is BOTS_HOME."""
    settings = Settings.load(write(GOOD))
    assert settings.shop("north").name == "north"
    assert settings.shop("north").url == "http://127.0.0.1:8001"
    assert settings.shop("west 2").platform == "outlet"
    assert settings.the_erp().name == "erp"
    assert settings.home == tmp_path / "home"
    assert settings.secrets.file == tmp_path / "home" / "secrets.enc"
    assert not settings.practice


def test_a_windows_editors_byte_order_mark_is_no_mistake(write):
    """A file saved by Notepad as UTF-8 with BOM reads like any other."""
    assert Settings.load(write("\ufeff" + GOOD)).language == "zh"


@pytest.mark.parametrize(
    ("text", "line", "fix"),
    [
        ('[shops.north]\nplatform = "market', "line 2", "mend that line"),
        ("[shops.north\n", "line 1", "mend that line"),
        ('language = "en"\n[shops.n]\nplatform = "market"\n', "line 2", "add url"),
        (GOOD + 'prodct = "x"\n', "line 16", "'product'"),
        (GOOD.replace('"zh"', '"fr"'), "line 1", "mend that line"),
        (GOOD.replace('"http://127.0.0.1:8002"', '"127.0.0.1"'), "line 11", "mend that line"),
        (GOOD + 'timezone = "Mars"\n', "line 16", "mend that line"),
        (GOOD + 'timezone = "Asia"\n', "line 16", "mend that line"),
        ("[secrets]\nkey = 'BOTS'\n", "line 2", "mend that line"),
    ],
)
def test_a_broken_file_is_told_with_its_line_and_fix(write, text, line, fix):
    """Whatever is wrong, the error names the line, and the remedy says what to write."""
    error = refused(write(text))
    assert line in error.message
    assert fix in (error.remedy or "")


def test_a_broken_file_found_by_itself_is_never_passed_over(write, monkeypatch):
    """With a broken ./credentials.toml there is no fall-back to the practice sites."""
    path = write("[shops")
    monkeypatch.chdir(path.parent)
    monkeypatch.delenv("BOTS_CREDENTIALS", raising=False)
    with pytest.raises(SettingsError, match="no valid TOML"):
        Settings.load()


def test_a_named_file_that_is_not_there_is_an_error(tmp_path, monkeypatch):
    """BOTS_CREDENTIALS pointing nowhere must not mean the practice sites."""
    monkeypatch.setenv("BOTS_CREDENTIALS", str(tmp_path / "gone.toml"))
    with pytest.raises(SettingsError, match=r"gone\.toml"):
        Settings.load()


@pytest.mark.parametrize(
    ("text", "line", "command"),
    [
        (
            GOOD.replace("keyring:north/password", "hunter2-secret"),
            "line 7",
            "bots credentials set keyring:north/password",
        ),
        (GOOD + 'totp = "hunter2-secret"\n', "line 16", "bots credentials set keyring:erp/totp"),
        (
            GOOD + '[erp.options]\napi_token = "hunter2-secret"\n',
            "line 17",
            "bots credentials set keyring:erp/api_token",
        ),
        (
            '[database]\nurl = "postgresql://bots:hunter2-secret@db/bots"\n',
            "line 2",
            "bots credentials set keyring:database/password",
        ),
    ],
)
def test_a_plain_secret_is_refused_with_the_command_that_keeps_it(write, text, line, command):
    """The error names the line and the command, and does not repeat the secret."""
    error = refused(write(text))
    assert line in error.message
    assert command in (error.remedy or "")
    assert "hunter2" not in f"{error} {error.remedy} {error!r}"


def test_a_wrong_value_is_not_repeated(write):
    """A value may be a secret in the wrong place, so no error shows it."""
    error = refused(write(GOOD + 'concurrency = "hunter2-secret"\n'))
    assert "hunter2" not in f"{error} {error.remedy} {error.__cause__} {error.__context__}"


def test_a_key_file_is_looked_for_beside_the_settings(write, tmp_path):
    """`file:bots.key` means the folder of credentials.toml, wherever bots was started."""
    settings = Settings.load(write('[secrets]\nkey = "file:bots.key"\n'))
    assert settings.secrets.key == f"file:{tmp_path / 'bots.key'}"


def test_a_database_password_comes_from_the_secrets(write, tmp_path, monkeypatch):
    """The URL carries the password only when asked for, and the settings' repr never does."""
    from bots.credentials import store

    monkeypatch.setenv("BOTS_SECRETS_KEY", "a key")
    settings = Settings.load(
        write(
            '[secrets]\nbackend = "file"\n[database]\nurl = "postgresql+psycopg://bots@db/bots"\n'
            'password = "keyring:database/password"\n'
        )
    )
    store("keyring:database/password", "p@ss/word", settings.secrets)
    assert settings.database_url == "postgresql+psycopg://bots:p%40ss%2Fword@db/bots"
    assert "p%40ss" not in repr(settings)
