from plaza.tests import acceptance

TABLE = """| ID | Term in the plan | Capability the software must have | Issue |
|---|---|---|---|
| **B. 二 活动目标 Goals** | | | |
| B3 | 现场解答 | close on the spot | 2 |
| G1.3 | 建立问题台账 | the ledger | |
"""
KNOWN = {"B3": ("现场解答", "2"), "G1.3": ("建立问题台账", "")}


def test_rows_are_read_with_the_issue_that_owns_them():
    assert acceptance.rows(TABLE) == KNOWN


def test_the_list_of_the_plan_has_its_150_rows():
    assert len(acceptance.rows(acceptance.TABLE.read_text(encoding="utf-8"))) == 150


def test_a_row_that_is_not_in_the_list_is_a_fault():
    assert acceptance.faults(KNOWN, {"test_x": ["B3", "Z9"]}) == [
        "test_x accepts Z9, which is no row of docs/acceptance.md"
    ]


def test_one_test_proves_three_rows_at_most():
    assert acceptance.faults(KNOWN, {"test_x": ["B3"] * 3}) == []
    assert acceptance.faults(KNOWN, {"test_x": ["B3"] * 4}) == ["test_x accepts 4 rows; one test proves at most 3"]


def test_the_report_names_the_proofs_and_the_rows_without_one():
    lines, missing = acceptance.report(KNOWN, {"test_ledger": ["G1.3"]})
    assert missing == ["B3"]
    assert lines == [
        "B3     issue 2   现场解答",
        "         NOT PROVEN",
        "G1.3   no issue  建立问题台账",
        "         test_ledger",
        "1 of 2 rows are proven by a test.",
    ]
