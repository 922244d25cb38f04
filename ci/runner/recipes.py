"""Runs the recipes of the documents that hand a run's outputs to others, with outputs that want to be more than text.

    python ci/runner/recipes.py --folder DIRECTORY --recipes FILE --events FILE --name OWNER/NAME

In place of the action there is one that only sets outputs, and in place of gh and curl there are programs that keep what they
were given. The steps of the other file that fetch series run with answers like those of the registries. Fails at the first thing
that is not as it should be.
"""

import argparse
import json
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

RUNNER = Path(__file__).parent

# Each of these would leave a trace if a shell, a workflow command, jq or curl took it for its own.
HOSTILE = """## Traffic for octo/spike

**9 views**, along with `$(touch pwned)` and `"; touch pwned; echo "`
'; touch pwned; ' %s %n \\" \\n ${{ github.token }} $HOME
@everyone <!channel> --title x
-"""
SPIKES = [
    {
        "repository": "octo/spike",
        "metric": "views",
        "day": "2026-11-17",
        "value": 400,
        "usual": 40,
        "cause": {"kind": "referrer", "name": 'a.example <!channel> @all"}, $(touch pwned) \u6771\u4eac', "views": 300},
    },
    {"repository": "octo/other", "metric": "clones", "day": "2026-11-16", "value": 90, "usual": 4, "cause": None},
]

STUB = """#!{python}
import json, os, sys
given = "" if "list" in sys.argv else sys.stdin.read()
with open({calls!r}, "a") as file:
    file.write(json.dumps([sys.argv[1:], given, os.environ.get("GH_TOKEN", "")]) + "\\n")
if "list" in sys.argv:
    print({number!r}, end="")
"""


# The answers of the registries, as far as the steps read them, and what the steps make of them.
REGISTRIES = {
    "npm": (
        {"downloads": [{"downloads": 120, "day": "2026-11-17"}, {"downloads": 95, "day": "2026-11-18"}], "package": "x"},
        "date,value\n2026-11-17,120\n2026-11-18,95\n",
    ),
    "pypi": (
        {"data": [{"category": "without_mirrors", "date": "2026-11-17", "downloads": 7}], "type": "overall_downloads"},
        "date,value\n2026-11-17,7\n",
    ),
    "crates-io": (
        {
            "version_downloads": [
                {"version": 1, "downloads": 5, "date": "2026-11-17"},
                {"version": 2, "downloads": 6, "date": "2026-11-17"},
                {"version": 2, "downloads": 1, "date": "2026-11-18"},
            ],
            "meta": {"extra_downloads": [{"date": "2026-11-18", "downloads": 3}]},
        },
        "date,value\n2026-11-17,11\n2026-11-18,4\n",
    ),
    "docker-hub": ({"pull_count": 4321, "name": "x"}, "date,value\n{today},4321\n"),
}


def recipe(text: str, heading: str) -> str:
    """The workflow below a heading."""
    section = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)[1]
    return re.search(r"^```yaml\n(name:.*?)^```$", section, re.DOTALL | re.MULTILINE)[1]


class Recipe:
    """One recipe with its own folder."""

    def __init__(self, arguments: argparse.Namespace, heading: str, case: str, number: str = "") -> None:
        self.folder = arguments.folder.absolute() / f"{heading} {case}".replace(" ", "-")
        self.folder.mkdir(parents=True)
        self.name = arguments.name
        self.file = self.folder / "traffic.yml"
        self.file.write_text(recipe(arguments.recipes.read_text(), heading))
        self.calls = self.folder / "calls"
        self.calls.touch()
        self.programs = self.folder / "programs"
        self.programs.mkdir()
        for program in ("gh", "curl"):
            stub = self.programs / program
            stub.write_text(STUB.format(python=sys.executable, calls=str(self.calls), number=number))
            stub.chmod(0o755)

    def action(self, outputs: dict[str, str]) -> Path:
        """A git repository with an action that only sets these outputs."""
        folder = self.folder / "action"
        folder.mkdir()
        (folder / "outputs.json").write_text(json.dumps(outputs))
        script = (
            f'"{sys.executable}" -c \'import json, os\n'
            'for name, value in json.load(open(os.environ["GITHUB_ACTION_PATH"] + "/outputs.json")).items():\n'
            '    open(os.environ["GITHUB_OUTPUT"], "a").write(f"{name}<<END_OF_VALUE\\n{value}\\nEND_OF_VALUE\\n")\'\n'
        )
        metadata = {
            "name": "Outputs",
            "description": "Sets outputs.",
            "inputs": {name: {"description": name} for name in ("traffic-token", "digest")},
            "outputs": {name: {"description": name, "value": f"${{{{ steps.set.outputs.{name} }}}}"} for name in outputs},
            "runs": {"using": "composite", "steps": [{"id": "set", "shell": "bash", "run": script}]},
        }
        # JSON is YAML.
        (folder / "action.yml").write_text(json.dumps(metadata))
        git = ["git", "-C", str(folder), "-c", "user.name=x", "-c", "user.email=x@x.example"]
        for command in (["init", "--quiet", "--initial-branch", "main"], ["add", "."], ["commit", "--quiet", "--message", "x"]):
            subprocess.run([*git, *command], check=True)
        return folder

    def run(self, outputs: dict[str, str]) -> list:
        """Runs the workflow; what gh and curl were given."""
        print(f"\n* {self.folder.name}", flush=True)
        command = [sys.executable, str(RUNNER), str(self.file), "--folder", str(self.folder)]
        command += ["--repository", "octo/ledger", "--api-url", "https://api.github.invalid", "--token", "commit-token"]
        command += ["--secret", "TRAFFIC_TOKEN=traffic-token", "--secret", "CHAT_WEBHOOK=https://chat.example/hook"]
        command += ["--action", f"{self.name}={self.action(outputs)}"]
        path = f"{self.programs}:/usr/local/bin:/usr/bin:/bin"
        code = subprocess.run(command, check=False, env={"PATH": path}).returncode
        assert code == 0, "the job failed"
        traces = list(self.folder.rglob("pwned"))
        assert not traces, f"a text was run as a program: {traces}"
        return [json.loads(line) for line in self.calls.read_text().splitlines()]


def digest(arguments: argparse.Namespace) -> None:
    heading = "A mail with the digest"
    listed, created = Recipe(arguments, heading, "first").run({"digest": HOSTILE})
    assert listed[0][:2] == ["issue", "list"] and listed[2] == "commit-token", listed
    expected = ["issue", "create", "--repo", "octo/ledger", "--title", "Traffic digest", "--body-file", "-"]
    assert created[0] == expected and created[1] == HOSTILE + "\n", created
    _, commented = Recipe(arguments, heading, "again", number="7").run({"digest": HOSTILE})
    assert commented[0] == ["issue", "comment", "7", "--repo", "octo/ledger", "--body-file", "-"], commented
    assert commented[1] == HOSTILE + "\n", commented
    assert Recipe(arguments, heading, "without a digest").run({"digest": ""}) == [], "a comment without a digest"


def chat(arguments: argparse.Namespace) -> None:
    heading = "A message in a chat"
    outputs = {
        "spike": "true",
        "spikes": json.dumps(SPIKES),
        "report-url": "https://github.com/octo/ledger/blob/traffic/README.md",
    }
    ((given, body, _),) = Recipe(arguments, heading, "with spikes").run(outputs)
    assert given[-1] == "https://chat.example/hook" and given[-2] == "@-", given
    assert json.loads(body) == {
        "text": "octo/spike: 400 views on 2026-11-17 instead of the usual 40, "
        "along with a.example channel all touch pwned \u6771\u4eac\n"
        "octo/other: 90 clones on 2026-11-16 instead of the usual 4\n"
        "https://github.com/octo/ledger/blob/traffic/README.md"
    }, body
    quiet = {"spike": "false", "spikes": "[]", "report-url": ""}
    assert Recipe(arguments, heading, "without spikes").run(quiet) == [], "a message without a spike"


def series(arguments: argparse.Namespace) -> None:
    """The steps in the table of other series, each with the answer of its registry."""
    text = arguments.events.read_text()
    steps = re.findall(r"^\| [^|`]+ \| `(curl .*?)` \|$", text, re.MULTILINE)
    assert len(steps) == len(REGISTRIES), steps
    for step, (name, (answer, wanted)) in zip(steps, REGISTRIES.items(), strict=True):
        folder = arguments.folder.absolute() / f"series-{name}"
        folder.mkdir(parents=True)
        (folder / "answer.json").write_text(json.dumps(answer))
        stub = folder / "curl"
        stub.write_text(f'#!/bin/sh\ncat "{folder}/answer.json"\n')
        stub.chmod(0o755)
        variables = {"PATH": f"{folder}:/usr/local/bin:/usr/bin:/bin", "GITHUB_REPOSITORY": "octo/spike"}
        before = datetime.now(UTC)
        # A table of Markdown writes a pipe with a backslash.
        script = ["bash", "-eo", "pipefail", "-c", step.replace("\\|", "|")]
        subprocess.run(script, check=True, cwd=folder, env=variables)
        found = (folder / f"{name}.csv").read_text()
        # The day can change meanwhile.
        days = [moment.strftime("%Y-%m-%d") for moment in (before, datetime.now(UTC))]
        assert any(found == wanted.replace("{today}", day) for day in days), f"{name}: {found}"
        print(f"* {name}: {len(found.splitlines()) - 1} values")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--recipes", type=Path, required=True)
    parser.add_argument("--events", type=Path, required=True)
    parser.add_argument("--name", required=True)
    arguments = parser.parse_args()
    digest(arguments)
    chat(arguments)
    series(arguments)
    print("\nno recipe ran a text as a program")


if __name__ == "__main__":
    main()
