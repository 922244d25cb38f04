"""Finds what a step uses: a folder with an action file, taken from a local git repository instead of GitHub."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML


@dataclass(frozen=True)
class Action:
    """An action file and its folder."""

    folder: Path
    metadata: dict

    @property
    def using(self) -> str:
        return self.metadata["runs"]["using"]

    @property
    def defaults(self) -> dict[str, object]:
        """Each input with its default; one without a default is empty, required or not."""
        inputs = self.metadata.get("inputs") or {}
        return {name: (declared or {}).get("default", "") for name, declared in inputs.items()}


def load_yaml(path: Path) -> dict:
    # YAML 1.2, in which `on` is a text.
    return YAML(typ="safe", pure=True).load(path)


class Actions:
    """The actions that steps can use."""

    def __init__(self, repositories: dict[str, str], folder: Path, workspace: Path) -> None:
        self.repositories = repositories
        self.folder = folder
        self.workspace = workspace

    def find(self, uses: str) -> Action | None:
        """The action; `None` if it is one of another repository, which is not run here."""
        if uses.startswith("./"):
            return self.read(self.workspace / uses)
        name, reference = uses.split("@", 1)
        owner, repository, *path = name.split("/")
        source = self.repositories.get(f"{owner}/{repository}")
        if source is None:
            return None
        return self.read(self.download(source, f"{owner}/{repository}", reference).joinpath(*path))

    def download(self, source: str, repository: str, reference: str) -> Path:
        """The files of a branch, tag or commit, as the runner unpacks them: without git's history."""
        folder = self.folder / repository / reference
        if not folder.exists():
            folder.mkdir(parents=True)
            archive = subprocess.run(["git", "-C", source, "archive", "--format=tar", reference], check=True, capture_output=True)
            subprocess.run(["tar", "-x", "-C", folder], input=archive.stdout, check=True)
        return folder

    @staticmethod
    def read(folder: Path) -> Action:
        for name in ("action.yml", "action.yaml"):
            if (folder / name).exists():
                return Action(folder, load_yaml(folder / name))
        raise FileNotFoundError(f"no action.yml in {folder}")
