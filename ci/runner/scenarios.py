"""Uses a release like a stranger: the workflow of the README, with each entry, against the fake GitHub.

    python ci/runner/scenarios.py --folder DIRECTORY --readme FILE --name OWNER/NAME --release REPOSITORY --reference REF
        --fake PROGRAM --engine podman [--dockerfile FOLDER --build COMMAND...]

Fails at the first thing that is not as it should be. --dockerfile builds the image of that folder as `uses: …@main` does. The
figures are written to DIRECTORY/figures.json.
"""

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

from fake import FakeGitHub

RUNNER = Path(__file__).parent


def workflow(readme: Path, name: str, uses: str) -> str:
    """The first whole workflow of the README, with another entry or version of the action."""
    text = re.search(r"^```yaml\n(name:.*?)^```$", readme.read_text(), re.DOTALL | re.MULTILINE)[1]
    text, count = re.subn(rf"uses: {re.escape(name)}(/nodocker)?@\S+", f"uses: {uses}", text)
    assert count == 1, f"{count} uses of {name} in the workflow"
    return text


class Stranger:
    """Somebody with the workflow in the repository octo/ledger."""

    def __init__(self, arguments: argparse.Namespace, title: str, uses: str) -> None:
        self.arguments = arguments
        self.folder = arguments.folder / title.replace(" ", "-")
        self.folder.mkdir(parents=True)
        self.file = self.folder / "traffic.yml"
        self.file.write_text(workflow(arguments.readme, arguments.name, uses))
        self.title = title
        self.fake = FakeGitHub(arguments.fake, self.folder / "github")

    def run(self, traffic_token: str, token: str | None = None, docker: bool = True) -> dict:
        """Runs the workflow once; what is left of it, with the step of the ledger apart."""
        print(f"\n* {self.title}", flush=True)
        command = [sys.executable, str(RUNNER), str(self.file), "--folder", str(self.folder)]
        command += ["--repository", "octo/ledger", "--api-url", self.fake.api]
        command += ["--token", token or self.fake.commit_token, "--secret", f"TRAFFIC_TOKEN={traffic_token}"]
        command += ["--action", f"{self.arguments.name}={self.arguments.release}"]
        if docker:
            command += ["--engine", self.arguments.engine]
        if self.arguments.build:
            command += ["--build", *self.arguments.build]
        code = subprocess.run(command, check=False).returncode
        result = json.loads((self.folder / "result.json").read_text())
        assert code == (result["conclusion"] != "success"), "the exit code does not match the conclusion"
        result["ledger"] = result["steps"][0]
        result["seconds"] = result["ledger"]["seconds"] - result["prepare_seconds"]
        tokens = [self.fake.traffic_token, self.fake.commit_token]
        assert not any(token in line for token in tokens for line in result["log"]), "a token is in the log"
        return result

    def records(self, docker: bool = True) -> dict:
        """A run that commits a report; its result."""
        first = self.run(self.fake.traffic_token, docker=docker)
        outputs = first["ledger"]["outputs"]
        assert first["conclusion"] == "success", first["annotations"]
        assert outputs["changed"] == "true", outputs
        assert outputs["commit-sha"] == self.fake.git("rev-parse", "traffic"), outputs
        for name in (
            "report-url",
            "newest-day",
            "views-14d",
            "unique-visitors-14d",
            "clones-14d",
            "unique-cloners-14d",
            "digest",
        ):
            assert outputs[name], f"the output {name} is empty: {outputs}"
        # The fake's only spike lies in the window that a first run reads.
        days = [spike["day"] for spike in json.loads(outputs["spikes"])]
        assert outputs["spike"] == "true" and days == ["2026-02-24"], outputs
        assert outputs["milestones"] == "[]", outputs
        assert outputs["state"] == "fine" and not outputs.get("rescued-snapshot"), outputs
        assert "octo/ledger" in self.fake.git("show", "traffic:README.md"), "no report in the branch"
        assert first["ledger"]["summary"], "no step summary"
        return first

    def finds_nothing_new(self, docker: bool = True) -> dict:
        """A run after that one, which commits nothing; its result."""
        second = self.run(self.fake.traffic_token, docker=docker)
        assert second["conclusion"] == "success" and second["ledger"]["outputs"]["changed"] == "false", second
        assert self.fake.git("rev-list", "--count", "traffic") == "1", "the second run made a commit"
        return second

    def bad_token(self, docker: bool = True) -> None:
        """github.token cannot read traffic: the job fails, says so, and writes nothing."""
        result = self.run(self.fake.commit_token, docker=docker)
        assert result["conclusion"] == "failure" and result["ledger"]["outcome"] == "failure", result
        assert result["ledger"]["outputs"].get("changed") != "true", result
        errors = [found["message"] for found in result["annotations"] if found["level"] == "error"]
        assert any("token" in error for error in errors), errors
        assert not self.fake.git("rev-parse", "--verify", "--quiet", "traffic"), "the branch exists"

    def cannot_commit(self, docker: bool = True) -> None:
        """What was fetched is in the workspace, also as seen from outside of a container, and the next step uploads it."""
        result = self.run(self.fake.traffic_token, token=self.fake.traffic_token, docker=docker)
        assert result["conclusion"] == "failure", result
        rescued = Path(result["workspace"]) / result["ledger"]["outputs"]["rescued-snapshot"]
        assert any(rescued.rglob("*.json")), f"nothing in {rescued}"
        upload = result["steps"][1]
        assert upload["outcome"] == "success", upload
        assert upload["inputs"]["path"] == result["ledger"]["outputs"]["rescued-snapshot"], upload


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("folder", "readme", "dockerfile"):
        parser.add_argument(f"--{name}", type=Path, required=name != "dockerfile")
    for name in ("name", "release", "reference", "fake", "engine"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--build", nargs=argparse.REMAINDER, default=[])
    arguments = parser.parse_args()
    image = f"{arguments.name}@{arguments.reference}"
    nodocker = f"{arguments.name}/nodocker@{arguments.reference}"
    figures: dict[str, dict[str, float]] = {}

    def figure(title: str, first: dict, second: dict | None = None) -> None:
        figures[title] = {"prepare": first["prepare_seconds"], "first run": first["seconds"]}
        if second:
            figures[title]["second run"] = second["seconds"]

    def stranger(title: str, uses: str) -> Stranger:
        return Stranger(arguments, title, uses)

    for title, uses, docker in (("pulled image", image, True), ("nodocker", nodocker, False)):
        made = stranger(title, uses)
        with made.fake:
            figure(title, made.records(docker), made.finds_nothing_new(docker))
        made = stranger(f"{title} with a bad token", uses)
        with made.fake:
            made.bad_token(docker)
        made = stranger(f"{title} that cannot commit", uses)
        with made.fake:
            made.cannot_commit(docker)

    without_engine = stranger("the image without Docker", image)
    with without_engine.fake as fake:
        result = without_engine.run(fake.traffic_token, docker=False)
        assert result["conclusion"] == "failure", "a container action ran without Docker"

    if arguments.dockerfile:
        made = stranger("build on use", "./")
        workspace = made.folder / "work/ledger/ledger"
        workspace.parent.mkdir(parents=True)
        subprocess.run(["git", "clone", "--quiet", str(arguments.dockerfile), str(workspace)], check=True)
        with made.fake:
            figure("build on use", made.records())

    (arguments.folder / "figures.json").write_text(json.dumps(figures, indent=2))
    print(f"\n{'seconds':22}" + "".join(f"{name:>12}" for name in ("prepare", "first run", "second run")))
    for title, values in figures.items():
        print(f"{title:22}" + "".join(f"{value:12.2f}" for value in values.values()))


if __name__ == "__main__":
    main()
