"""Starts the project's fake GitHub and reads what it says about itself."""

import subprocess
from pathlib import Path


class FakeGitHub:
    """A fake GitHub on loopback with the repository octo/ledger; ends with its block."""

    def __init__(self, program: str, folder: Path) -> None:
        self.command = [program, "0", str(folder)]

    def __enter__(self) -> "FakeGitHub":
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, text=True)
        self.said = {}
        for line in self.process.stdout:
            name, value = line.rstrip("\n").split(maxsplit=1)
            self.said[name] = value
            if name == "ready":
                return self
        raise RuntimeError("the fake GitHub did not start")

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait()

    @property
    def api(self) -> str:
        return self.said["api"]

    @property
    def traffic_token(self) -> str:
        return self.said["traffic"]

    @property
    def commit_token(self) -> str:
        return self.said["actions"]

    def git(self, *arguments: str) -> str:
        """Asks the git repository of octo/ledger; empty if git fails."""
        command = ["git", "-C", self.said["git"], *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
