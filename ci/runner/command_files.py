"""The files and log lines through which a step talks to the runner.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

# The variable of each file, and the name of the file.
FILES = {
    "GITHUB_OUTPUT": "set_output",
    "GITHUB_STEP_SUMMARY": "step_summary",
    "GITHUB_STATE": "save_state",
    "GITHUB_ENV": "set_env",
    "GITHUB_PATH": "add_path",
}


class CommandFiles:
    """The empty files of one step, in a folder that a container sees under another path."""

    def __init__(self, folder: Path, step: str) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.names = {variable: f"{name}_{step}" for variable, name in FILES.items()}
        for name in self.names.values():
            (folder / name).write_text("")

    def variables(self, folder: str) -> dict[str, str]:
        """The variables that name the files, as seen by the step."""
        return {variable: f"{folder}/{name}" for variable, name in self.names.items()}

    def text(self, variable: str) -> str:
        return (self.folder / self.names[variable]).read_text(encoding="utf-8")

    def pairs(self, variable: str) -> dict[str, str]:
        """`name=value`, or `name<<DELIMITER`, lines and the delimiter again."""
        pairs = {}
        lines = iter(self.text(variable).splitlines())
        for line in lines:
            if match := re.fullmatch(r"([^=<]+)<<(.+)", line):
                name, delimiter = match.groups()
                value = []
                for inner in lines:
                    if inner == delimiter:
                        break
                    value.append(inner)
                else:
                    raise ValueError(f"the delimiter of {name} is missing in {variable}")
                pairs[name] = "\n".join(value)
            elif "=" in line:
                name, value = line.split("=", 1)
                pairs[name] = value
            elif line:
                raise ValueError(f"invalid line in {variable}: {line!r}")
        return pairs


@dataclass
class Log:
    """What a job has printed: masked, with the annotations apart."""

    lines: list[str] = field(default_factory=list)
    annotations: list[dict[str, str]] = field(default_factory=list)
    masks: set[str] = field(default_factory=set)
    echo: bool = True

    def add(self, line: str) -> None:
        command = re.match(r"\s*::([\w-]+)(?: ([^:]*(?:%3A[^:]*)*))?::(.*)", line)
        if command and command[1] == "add-mask":
            self.masks.add(unescape(command[3]))
            return
        line = self.masked(line)
        if command and command[1] in ("error", "warning", "notice"):
            self.annotations.append({"level": command[1], "message": self.masked(unescape(command[3]))})
        self.lines.append(line)
        if self.echo:
            print(f"    {line}", flush=True)

    def masked(self, text: str) -> str:
        for mask in sorted(self.masks, key=len, reverse=True):
            if mask:
                text = text.replace(mask, "***")
        return text


def unescape(text: str) -> str:
    return text.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")
