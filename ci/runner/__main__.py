"""Runs one job of a workflow on this machine, as far as GitHub's runner would do the same.

    python ci/runner WORKFLOW --folder DIRECTORY --repository OWNER/NAME --api-url URL --token TOKEN [OPTION...]

It reads action files like the runner: defaults with expressions, INPUT_*, command files, mounts, composite steps. Actions come
from git repositories on this machine (--action OWNER/NAME=PATH); steps that use others are recorded, not run. What the steps
have left is written to DIRECTORY/result.json. Exits with 0 if the job succeeded, 1 if it failed.
"""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from actions import Actions, load_yaml
from command_files import Log
from container import Containers
from job import Job


def pairs(texts: list[str]) -> dict[str, str]:
    return dict(text.split("=", 1) for text in texts)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workflow", type=Path)
    parser.add_argument("--job", help="the job to run; the first one by default")
    parser.add_argument("--folder", type=Path, required=True, help="a folder for the workspace and everything else")
    parser.add_argument("--repository", required=True, help="the repository of the workflow")
    parser.add_argument("--api-url", required=True)
    parser.add_argument("--token", required=True, help="github.token")
    parser.add_argument("--secret", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--action", action="append", default=[], metavar="OWNER/NAME=PATH")
    parser.add_argument("--engine", help="podman or docker; without it there are no containers")
    parser.add_argument("--build", nargs=argparse.REMAINDER, default=[], help="the command that builds images; the last option")
    arguments = parser.parse_args()

    owner, name = arguments.repository.split("/")
    # The runner's own layout: the workspace is two folders deep.
    workspace = arguments.folder.absolute() / "work" / name / name
    workspace.mkdir(parents=True, exist_ok=True)
    github = {
        "token": arguments.token,
        "repository": arguments.repository,
        "repository_owner": owner,
        "api_url": arguments.api_url,
        "server_url": "https://github.com",
        "event_name": "workflow_dispatch",
        "ref": "refs/heads/main",
        "ref_name": "main",
        "run_id": "1",
        "run_number": "1",
        "run_attempt": "1",
        "actor": owner,
        "workflow": "Traffic",
        "job": "keep",
    }
    secrets = pairs(arguments.secret) | {"GITHUB_TOKEN": arguments.token}
    actions = Actions(pairs(arguments.action), arguments.folder.absolute() / "work/_actions", workspace)
    containers = Containers(arguments.engine, arguments.build) if arguments.engine else None
    log = Log()
    job = Job(arguments.folder.absolute() / "work/_temp", github, secrets, actions, containers, log)

    jobs = load_yaml(arguments.workflow)["jobs"]
    scope = job.run(jobs[arguments.job] if arguments.job else next(iter(jobs.values())))
    result = {
        "conclusion": "failure" if scope.failed else "success",
        "workspace": str(workspace),
        "prepare_seconds": round(containers.seconds, 3) if containers else 0,
        "steps": [asdict(step) for step in scope.results],
        "annotations": log.annotations,
        "log": log.lines,
    }
    (arguments.folder / "result.json").write_text(json.dumps(result, indent=2))
    return int(scope.failed)


if __name__ == "__main__":
    sys.exit(main())
