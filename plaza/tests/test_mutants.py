"""The table of changed lines, mutants.tsv, fits the program; `make mutants` tries it."""

import pytest

from plaza.tests import mutants

ROWS = mutants.read()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.file)
def test_every_change_can_still_be_made(row):
    """When it cannot: write the line of the table as the program reads now; the promise stays."""
    assert (mutants.ROOT / row.file).read_text().count(row.old) == 1 and row.old != row.new
    assert row.tests and all((mutants.ROOT / name).is_file() for name in row.tests)


def test_no_change_stands_twice_in_the_table():
    assert len({(row.file, row.old) for row in ROWS}) == len(ROWS)
