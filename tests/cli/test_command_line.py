"""The `bots` command as a person and a program meet it."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest

from bots import cli


def test_help_names_every_verb_and_the_exit_codes(bots):
    """`bots --help` is the list of what there is, and says what the exit codes mean."""
    said = bots("--help")
    assert said.code == 0
    assert all(verb in said.out for verb in cli.VERBS)
    assert "Exit codes" in said.out


@pytest.mark.parametrize("verb", cli.VERBS)
def test_every_verb_explains_itself(bots, verb):
    """`bots VERB --help` works for each verb in the list."""
    said = bots(verb, "--help")
    assert said.code == 0
    assert f"bots {verb}" in said.out


def test_help_imports_none_of_the_heavy_parts():
    """What makes a start slow (browser, database, pydantic) is not imported for `--help`."""
    code = (
        "import sys; sys.argv = ['bots', '--help']; from bots.cli import main\n"
        "try: main()\n"
        "finally: sys.stderr.write(','.join(sorted(set(sys.modules) & "
        "{'playwright', 'sqlalchemy', 'pydantic', 'dbos', 'keyring', 'bots.settings'})))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, text=True
    )
    assert ended.returncode == 0
    assert ended.stderr == ""


@pytest.mark.parametrize("words", [("nonsense",), ("items", "nonsense"), ("items", "show"), ()])
def test_wrong_use_is_exit_code_2(bots, words):
    """What the command line does not know is refused before anything starts."""
    assert bots(*words).code == 2


def test_without_settings_the_first_line_says_practice(bots):
    """Nobody takes the practice sites for their own shops."""
    said = bots("items", "list")
    assert said.code == 0
    assert said.err.startswith("Practice sites")


def test_the_practice_keeps_a_ledger_of_its_own(bots, home):
    """Whatever is done without settings leaves no real ledger behind."""
    bots("items", "list")
    assert (home / "practice" / "ledger.sqlite").exists()
    assert not (home / "ledger.sqlite").exists()


def test_a_broken_settings_file_is_exit_code_2_with_its_line(bots, tmp_path):
    """No verb falls back to the practice sites over a broken file."""
    (tmp_path / "credentials.toml").write_text('[shops.north]\nplatform = "market\n')
    said = bots("items", "list", "--json")
    assert said.code == 2
    assert "line 2" in said.err
    assert said.json["error"]["kind"] == "settings"


def test_an_unexpected_error_leaves_a_log_and_no_traceback(bots, home, monkeypatch):
    """A mistake of ours is told in one line; the traceback lies in a file, redacted."""
    from bots.redact import EVERYWHERE

    def broken(_settings):
        raise RuntimeError("planted-secret-5d1")

    EVERYWHERE.know("planted-secret-5d1")
    monkeypatch.setattr("bots.commands.context.ledger", broken)
    said = bots("items", "list")
    assert said.code == 1
    assert "Traceback" not in said.err
    assert "RuntimeError" in said.err
    (log,) = (home / "logs").iterdir()
    assert str(log) in said.err
    assert "Traceback" in log.read_text()
    assert "planted-secret" not in log.read_text() + said.err


def test_secrets_go_in_by_standard_input_and_come_out_nowhere(bots, settled, monkeypatch):
    """set, list, check and delete never print the secret."""
    monkeypatch.setattr("sys.stdin", io.StringIO("planted-9a1\n"))
    said = [bots("credentials", "set", "keyring:north/password")]
    said += [bots("credentials", "list", "--json"), bots("credentials", "check")]
    assert [one.code for one in said] == [0, 0, 0]
    assert said[1].json == [
        {"reference": "keyring:north/password", "used_by": "north password", "stored": True}
    ]
    said.append(bots("credentials", "delete", "keyring:north/password"))
    assert "planted-9a1" not in "".join(one.out + one.err for one in said)
    assert bots("credentials", "check").code == 1


def test_the_command_that_a_plain_secret_is_refused_with_works(
    bots, settled, tmp_path, monkeypatch
):
    """It stores the secret while the plain one still stands in the file, and shows neither."""
    file = tmp_path / "credentials.toml"
    right = file.read_text()
    file.write_text(right.replace("keyring:north/password", "planted-plain-77"))
    refused = bots("items", "list")
    assert refused.code == 2
    assert "bots credentials set keyring:north/password" in refused.err
    monkeypatch.setattr("sys.stdin", io.StringIO("planted-plain-77\n"))
    stored = bots("credentials", "set", "keyring:north/password")
    assert stored.code == 0
    assert "planted" not in refused.err + stored.out + stored.err
    file.write_text(right)
    assert bots("credentials", "check").code == 0


def test_a_changed_secret_lifts_the_pause_that_the_wrong_one_brought(bots, settled, monkeypatch):
    """Setting a shop's password lets flows work on the shop again."""
    from bots.ledger import Ledger
    from bots.settings import Settings

    with Ledger.open(Settings.load().database_url) as ledger:
        ledger.sites.pause("north", "refused")
    monkeypatch.setattr("sys.stdin", io.StringIO("new\n"))
    bots("credentials", "set", "keyring:north/password")
    with Ledger.open(Settings.load().database_url) as ledger:
        assert ledger.sites.paused("north") is None


def test_a_key_is_made_and_named_in_the_settings_with_their_comments(bots, settled, tmp_path):
    """`bots credentials key` makes a 0600 file, and leaves the rest of the settings alone."""
    file = tmp_path / "credentials.toml"
    file.write_text("# mine\n" + file.read_text())
    assert bots("credentials", "key").code == 0
    assert (settled / "secrets.key").stat().st_mode & 0o777 == 0o600
    text = file.read_text()
    assert text.startswith("# mine\n")
    assert f'key = "file:{settled / "secrets.key"}"' in text
    assert bots("credentials", "key").code == 2  # a second key would close the secrets


def test_the_sku_mapping_is_imported_whole_or_not_at_all(bots, settled, tmp_path):
    """A wrong row is named, and nothing of the file is taken; a right file is."""
    file = tmp_path / "skus.csv"
    file.write_text("platform,shop,platform SKU,ERP SKU,factor\nmarket,north,A,,1\nmarket,,B,X,2\n")
    wrong = bots("skus", "import", str(file))
    assert wrong.code == 2
    assert "row 2" in wrong.err
    assert bots("skus", "list", "--json").json == []
    file.write_text(file.read_text().replace("A,,1", "A,Y,1"))
    assert bots("skus", "import", str(file), "--json").json["added"] == 2
    assert {row["sku"] for row in bots("skus", "list", "--json").json} == {"A", "B"}


def test_the_data_standard_is_printed_as_json_schema(bots):
    """`bots model schema` gives one schema; one record can be asked for."""
    assert "Order" in bots("model", "schema").json["$defs"]
    assert bots("model", "schema", "Order").json["title"] == "Order"
    assert bots("model", "schema", "Nonsense").code == 2


def test_flows_are_listed(bots):
    """`bots flows --json` names the flows with what they do."""
    names = {row["name"] for row in bots("flows", "--json").json}
    assert {"collect_orders", "enter_orders"} <= names


def test_a_flows_own_help_comes_through(bots):
    """What follows the flow's name is the flow's."""
    said = bots("run", "collect_orders", "--help")
    assert said.code == 0
    assert "--since" in said.out


def test_chinese_has_a_word_for_every_state(home):
    """An operator who reads Chinese sees no English state."""
    from bots.commands.words import Say
    from bots.ledger import Outcome, State

    say = Say("zh")
    assert [word for word in [*State, *Outcome] if say(word) == word] == []
