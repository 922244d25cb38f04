#!/usr/bin/env python3
"""Judges the mutants of cargo-mutants by all tests, with one build instead of one for each.

    ci/mutants.py [--file GLOB]... [--only SUBSTRING] [--every N] [--again MISSED] [--tests REGEX]
                  [--jobs N] [--longest SECONDS] OUT

Takes the list of `cargo mutants --list`, writes every mutant into one copy of the tree below OUT, each behind a number, and
builds its tests once: the number in MUTANT chooses which of them is alive. A first run of all tests notes which places each
of them reaches; then each mutant meets the tests that reach its place, until one fails: those first that caught others in the
same file, then the unit tests. Tests that take longer than --longest (3 seconds) are left out, so that what is caught by them
alone is missed here. A mutant that stands where a number cannot be asked (a constant, the chain of an `if let`) is not judged.
--file and --only choose mutants by file and name, --every takes a sample of them. With --again and --tests, only new tests
are asked about what an earlier run missed.

Writes OUT/outcomes.json and OUT/missed.txt, and a table by folder. Needs cargo-mutants, cargo-nextest and the Python packages
tree-sitter and tree-sitter-rust. CARGO_TARGET_DIR may name a folder with built dependencies.
"""

import argparse
import collections
import concurrent.futures
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILES = ["src/domain/**", "src/plan/**", "src/store/**", "src/github/policy.rs"]

# The seconds in which a test must end; it took less than --longest without a mutant.
LONGEST_STEP = 10.0

# How many of the tests that caught a mutant of the same file are asked first.
KILLERS = 8

# Which mutant is alive, and which places a test reaches. The first panic ends the process: one failure is enough.
SWITCH = r"""//! Which mutant is alive.
use std::io::Write as _;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock};

static ALIVE: OnceLock<u32> = OnceLock::new();
static REACHED: [AtomicBool; PLACES] = [const { AtomicBool::new(false) }; PLACES];
static NOTES: OnceLock<Option<Mutex<std::fs::File>>> = OnceLock::new();

/// Process ids come back.
fn unique() -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    format!("{}-{}", std::process::id(), now.map_or(0, |now| now.as_nanos()))
}

pub(crate) fn at(place: usize) -> u32 {
    if !REACHED[place].swap(true, Ordering::Relaxed) {
        let notes = NOTES.get_or_init(|| {
            let folder = std::env::var("MUTANT_PLACES").ok()?;
            let file = std::fs::File::create(format!("{folder}/{}", unique())).ok()?;
            let mut file = file;
            let binary = std::env::var("NEXTEST_BINARY_ID").unwrap_or_default();
            let name = std::env::var("NEXTEST_TEST_NAME").unwrap_or_default();
            writeln!(file, "{binary} {name}").ok()?;
            Some(Mutex::new(file))
        });
        if let Some(notes) = notes {
            let mut notes = notes.lock().unwrap_or_else(|broken| broken.into_inner());
            let _ = writeln!(notes, "{place}");
        }
    }
    *ALIVE.get_or_init(|| {
        let Some(alive) = std::env::var("MUTANT").ok().and_then(|text| text.parse().ok()) else {
            return 0;
        };
        std::panic::set_hook(Box::new(|_| std::process::exit(101)));
        alive
    })
}
"""


@dataclass
class Mutant:
    """One of the list; `number` is 0 while it has no place."""

    name: str
    file: str
    number: int = 0
    outcome: str = "not judged"
    by: str = ""
    place: int = 0


@dataclass
class Place:
    """A stretch of bytes of a file with its mutants, or where one is put in (`start == end`)."""

    start: int
    end: int
    kind: str
    order: int
    variants: list[tuple[Mutant, str]] = field(default_factory=list)


def offset(lines: list[str], line: int, column: int) -> int:
    """The byte of a one-based line and column in characters."""
    before = sum(len(text.encode()) for text in lines[: line - 1])
    return before + len(lines[line - 1][: column - 1].encode())


def ancestors(node):
    while node is not None:
        yield node
        node = node.parent


def place_of(root, genre: str, replacement: str, start: int, end: int, source: bytes):
    """Kind, start, end and the text of a mutant, or nothing where it has no place."""
    leaf = root.descendant_for_byte_range(start, max(start, end - 1))

    def text(first: int, last: int) -> str:
        return source[first:last].decode()

    if genre == "FnValue":
        # Whatever it begins with: a macro may be all of a body.
        for node in ancestors(leaf):
            body = node.child_by_field_name("body") if node.type == "function_item" else None
            if body is not None and body.start_byte < start and end <= body.end_byte:
                return "body", body.start_byte + 1, body.start_byte + 1, replacement
        return None
    if any(node.type in ("const_item", "static_item", "macro_invocation", "macro_definition") for node in ancestors(leaf)):
        return None
    if genre == "BinaryOperator":
        node = leaf.parent
        if node is None or node.type not in ("binary_expression", "compound_assignment_expr"):
            return None
        changed = text(node.start_byte, start) + replacement + text(end, node.end_byte)
        return "expression", node.start_byte, node.end_byte, changed
    if genre == "UnaryOperator":
        node = leaf.parent
        if node is None or node.type != "unary_expression":
            return None
        return "expression", node.start_byte, node.end_byte, replacement + text(end, node.end_byte)
    if genre == "MatchArmGuard":
        return "expression", start, end, replacement
    if genre == "MatchArm":
        arm = next((node for node in ancestors(leaf) if node.type == "match_arm" and node.start_byte == start), None)
        if arm is None:
            return None
        pattern = arm.child_by_field_name("pattern")
        guard = pattern.child_by_field_name("condition")
        if guard is not None:
            return "guard", guard.start_byte, guard.start_byte, ""
        return "arm", pattern.end_byte, pattern.end_byte, ""
    if genre == "StructField":
        node = next((node for node in ancestors(leaf) if node.type == "struct_expression"), None)
        if node is None:
            return None
        rest = re.sub(r"^\s*,", "", text(end, node.end_byte))
        return "expression", node.start_byte, node.end_byte, text(node.start_byte, start) + rest
    return None


def render(source: bytes, start: int, end: int, places: list[Place]) -> str:
    """The text with its mutants, each between marks that say which one it is."""
    out, at = [], start
    while places:
        place = places.pop(0)
        out.append(source[at : place.start].decode())
        within = []
        while places and places[0].end <= place.end and place.start < place.end:
            within.append(places.pop(0))
        number = place.variants[0][0].place
        ask = f"crate::mutants::at({number})"
        numbers = "|".join(str(mutant.number) for mutant, _ in place.variants)
        marked = [f"\x01{mutant.number}\x02{text}\x03" for mutant, text in place.variants]
        arms = [(mutant.number, text) for (mutant, _), text in zip(place.variants, marked, strict=True)]
        if place.kind == "expression":
            choices = " ".join(f"{mutant} => {{ {text} }}" for mutant, text in arms)
            inner = render(source, place.start, place.end, within)
            # Without a new line, since a comment may end the text.
            out.append(f"\x01-{number}\x02(match {ask} {{ {choices} _ => {{ {inner} }} }})\x03")
        elif place.kind == "body":
            choices = " ".join(f"{mutant} => return {text}," for mutant, text in arms)
            out.append(f"\x01-{number}\x02 match {ask} {{ {choices} _ => {{}} }}\x03")
        elif place.kind == "arm":
            out.append(f"\x01-{number}\x02 if !matches!({ask}, {numbers})\x03")
        elif place.kind == "guard":
            out.append(f"\x01-{number}\x02!matches!({ask}, {numbers}) && \x03")
        at = place.end
    out.append(source[at:end].decode())
    return "".join(out)


def without_marks(text: str) -> tuple[str, list[tuple[int, int, int]]]:
    """The text alone, and for each mark its number (that of a place is negative) and the bytes it spans."""
    spans, stack, out, size = [], [], [], 0
    for part in re.split(r"(\x01-?\d+\x02|\x03)", text):
        if part.startswith("\x01"):
            stack.append((int(part[1:-1]), size))
        elif part == "\x03":
            number, start = stack.pop()
            spans.append((number, start, size))
        else:
            out.append(part)
            size += len(part.encode())
    return "".join(out), spans


def write(path: Path, text: str) -> None:
    """Writes a file, unless it has this text: what is as it was is not built again."""
    if not path.is_file() or path.read_text() != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


class Tree:
    """The copy of the tree with all mutants."""

    def __init__(self, out: Path, listed: list[dict]) -> None:
        # Here, so that --help needs neither.
        import tree_sitter
        import tree_sitter_rust

        self.path = out / "tree"
        self.broken = out / "does-not-compile.json"
        self.mutants = [Mutant(one["name"], one["file"]) for one in listed]
        self.files = collections.defaultdict(list)
        parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_rust.language()))
        sources = {}
        places: dict[tuple[str, int, int, str], Place] = {}
        for one, mutant in zip(listed, self.mutants, strict=True):
            if one["file"] not in sources:
                source = (ROOT / one["file"]).read_bytes()
                sources[one["file"]] = (source, source.decode().splitlines(keepends=True), parser.parse(source))
            source, lines, tree = sources[one["file"]]
            span = one["span"]
            start = offset(lines, span["start"]["line"], span["start"]["column"])
            end = offset(lines, span["end"]["line"], span["end"]["column"])
            found = place_of(tree.root_node, one["genre"], one["replacement"], start, end, source)
            if found is None:
                continue
            kind, start, end, text = found
            order = 0 if one["genre"] == "MatchArmGuard" else 1
            key = (one["file"], start, end, f"{kind} {order}")
            if key not in places:
                places[key] = Place(start, end, kind, order)
                self.files[one["file"]].append(places[key])
            places[key].variants.append((mutant, text))
        self.sources = {name: source for name, (source, *_) in sources.items()}
        self.spans: dict[str, list[tuple[int, int, int]]] = {}
        number = 0
        for index, place in enumerate(places.values(), start=1):
            for mutant, _ in place.variants:
                number += 1
                mutant.number, mutant.place = number, index
        self.places = len(places) + 1
        self.bodies = {place.variants[0][0].place for place in places.values() if place.kind == "body"}
        self.arms = {place.variants[0][0].place for place in places.values() if place.kind in ("arm", "guard")}

    def copy(self) -> None:
        names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout
        for name in filter(None, names.decode().split("\0")):
            target = self.path / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / name).is_file() and name not in [*self.files, "Cargo.toml", "src/lib.rs"]:
                shutil.copy2(ROOT / name, target)
        manifest = (ROOT / "Cargo.toml").read_text()
        write(self.path / "Cargo.toml", re.sub(r'= "(?:deny|forbid)"', '= "allow"', manifest))
        allowed = "#![allow(warnings, arithmetic_overflow, unconditional_panic)]\n"
        write(self.path / "src/lib.rs", allowed + (ROOT / "src/lib.rs").read_text() + "\nmod mutants;\n")
        write(self.path / "src/mutants.rs", SWITCH.replace("PLACES]", f"{self.places}]"))
        self.drop_known()
        for name in self.files:
            self.write(name)

    def drop_known(self) -> None:
        """Takes out what did not compile in an earlier run with the same OUT."""
        if not self.broken.is_file():
            return
        names = set(json.loads(self.broken.read_text()))
        for name, places in self.files.items():
            for mutant in [mutant for place in places for mutant, _ in place.variants if mutant.name in names]:
                self.drop_number(name, mutant.number)

    def write(self, name: str) -> None:
        places = sorted((p for p in self.files[name] if p.variants), key=lambda p: (p.start, -p.end, p.order))
        source = self.sources[name]
        text, self.spans[name] = without_marks(render(source, 0, len(source), places))
        write(self.path / name, text)

    def drop(self, spans: list[tuple[str, int, int]]) -> str | None:
        """Takes out what made an error in one of these stretches, and returns its file: a mutant, or all of a place."""
        for name, start, end in spans:
            around = [span for span in self.spans.get(name, []) if span[1] <= start and end <= span[2]]
            if around:
                self.drop_number(name, min(around, key=lambda span: span[2] - span[1])[0])
                return name
        for name, start, _ in spans:
            # What a function returns first is what it returns everywhere else, if its type is not named.
            before = [span for span in self.spans.get(name, []) if span[0] < 0 and span[2] <= start]
            before = [span for span in before if -span[0] in self.bodies]
            if before:
                self.drop_number(name, max(before, key=lambda span: span[1])[0])
                return name
        return None

    def drop_arm(self, name: str, start: int) -> str | None:
        """Takes out the first arm after the head of a match that no longer says what to do in every case."""
        after = [span for span in self.spans.get(name, []) if -span[0] in self.arms and span[1] >= start]
        if not after:
            return None
        self.drop_number(name, min(after, key=lambda span: span[1])[0])
        return name

    def drop_number(self, name: str, number: int) -> None:
        for place in self.files[name]:
            gone = [mutant for mutant, _ in place.variants if number in (mutant.number, -mutant.place)]
            for mutant in gone:
                mutant.outcome = "does not compile"
            place.variants = [one for one in place.variants if one[0] not in gone]

    def make_viable(self) -> None:
        """Checks the tree and takes out what does not compile, until it does."""
        while True:
            command = ["cargo", "check", "--locked", "--lib", "--message-format", "json"]
            done = subprocess.run(command, cwd=self.path, capture_output=True, text=True, check=False)
            if done.returncode == 0:
                names = [mutant.name for mutant in self.mutants if mutant.outcome == "does not compile"]
                self.broken.write_text(json.dumps(names))
                return
            errors = []
            for line in done.stdout.splitlines():
                error = json.loads(line).get("message") or {}
                if error.get("level") == "error":
                    spans = sorted(error["spans"], key=lambda span: not span["is_primary"])
                    errors.append((error["message"], [(s["file_name"], s["byte_start"], s["byte_end"]) for s in spans]))
            changed = set()
            for message, spans in errors:
                is_match = message.startswith("non-exhaustive")
                if name := self.drop_arm(*spans[0][:2]) if is_match else self.drop(spans):
                    changed.add(name)
            if not changed:
                listing = "\n".join(str(error) for error in errors[:20])
                raise SystemExit(f"the tree does not compile:\n{listing}\n{done.stderr[-2000:]}")
            print(f"{len(errors)} errors in {len(changed)} files", file=sys.stderr)
            for name in changed:
                self.write(name)

    def alive(self) -> list[Mutant]:
        return [mutant for places in self.files.values() for place in places for mutant, _ in place.variants]


@dataclass
class Binary:
    """Its file, its folder, and its tests with the seconds of each."""

    path: str
    folder: str
    tests: dict[str, float] = field(default_factory=dict)


def binaries(tree: Path) -> dict[str, Binary]:
    command = ["cargo", "nextest", "list", "--locked", "--workspace", "--message-format", "json"]
    done = subprocess.run(command, cwd=tree, check=True, capture_output=True, text=True)
    suites = json.loads(done.stdout)["rust-suites"]
    # What a mutant allocates says nothing of what it does.
    asked = {name: suite for name, suite in suites.items() if not name.endswith("::allocations")}
    return {name: Binary(suite["binary-path"], suite["cwd"]) for name, suite in asked.items()}


def note_reach(tree: Path, out: Path, known: dict[str, Binary], longest: float, tests: str) -> dict[int, set[tuple[str, str]]]:
    """Runs the tests whose names match, and returns which of them reach each place."""
    notes = out / "places"
    shutil.rmtree(notes, ignore_errors=True)
    notes.mkdir()
    command = ["cargo", "nextest", "run", "--locked", "--workspace", "--no-fail-fast", "--color", "never"]
    command += ["-E", f"test(/{tests}/) and not test(/^faults::/) and not test(/^worlds::/)"]
    environment = os.environ | {"MUTANT_PLACES": str(notes)}
    done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)
    (out / "first-run.log").write_text(done.stderr)
    for line in done.stderr.splitlines():
        passed = re.match(r"\s*PASS \[\s*([\d.]+)s\] \(\s*\d+/\d+\) (\S+) (\S+)$", line)
        if passed and float(passed[1]) <= longest and passed[2] in known:
            known[passed[2]].tests[passed[3]] = float(passed[1])
    reach = collections.defaultdict(set)
    for file in notes.iterdir():
        head, *places = file.read_text().splitlines()
        binary, _, test = head.partition(" ")
        if binary in known and test in known[binary].tests:
            for place in places:
                reach[int(place)].add((binary, test))
    return reach


def run(binary: Binary, tests: list[str], mutant: int) -> tuple[str, str]:
    """Runs tests until one fails or takes too long: `passed`, `failed` or `timeout`, and the last test."""
    environment = os.environ | {"MUTANT": str(mutant), "CARGO_MANIFEST_DIR": binary.folder, "RUST_BACKTRACE": "0"}
    command = ["prlimit", "--as=6000000000", binary.path, "--exact", "--test-threads=1", *tests]
    process = subprocess.Popen(
        command, cwd=binary.folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, bufsize=1
    )
    late = threading.Event()

    def stop() -> None:
        late.set()
        process.kill()

    last = ""
    timer = threading.Timer(LONGEST_STEP, stop)
    timer.start()
    # Each test writes a line when it ends, and its name before that.
    for line in process.stdout:
        timer.cancel()
        if found := re.match(r"test (\S+) \.\.\.", line):
            last = found[1]
        timer = threading.Timer(LONGEST_STEP, stop)
        timer.start()
    timer.cancel()
    code = process.wait()
    return "timeout" if late.is_set() else "passed" if code == 0 else "failed", last


def leave_out_broken(known: dict[str, Binary]) -> None:
    """Takes out the tests that fail without a mutant when they run like here, one process for all of a binary."""
    for binary in known.values():
        # They run in the order of their names.
        left = sorted(binary.tests)
        while left:
            outcome, last = run(binary, left, 0xFFFF_FFFF)
            if outcome == "passed":
                break
            print(f"left out: {last}", file=sys.stderr)
            if binary.tests.pop(last, None) is None:
                raise SystemExit(f"{binary.path} fails without a mutant")
            left = left[left.index(last) + 1 :]


class Killers:
    """Which tests caught mutants, by file: they are likely to catch the next one there."""

    def __init__(self) -> None:
        self.counts = collections.defaultdict(collections.Counter)
        self.lock = threading.Lock()

    def note(self, file: str, binary: str, test: str) -> None:
        with self.lock:
            self.counts[file][binary, test] += 1

    def of(self, file: str, reach: set[tuple[str, str]]) -> list[tuple[str, str]]:
        with self.lock:
            best = self.counts[file].most_common()
        return [one for one, _ in best if one in reach][:KILLERS]


def judge(mutant: Mutant, reach: set[tuple[str, str]], known: dict[str, Binary], killers: Killers) -> None:
    by_binary = collections.defaultdict(list)
    for binary, test in reach:
        if test in known[binary].tests:
            by_binary[binary].append(test)
    if not by_binary:
        mutant.outcome = "missed"
        mutant.by = "no test"
        return
    mutant.outcome, mutant.by = "missed", f"{sum(map(len, by_binary.values()))} tests"
    for name, tests in steps(mutant, by_binary, known, killers.of(mutant.file, reach)):
        outcome, last = run(known[name], tests, mutant.number)
        if outcome != "passed":
            mutant.outcome, mutant.by = ("caught" if outcome == "failed" else outcome), last
            killers.note(mutant.file, name, last)
            return


def steps(mutant: Mutant, by_binary: dict[str, list[str]], known: dict[str, Binary], likely: list[tuple[str, str]]):
    """The tests to ask, with the binary of each group: the likely ones, its own, the faster half of each binary, the rest."""
    module = mutant.file.removeprefix("src/").removesuffix(".rs").removesuffix("/mod").replace("/", "::")
    names = sorted(by_binary, key=lambda name: ("::" in name, name))
    for name in names:
        if tests := [test for binary, test in likely if binary == name]:
            yield name, tests
    for name in names:
        left = {test for test in by_binary[name] if (name, test) not in likely}
        own = {test for test in left if test.startswith(module)}
        others = sorted(left - own, key=lambda test: known[name].tests[test])
        half = len(others) // 2
        for tests in filter(None, (sorted(own), others[:half], others[half:])):
            yield name, tests


def table(mutants: list[Mutant]) -> str:
    rows = collections.defaultdict(collections.Counter)
    for mutant in mutants:
        parts = mutant.file.split("/")
        folder = "/".join(parts[:2])
        rows[folder][mutant.outcome] += 1
        rows["all"][mutant.outcome] += 1
    head = ["caught", "timeout", "missed", "does not compile", "not judged"]
    lines = ["| | mutants | " + " | ".join(head) + " | score |", "|---|" + "--:|" * (len(head) + 2)]
    for name, counts in sorted(rows.items(), key=lambda row: (row[0] == "all", row[0])):
        caught = counts["caught"] + counts["timeout"]
        judged = caught + counts["missed"]
        score = f"{100 * caught / judged:.1f}%" if judged else "–"
        cells = [str(counts.total()), *(str(counts[outcome]) for outcome in head), score]
        lines.append(f"| `{name}` | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("out", type=Path, metavar="OUT")
    arguments.add_argument("--file", action="append", help="which files, as for cargo-mutants")
    arguments.add_argument("--only", default="", help="only mutants with this in their name")
    arguments.add_argument("--every", type=int, default=1, metavar="N", help="judge every Nth mutant alone, as a sample")
    arguments.add_argument("--again", type=Path, metavar="MISSED", help="judge only those of the missed.txt of an earlier run")
    arguments.add_argument("--tests", default="", metavar="REGEX", help="ask only tests whose name matches")
    arguments.add_argument("--jobs", type=int, default=os.cpu_count(), help="how many are judged at once")
    arguments.add_argument("--longest", type=float, default=3.0, help="the longest test that is asked, in seconds")
    given = arguments.parse_args()
    out = given.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("CARGO_TARGET_DIR", str(out / "target"))

    command = ["cargo", "mutants", "--list", "--json"]
    for name in given.file or FILES:
        command += ["--file", name]
    listed = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
    tree = Tree(out, [one for one in listed if given.only in one["name"]])
    tree.copy()
    tree.make_viable()
    print(f"{len(tree.alive())} of {len(tree.mutants)} mutants compile", file=sys.stderr)
    known = binaries(tree.path)
    reach = note_reach(tree.path, out, known, given.longest, given.tests)
    leave_out_broken(known)

    begin = time.monotonic()
    alive = tree.alive()[:: given.every]
    if given.again:
        names = {line.rsplit(" (", 1)[0] for line in given.again.read_text().splitlines()}
        alive = [mutant for mutant in tree.alive() if mutant.name in names]
    killers = Killers()
    with concurrent.futures.ThreadPoolExecutor(given.jobs) as pool:
        waiting = {pool.submit(judge, mutant, reach[mutant.place], known, killers): mutant for mutant in alive}
        for count, one in enumerate(concurrent.futures.as_completed(waiting), start=1):
            one.result()
            with (out / "judged.txt").open("a") as judged:
                mutant = waiting[one]
                judged.write(f"{mutant.outcome}\t{mutant.name}\t{mutant.by}\n")
            if count % 100 == 0 or count == len(alive):
                missed = sum(mutant.outcome == "missed" for mutant in alive)
                print(f"{count} of {len(alive)}, {missed} missed, {time.monotonic() - begin:.0f} s", file=sys.stderr)

    outcomes = [{"name": m.name, "outcome": m.outcome, "by": m.by} for m in tree.mutants]
    (out / "outcomes.json").write_text(json.dumps(outcomes, indent=1) + "\n")
    missed = [f"{m.name} ({m.by})" for m in tree.mutants if m.outcome == "missed"]
    (out / "missed.txt").write_text("".join(f"{line}\n" for line in missed))
    print(table(tree.mutants))


if __name__ == "__main__":
    main()
