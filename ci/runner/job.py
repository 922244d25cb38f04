"""Runs the steps of a job, and those of composite actions, one after the other."""

import os
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from actions import Action, Actions
from command_files import CommandFiles, Log
from container import MOUNTS, Containers
from expressions import as_text, condition, fill_in

SHELLS = {
    None: ["bash", "-e", "{0}"],
    "bash": ["bash", "--noprofile", "--norc", "-eo", "pipefail", "{0}"],
    "sh": ["sh", "-e", "{0}"],
}


@dataclass
class StepResult:
    """What a step has left."""

    name: str
    outcome: str = "skipped"
    conclusion: str = "skipped"
    outputs: dict[str, str] = field(default_factory=dict)
    inputs: dict[str, str] = field(default_factory=dict)
    summary: str = ""
    seconds: float = 0.0


@dataclass
class Scope:
    """The steps of a job or of a composite action."""

    steps: list[dict]
    contexts: dict[str, dict]
    results: list[StepResult] = field(default_factory=list)
    failed: bool = False


class Job:
    """One job on one machine."""

    def __init__(
        self,
        folder: Path,
        github: dict[str, str],
        secrets: dict[str, str],
        actions: Actions,
        containers: Containers | None,
        log: Log,
    ) -> None:
        self.github = github
        self.actions = actions
        self.containers = containers
        self.log = log
        self.secrets = secrets
        self.log.masks.update(secrets.values())
        self.folders = {name: folder / name for name in ("home", "workflow", "file_commands")}
        self.folders["workspace"] = actions.workspace
        self.temp = folder / "temp"
        for path in [*self.folders.values(), self.temp]:
            path.mkdir(parents=True, exist_ok=True)
        self.runner = {"os": "Linux", "arch": {"x86_64": "X64", "aarch64": "ARM64"}[os.uname().machine]}
        self.count = 0

    def run(self, definition: dict) -> Scope:
        """Runs the steps of a job, with the first entry of its matrix; what each has left."""
        matrix = definition.get("strategy", {}).get("matrix", {}).get("include", [{}])[0]
        contexts = {"github": self.github, "secrets": self.secrets, "runner": self.runner, "matrix": matrix}
        contexts |= {"steps": {}, "env": {}, "needs": {}, "inputs": {}}
        scope = Scope(definition["steps"], contexts)
        self.run_steps(scope, {})
        return scope

    def run_steps(self, scope: Scope, variables: dict[str, str]) -> None:
        for step in scope.steps:
            name = step.get("name") or step.get("uses") or "run"
            result = StepResult(name)
            scope.results.append(result)
            status = {
                "success": not scope.failed,
                "failure": scope.failed,
                "always": True,
                "cancelled": False,
            }
            if condition(step.get("if"), scope.contexts, status):
                print(f"  > {name}", flush=True)
                start = time.monotonic()
                own = {key: fill_in(value, scope.contexts, status) for key, value in (step.get("env") or {}).items()}
                code = self.run_step(step, scope, result, status, variables | own)
                result.seconds = time.monotonic() - start
                result.outcome = "success" if code == 0 else "failure"
                tolerated = as_text(step.get("continue-on-error")) == "true"
                result.conclusion = "success" if tolerated else result.outcome
                scope.failed = scope.failed or result.conclusion == "failure"
            if "id" in step:
                scope.contexts["steps"][step["id"]] = {
                    "outcome": result.outcome,
                    "conclusion": result.conclusion,
                    "outputs": result.outputs,
                }

    def run_step(self, step: dict, scope: Scope, result: StepResult, status: dict[str, bool], variables: dict[str, str]) -> int:
        self.count += 1
        files = CommandFiles(self.folders["file_commands"], str(self.count))
        if "run" in step:
            code = self.run_script(step, scope, status, variables, files)
        else:
            given = {key: fill_in(value, scope.contexts, status) for key, value in (step.get("with") or {}).items()}
            result.inputs = given
            action = self.actions.find(step["uses"])
            if action is None:
                self.log.add(f"not run here: {step['uses']}")
                return 0
            inputs = {
                name: fill_in(given.get(name, default), scope.contexts | {"github": self.github}, status)
                for name, default in action.defaults.items()
            }
            for name in given.keys() - inputs.keys():
                self.log.add(f"::warning::Unexpected input '{name}'")
            if action.using == "composite":
                return self.run_composite(action, inputs, result, variables)
            code = self.run_container(action, inputs, variables, files)
        result.outputs = files.pairs("GITHUB_OUTPUT")
        result.summary = files.text("GITHUB_STEP_SUMMARY")
        return code

    def default_variables(self) -> dict[str, str]:
        """The variables of every step, but for paths."""
        variables = {f"GITHUB_{name.upper()}": value for name, value in self.github.items() if name != "token"}
        return variables | {
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "RUNNER_OS": self.runner["os"],
            "RUNNER_ARCH": self.runner["arch"],
            "RUNNER_ENVIRONMENT": "self-hosted",
        }

    def run_script(
        self, step: dict, scope: Scope, status: dict[str, bool], variables: dict[str, str], files: CommandFiles
    ) -> int:
        script = self.temp / f"{self.count}.sh"
        script.write_text(fill_in(step["run"], scope.contexts, status))
        command = [part.replace("{0}", str(script)) for part in SHELLS[step.get("shell")]]
        # Nothing of this process's environment but where programs are.
        clean = {"PATH": os.environ["PATH"], "HOME": str(self.folders["home"]), "RUNNER_TEMP": str(self.temp)}
        clean |= self.default_variables() | files.variables(str(files.folder))
        clean["GITHUB_WORKSPACE"] = str(self.actions.workspace)
        return self.start(command, clean | variables)

    def run_composite(self, action: Action, inputs: dict[str, str], result: StepResult, variables: dict[str, str]) -> int:
        contexts = {
            "github": self.github | {"action_path": str(action.folder)},
            "inputs": inputs,
            "runner": self.runner,
            "steps": {},
            "env": {},
        }
        scope = Scope(action.metadata["runs"]["steps"], contexts)
        self.run_steps(scope, variables | {"GITHUB_ACTION_PATH": str(action.folder)})
        status = {"success": not scope.failed, "failure": scope.failed, "always": True, "cancelled": False}
        for name, output in (action.metadata.get("outputs") or {}).items():
            result.outputs[name] = fill_in(output["value"], contexts, status)
        result.summary = "".join(step.summary for step in scope.results)
        return int(scope.failed)

    def run_container(self, action: Action, inputs: dict[str, str], variables: dict[str, str], files: CommandFiles) -> int:
        if self.containers is None:
            self.log.add("::error::Docker is not available on this runner")
            return 1
        image = self.containers.prepare(action)
        passed = self.default_variables() | {
            "HOME": MOUNTS["home"],
            "GITHUB_WORKSPACE": MOUNTS["workspace"],
            "RUNNER_TEMP": "/github/runner_temp",
        }
        passed |= files.variables(MOUNTS["file_commands"]) | variables
        # Spaces become underscores, hyphens stay.
        passed |= {"INPUT_" + name.upper().replace(" ", "_"): value for name, value in inputs.items()}
        arguments = [as_text(argument) for argument in action.metadata["runs"].get("args") or []]
        return self.containers.run(image, arguments, passed, self.folders, self.start)

    def start(self, command: list[str], variables: dict[str, str]) -> int:
        """Runs a program in the workspace and logs what it prints, both streams as one."""
        process = subprocess.Popen(
            command,
            cwd=self.actions.workspace,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        for line in process.stdout:
            self.log.add(line.rstrip("\n"))
        return process.wait()
