"""The product as an operator uses it: a settings file, secrets, the `bots` command, the flows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
LONGEST_SECONDS = 1500


@dataclass(frozen=True)
class Operator:
    """Somebody at a terminal whose BOTS_HOME is `home`."""

    home: Path

    def settle_in(self, settings: str, secrets: dict[str, str]) -> None:
        """Write credentials.toml and store the secrets in an encrypted file."""
        (self.home / "credentials.toml").write_text(settings, encoding="utf-8")
        for reference, value in secrets.items():
            self.bots("credentials", "set", reference, typed=value)

    def bots(self, *words: str, typed: str = "", codes: tuple[int, ...] = (0,)) -> str:
        """What `bots WORDS` prints; its exit code must be one of `codes`."""
        return self._run([sys.executable, "-m", "bots.cli", *words], typed, codes)

    def bots_json(self, *words: str) -> Any:
        """What `bots WORDS --json` prints."""
        return json.loads(self.bots(*words, "--json"))

    def flow(self, name: str, *options: str, codes: tuple[int, ...] = (0,)) -> str:
        """Run a flow as the script that it is."""
        return self._run([sys.executable, f"flows/{name}.py", *options], "", codes)

    def _run(self, command: list[str], typed: str, codes: tuple[int, ...]) -> str:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=self._environment(),
            input=typed,
            capture_output=True,
            text=True,
            timeout=LONGEST_SECONDS,
            check=False,
        )
        told = f"{' '.join(command)} ended with {done.returncode}\n{done.stdout}\n{done.stderr}"
        assert done.returncode in codes, told
        return done.stdout

    def _environment(self) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith("BOTS_")}
        return own | {"BOTS_HOME": str(self.home), "BOTS_SECRETS_KEY": "a key for one test"}
