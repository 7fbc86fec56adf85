"""pytest plugin: tests name the rows of docs/acceptance.md that they prove.

@pytest.mark.accepts("G1.4")      one to three rows
pytest --acceptance ...           collects without running and prints row by row which test proves it;
                                  fails when a row that belongs to an issue is proven by none"""

import re
from pathlib import Path

import pytest

TABLE = Path(__file__).resolve().parents[2] / "docs" / "acceptance.md"
ROW = re.compile(r"^\| (?P<id>[A-Z]\d[\d.]*) \| (?P<term>.*?) \| .* \| ?(?P<issue>\d*) ?\|$")
MOST_ROWS = 3


def rows(text: str) -> dict[str, tuple[str, str]]:
    """id -> (term, issue or "")."""
    found = filter(None, map(ROW.match, text.splitlines()))
    return {match["id"]: (match["term"], match["issue"]) for match in found}


def faults(known: dict, marked: dict[str, list[str]]) -> list[str]:
    """What is wrong with the rows that the tests name."""
    lines = []
    for test, named in marked.items():
        lines += [f"{test} accepts {row}, which is no row of docs/acceptance.md" for row in named if row not in known]
        if len(named) > MOST_ROWS:
            lines.append(f"{test} accepts {len(named)} rows; one test proves at most {MOST_ROWS}")
    return lines


def report(known: dict, marked: dict[str, list[str]]) -> tuple[list[str], list[str]]:
    """The lines to print and the rows of an issue that no test proves."""
    proofs: dict[str, list[str]] = {row: [] for row in known}
    for test, named in marked.items():
        for row in named:
            proofs[row].append(test)
    lines, missing = [], []
    for row, (term, issue) in known.items():
        if not issue and not proofs[row]:
            continue
        owner = f"issue {issue}" if issue else "no issue"
        lines.append(f"{row:<6} {owner:<9} {term}")
        lines += [f"         {test}" for test in proofs[row]] or ["         NOT PROVEN"]
        if issue and not proofs[row]:
            missing.append(row)
    lines.append(f"{sum(map(bool, proofs.values()))} of {len(known)} rows are proven by a test.")
    return lines, missing


def pytest_addoption(parser):
    parser.addoption("--acceptance", action="store_true", help="print which row is proven by which test, run nothing")


def pytest_collection_modifyitems(config, items):
    known = rows(TABLE.read_text(encoding="utf-8"))
    marked: dict[str, list[str]] = {}
    for item in items:
        named = [row for mark in item.iter_markers("accepts") for row in mark.args]
        if named:
            marked[item.nodeid.partition("[")[0]] = named
    wrong = faults(known, marked)
    if wrong:
        raise pytest.UsageError("\n".join(wrong))
    if config.getoption("--acceptance"):
        config.stash[REPORT] = report(known, marked)
        items.clear()


def pytest_sessionfinish(session, exitstatus):
    if REPORT in session.config.stash and exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
        session.exitstatus = 1 if session.config.stash[REPORT][1] else 0


def pytest_terminal_summary(terminalreporter, config):
    if REPORT in config.stash:
        lines, missing = config.stash[REPORT]
        terminalreporter.write_line("\n".join(lines))
        if missing:
            terminalreporter.write_line(f"Rows of an issue without a proof: {', '.join(missing)}")


REPORT = pytest.StashKey[tuple[list[str], list[str]]]()
