"""Lines that carry a promise, each changed by a word: a test must notice every change. `make mutants` tries them all.

mutants.tsv holds one change a line: the kind of promise, the file, a text that stands in it exactly once, what it
becomes, and the test files that must notice. Two copies of the working tree are changed, never the tree itself.
`make mutants ONLY=word` tries the lines that hold the word."""

import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Queue

ROOT = Path(__file__).resolve().parents[2]
TABLE = Path(__file__).with_name("mutants.tsv")
AT_ONCE = 2
SECONDS = 900  # a change that makes the tests hang is noticed
PASSED, FAILED = 0, 1  # what pytest answers; anything else is no answer


@dataclass(frozen=True)
class Mutant:
    kind: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]

    def __str__(self):
        return f"{self.kind}: {self.file}\n    {self.old}\n    {self.new}\n    {' '.join(self.tests)}"


def read() -> list[Mutant]:
    rows = [line.split("\t") for line in TABLE.read_text().splitlines()[1:]]
    return [Mutant(kind, file, old, new, tuple(tests.split())) for kind, file, old, new, tests in rows]


class Copy:
    """The working tree once more, with a database that is made once."""

    def __init__(self, folder: Path):
        listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        self.tree = folder / "tree"
        for name in subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0"):
            if name and (ROOT / name).is_file():
                (self.tree / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, self.tree / name)
        kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        self.environment = kept | {"PLAZA_TEST_DATA": str(folder / "data")}

    def answer(self, tests) -> tuple[int, str]:
        """How pytest ends, and what it says, with the copy as it is."""
        options = ["--ds=plaza.settings_test", "--reuse-db", "-x", "-q", "-m", "not slow"]
        command = [sys.executable, "-m", "pytest", *options, *tests]
        told = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        try:
            ended = subprocess.run(command, cwd=self.tree, env=self.environment, timeout=SECONDS, **told)
        except subprocess.TimeoutExpired:
            return FAILED, "They hang."
        return ended.returncode, ended.stdout

    def answer_to(self, mutant: Mutant) -> tuple[int, str]:
        path = self.tree / mutant.file
        text = path.read_text()
        path.write_text(text.replace(mutant.old, mutant.new))
        try:
            return self.answer(mutant.tests)
        finally:
            path.write_text(text)


def main(only: str = "") -> int:
    mutants = [mutant for mutant in read() if only in str(mutant)]
    with tempfile.TemporaryDirectory(prefix="plaza-mutants-") as folder, ThreadPoolExecutor(AT_ONCE) as workers:
        copies: Queue[Copy] = Queue()
        for n in range(AT_ONCE):
            copies.put(Copy(Path(folder) / str(n)))

        def tried(run, what) -> tuple[int, str]:
            copy = copies.get()
            try:
                return run(copy, what)
            finally:
                copies.put(copy)

        tests = sorted({name for mutant in mutants for name in mutant.tests})
        shares = [share for share in (tests[n::AT_ONCE] for n in range(AT_ONCE)) if share]
        for answer, said in workers.map(lambda share: tried(Copy.answer, share), shares):
            if answer != PASSED:
                print(f"The tests do not pass as they are, nothing was tried.\n{said}")
                return 1
        left = 0
        answers = workers.map(lambda mutant: tried(Copy.answer_to, mutant), mutants)
        for mutant, (answer, _said) in zip(mutants, answers, strict=True):
            if answer != FAILED:
                left += 1
                print("survives," if answer == PASSED else f"no answer ({answer}),", mutant, flush=True)
    print(f"{len(mutants)} changes tried, {left} not noticed.")
    return 1 if left or not mutants else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
