"""Runs container actions with podman or docker, with the runner's mounts: no path is the same inside and outside."""

import hashlib
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from actions import Action

# The paths of the host, by their names in the layout of the runner, and where a container sees them.
MOUNTS = {
    "home": "/github/home",
    "workflow": "/github/workflow",
    "file_commands": "/github/file_commands",
    "workspace": "/github/workspace",
}


class Containers:
    """A container engine."""

    def __init__(self, engine: str, build: list[str]) -> None:
        self.engine = engine
        self.build = build or [engine, "build"]
        self.prepared: dict[str, str] = {}
        self.seconds = 0.0

    def prepare(self, action: Action) -> str:
        """Pulls the image of an action or builds it; its name. The runner does so before the first step."""
        wanted = action.metadata["runs"]["image"]
        key = wanted if wanted.startswith("docker://") else str(action.folder / wanted)
        if key not in self.prepared:
            start = time.monotonic()
            if wanted.startswith("docker://"):
                name = wanted.removeprefix("docker://")
                subprocess.run([self.engine, "pull", "--quiet", name], check=True, stdout=subprocess.DEVNULL)
            else:
                name = "localhost/action:" + hashlib.sha256(key.encode()).hexdigest()[:12]
                command = [*self.build, "--tag", name, "--file", str(action.folder / wanted), str(action.folder)]
                subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            self.seconds += time.monotonic() - start
            self.prepared[key] = name
        return self.prepared[key]

    def run(
        self,
        image: str,
        arguments: list[str],
        variables: dict[str, str],
        folders: dict[str, Path],
        start: Callable[[list[str], dict[str, str]], int],
    ) -> int:
        """Runs an image once. Values of variables are handed over by the environment, since others can read arguments."""
        command = [self.engine, "run", "--rm", "--network", "host", "--workdir", MOUNTS["workspace"]]
        if self.engine == "podman":
            command += ["--pull", "never"]
        for name in variables:
            command += ["--env", name]
        for name, path in folders.items():
            command += ["--volume", f"{path}:{MOUNTS[name]}"]
        return start([*command, image, *arguments], os.environ | variables)
