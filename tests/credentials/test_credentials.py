"""Secrets are kept without asking anybody, and are shown nowhere."""

import json
import multiprocessing
import stat

import pytest
from keyring import backend
from keyring.backend import KeyringBackend

from bots import credentials, system_keyring
from bots.errors import SettingsError
from bots.redact import EVERYWHERE
from bots.secret_key import make_key_file, read_key
from bots.settings import SecretSettings

REFERENCE = "keyring:north/password"
PLANTED = "planted-7f3a9c"


@pytest.fixture
def settings(tmp_path, monkeypatch):
    monkeypatch.setenv("A_KEY", "correct horse")
    return SecretSettings(backend="file", key="env:A_KEY", file=tmp_path / "kept" / "secrets.enc")


def test_a_secret_comes_back_and_can_be_forgotten(settings):
    """Set, get, check and delete do what they say."""
    credentials.store(REFERENCE, PLANTED, settings)
    assert credentials.secret(REFERENCE, settings) == PLANTED
    assert credentials.check(REFERENCE, settings)
    assert credentials.delete(REFERENCE, settings)
    assert not credentials.delete(REFERENCE, settings)
    assert not credentials.check(REFERENCE, settings)


def test_the_file_hides_values_and_names_and_is_the_owners_alone(settings):
    """Neither the secret nor its name can be read from the file, whose mode is 0600."""
    credentials.store(REFERENCE, PLANTED, settings)
    data = settings.file.read_bytes()
    assert PLANTED.encode() not in data
    assert b"north" not in data
    assert stat.S_IMODE(settings.file.stat().st_mode) == 0o600
    assert [path.name for path in settings.file.parent.iterdir() if path.suffix == ""] == []


def test_a_missing_secret_is_told_with_the_command_that_stores_it(settings):
    """The error names the reference, the store that was looked in, and the command."""
    with pytest.raises(SettingsError, match=r"secrets\.enc") as caught:
        credentials.secret(REFERENCE, settings)
    assert caught.value.remedy == f"run: bots credentials set {REFERENCE}"


def test_another_key_is_an_error_and_changes_nothing(settings, monkeypatch):
    """A wrong key opens nothing and overwrites nothing."""
    credentials.store(REFERENCE, PLANTED, settings)
    before = settings.file.read_bytes()
    monkeypatch.setenv("A_KEY", "wrong")
    with pytest.raises(SettingsError, match="does not open"):
        credentials.store("keyring:other/one", "x", settings)
    assert settings.file.read_bytes() == before


@pytest.mark.parametrize("damage", [b"", b"plain text", b"BOTS-SECRETS-1\nshort"])
def test_a_damaged_file_is_an_error_and_is_left_as_it_is(settings, damage):
    """No damage is taken for an empty store."""
    settings.file.parent.mkdir()
    settings.file.write_bytes(damage)
    with pytest.raises(SettingsError, match="left as it is"):
        credentials.store(REFERENCE, PLANTED, settings)
    assert settings.file.read_bytes() == damage


def test_a_changed_byte_is_noticed(settings):
    """The file proves that nobody changed it."""
    credentials.store(REFERENCE, PLANTED, settings)
    data = bytearray(settings.file.read_bytes())
    data[-1] ^= 1
    settings.file.write_bytes(data)
    with pytest.raises(SettingsError, match="does not open"):
        credentials.secret(REFERENCE, settings)


def test_without_a_key_the_error_names_the_command_that_makes_one(settings, monkeypatch):
    """A headless machine without a key says what to run, and asks nobody."""
    monkeypatch.delenv("A_KEY")
    with pytest.raises(SettingsError, match="env:A_KEY") as caught:
        credentials.store(REFERENCE, PLANTED, settings)
    assert "bots credentials key" in (caught.value.remedy or "")
    assert not settings.file.exists()


def test_a_key_file_that_others_can_read_is_refused(tmp_path):
    """The mode must be 0600; the remedy is the chmod."""
    path = tmp_path / "bots.key"
    make_key_file(path)
    assert read_key(f"file:{path}")
    path.chmod(0o640)
    with pytest.raises(SettingsError, match="0640") as caught:
        read_key(f"file:{path}")
    assert caught.value.remedy == f"run: chmod 600 {path}"


def test_a_key_file_is_never_made_twice(tmp_path):
    """A second key would close the secrets for ever."""
    path = tmp_path / "bots.key"
    make_key_file(path)
    key = path.read_text()
    with pytest.raises(SettingsError, match="left as it is"):
        make_key_file(path)
    assert path.read_text() == key


def test_systemd_hands_the_key_over(tmp_path, monkeypatch):
    """`systemd:NAME` reads $CREDENTIALS_DIRECTORY/NAME, and says what the unit lacks."""
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    (tmp_path / "bots-key").write_text("from systemd\n")
    assert read_key("systemd:bots-key") == "from systemd"
    with pytest.raises(SettingsError) as caught:
        read_key("systemd:other")
    assert "LoadCredential=other" in (caught.value.remedy or "")


def test_a_plain_secret_given_as_a_reference_is_not_repeated(settings):
    """The error about a wrong reference does not show it: it may be the secret itself."""
    with pytest.raises(SettingsError) as caught:
        credentials.secret(PLANTED, settings)
    assert PLANTED not in f"{caught.value!r} {caught.value.remedy}"


def test_nothing_printable_shows_a_secret(settings):
    """Neither the backend's repr nor its dict holds the secret or the key."""
    credentials.store(REFERENCE, PLANTED, settings)
    ring = credentials.store_for(settings)
    shown = f"{ring!r} {ring} {vars(ring)}"
    assert PLANTED not in shown
    assert "correct horse" not in shown


def test_a_secret_that_was_read_is_masked_from_then_on(settings):
    """Whatever this process writes afterwards hides it."""
    credentials.store(REFERENCE, PLANTED, settings)
    credentials.secret(REFERENCE, settings)
    assert PLANTED not in EVERYWHERE.redact(f"the page said {PLANTED}")


def test_the_session_key_is_made_once(settings):
    """Every process gets the same 32 random bytes."""
    first = credentials.session_key(settings)
    assert len(first) == 32
    assert credentials.session_key(settings) == first


def _store_many(settings, start):
    for number in range(start, start + 5):
        credentials.store(f"keyring:many/{number}", str(number), settings)


def test_processes_writing_at_once_lose_nothing(settings):
    """Two processes storing at the same time keep all that both stored."""
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_store_many, args=(settings, n)) for n in (0, 5)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    kept = [credentials.secret(f"keyring:many/{n}", settings) for n in range(10)]
    assert kept == [str(n) for n in range(10)]


class Memory(KeyringBackend):
    """A keyring in memory; `answer` says what becomes of the question."""

    priority = 1

    def __init__(self, answer="keep"):
        super().__init__()
        self.kept = {}
        self.answer = answer

    def get_password(self, service, username):
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        if self.answer == "ask":
            raise EOFError("EOF when reading a line")
        if self.answer == "keep":
            self.kept[service, username] = password

    def delete_password(self, service, username):
        self.kept.pop((service, username), None)


@pytest.mark.parametrize(("answer", "works"), [("keep", True), ("ask", False), ("forget", False)])
def test_a_keyring_that_asks_or_forgets_is_not_used(answer, works):
    """The probe must come back by itself; and it leaves nothing behind."""
    ring = Memory(answer)
    assert system_keyring.keeps(ring, seconds=30) is works
    assert ring.kept == {}


@pytest.fixture
def rings(monkeypatch):
    def install(*found):
        monkeypatch.setattr(backend, "get_all_keyring", lambda: list(found))
        system_keyring.usable.cache_clear()

    yield install
    system_keyring.usable.cache_clear()


def test_auto_takes_the_systems_keyring_where_it_works(rings, monkeypatch, settings):
    """A working keyring of the operating system is preferred to the file."""
    monkeypatch.setattr(Memory, "__module__", "keyring.backends.SecretService")
    ring = Memory()
    rings(ring)
    auto = settings.model_copy(update={"backend": "auto"})
    credentials.store(REFERENCE, PLANTED, auto)
    assert ring.kept == {("north", "password"): PLANTED}
    assert not settings.file.exists()


def test_auto_never_takes_a_keyring_that_is_not_the_systems(rings, settings):
    """fail, null, keyrings.alt and cryptfile are passed over; the encrypted file is used."""
    from keyring.backends import fail, null

    rings(Memory(), fail.Keyring(), null.Keyring())
    credentials.store(REFERENCE, PLANTED, settings.model_copy(update={"backend": "auto"}))
    assert credentials.secret(REFERENCE, settings) == PLANTED


def test_the_system_keyring_asked_for_and_missing_is_an_error(rings, settings):
    """`backend = "system"` never falls back to the file."""
    rings()
    with pytest.raises(SettingsError, match="no system keyring") as caught:
        credentials.store(REFERENCE, PLANTED, settings.model_copy(update={"backend": "system"}))
    assert 'backend = "file"' in (caught.value.remedy or "")


def test_our_file_is_never_picked_by_keyrings_own_search(settings):
    """Other programs' keyring must not find our backend."""
    ring = credentials.store_for(settings)
    assert not type(ring).viable


def test_names_with_separators_do_not_collide(settings):
    """Service `a`, user `b/c` is not service `a/b`, user `c`."""
    ring = credentials.store_for(settings)
    ring.set_password("a", "b/c", "1")
    ring.set_password("a/b", "c", "2")
    assert (
        json.dumps([ring.get_password("a", "b/c"), ring.get_password("a/b", "c")]) == '["1", "2"]'
    )
