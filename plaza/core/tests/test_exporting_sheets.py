"""Excel files that Plaza writes are read back: every text is text, whatever it begins with."""

import io
from datetime import UTC, date, datetime, time
from types import SimpleNamespace

import pytest
from django.utils import translation
from openpyxl import load_workbook

from plaza.core.sheets import Column, Sheet
from plaza.core.table_files import read_table

AT = datetime(2026, 5, 18, 2, 30, tzinfo=UTC)  # 10:30 in the office
SHEET = Sheet(
    "Ledger: [open]",
    (
        Column("number", "number"),
        Column("matter", lambda row: row.title, width=40),
        Column("due", "due_on", kind="date"),
        Column("registered", "registered_at", kind="moment"),
        Column("people", "people", kind="number"),
        Column("unit", "unit.name"),
    ),
)
PAYLOADS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "＝1+1", "#N/A", '=HYPERLINK("http://x")']


def row(**changes):
    unit = SimpleNamespace(name="县住建局")
    return SimpleNamespace(
        **(
            {
                "number": "20260518-0037",
                "title": "楼道",
                "due_on": date(2026, 6, 1),
                "registered_at": AT,
                "people": 3,
                "unit": unit,
            }
            | changes
        )
    )


def written(*rows):
    with translation.override("en"):
        body = SHEET.to_xlsx(iter(rows), by="周敏", at=AT)
    return load_workbook(io.BytesIO(body)).active


def test_an_export_holds_header_rows_and_who_took_it():
    page = written(row(), row(unit=None, due_on=None))
    lines = [[cell.value for cell in line] for line in page.iter_rows()]
    assert lines[:3] == [
        ["number", "matter", "due", "registered", "people", "unit"],
        ["20260518-0037", "楼道", datetime(2026, 6, 1), datetime(2026, 5, 18, 10, 30), 3, "县住建局"],
        ["20260518-0037", "楼道", None, datetime(2026, 5, 18, 10, 30), 3, None],
    ]
    assert lines[-1][0] == "Exported by 周敏 on 2026-05-18 10:30, 2 rows."
    assert (page.title, page.freeze_panes) == ("Ledger open", "A2")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_becomes_a_formula(payload):
    cell = written(row(title=payload, number=payload)).cell(2, 2)
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", payload, True)


def test_control_characters_and_endless_texts_are_cut():
    cell = written(row(title="a\x00\x0b\x1fb" + "长" * 40_000)).cell(2, 2)
    assert (cell.value[:3], len(cell.value)) == ("ab长", 32_767)


def test_long_numbers_stay_text():
    cell = written(row(title="000000199001010018")).cell(2, 2)
    assert (cell.data_type, cell.value) == ("s", "000000199001010018")


def test_page_and_print_show_the_same_columns():
    with translation.override("en"):
        assert SHEET.cells(row(unit=None)) == ["20260518-0037", "楼道", "2026-06-01", "2026-05-18 10:30", "3", ""]


def test_the_download_is_named_after_table_and_time():
    response = SHEET.answer([row()], by="周敏", at=AT)
    assert 'filename="Ledger open-20260518-1030.xlsx"' in response["Content-Disposition"]


def test_what_was_exported_can_be_read_again():
    from django.core.files.uploadedfile import SimpleUploadedFile

    body = SHEET.to_xlsx([row(title="=1+1")], by="周敏", at=AT)
    table = read_table(SimpleUploadedFile("x.xlsx", body), {"number": ("number",), "matter": ("matter",)})
    assert table.rows[0].values == {"number": "20260518-0037", "matter": "=1+1"}


def test_times_and_ticks_are_said_as_a_person_says_them():
    columns = [Column("", lambda row, value=value: value) for value in (time(9), True, False)]
    with translation.override("zh-hans"):
        assert Sheet("", tuple(columns)).cells(None) == ["09:00", "是", ""]
