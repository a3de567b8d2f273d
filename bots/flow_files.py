"""The flows there are: scripts in a folder, loaded by path, never imported as a package."""

from __future__ import annotations

import ast
import os
from dataclasses import dataclass
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING

from bots.errors import SettingsError

if TYPE_CHECKING:
    from bots.flow import Flow


@dataclass(frozen=True)
class FlowFile:
    """One script; `summary` is the first line of its docstring."""

    name: str
    path: Path
    summary: str


def flows_folder() -> Path:
    """$BOTS_FLOWS, else `flows/` here, else `flows/` beside the `bots` package."""
    if named := os.environ.get("BOTS_FLOWS"):
        return Path(named)
    here = Path("flows")
    return here if here.is_dir() else Path(__file__).parent.parent / "flows"


def find_flows(folder: Path | None = None) -> dict[str, FlowFile]:
    """Every script in the folder, by name, read but not run."""
    scripts = sorted((folder or flows_folder()).glob("[!_]*.py"))
    return {script.stem: FlowFile(script.stem, script, _summary(script)) for script in scripts}


def load_flow_path(name: str, folder: Path | None = None) -> Path:
    """The script of that flow. Raises SettingsError, with the names there are, for another."""
    found = find_flows(folder)
    if name not in found:
        raise SettingsError(
            f"there is no flow {name!r}",
            remedy=f"flows in {folder or flows_folder()}: {', '.join(found) or 'none'}",
        )
    return found[name].path


def load_flow(name: str, folder: Path | None = None) -> Flow:
    """The flow of that name, its script run as a module. Raises as `load_flow_path` does."""
    from bots.flow import Flow

    path = load_flow_path(name, folder)
    spec = spec_from_file_location(f"bots_flow_{name}", path)
    if spec is None or spec.loader is None:
        raise SettingsError(f"{path} cannot be loaded")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    flow = getattr(module, name, None)
    if not isinstance(flow, Flow):
        raise SettingsError(
            f"{path} holds no flow {name}",
            remedy=f"write `@flow` above `async def {name}(run: Run, ...)`",
        )
    return flow


def _summary(script: Path) -> str:
    text = ast.get_docstring(ast.parse(script.read_text(encoding="utf-8"))) or ""
    return text.partition("\n")[0]
