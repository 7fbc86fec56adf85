"""Tables that people bring: Excel, CSV in two encodings, text pasted from a spreadsheet; and what is refused."""

import io
import zipfile
from datetime import datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from openpyxl import Workbook

from plaza.core.table_files import MOST_ROWS, read_table

HEADINGS = {"code": ("code", "代码"), "name": ("name", "单位名称"), "phone": ("phone", "电话")}
EXPECTED = [
    {"code": "ZJ", "name": "县住建局", "phone": "0000-8860123"},
    {"code": "007", "name": "县人社局", "phone": ""},
]


def upload(body: bytes, name="units.xlsx"):
    return SimpleUploadedFile(name, body)


def workbook(*rows, **kwargs) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def values(table):
    return [row.values for row in table.rows]


def refusal(source, **kwargs) -> str:
    with translation.override("en"), pytest.raises(ValidationError) as found:
        read_table(source, HEADINGS, **kwargs)
    return found.value.messages[0]


@pytest.fixture(params=["xlsx", "utf-8-sig", "gb18030", "tabs", "commas", "chinese commas", "no heading"])
def source(request):
    lines = [("代码", "单位名称", "电话"), ("ZJ", "县住建局", "0000-8860123"), ("007", "县人社局", "")]
    match request.param:
        case "xlsx":
            return upload(workbook(*lines))
        case "tabs":
            return "\n".join("\t".join(line) for line in lines)
        case "commas":
            return "\r\n".join(",".join(line) for line in lines)
        case "chinese commas":
            return "\n".join("，".join(line) for line in lines)
        case "no heading":
            return "\n".join("\t".join(line) for line in lines[1:])
        case encoding:
            return upload("\n".join(",".join(line) for line in lines).encode(encoding), "units.csv")


def test_the_same_table_reads_the_same_from_every_source(source):
    assert values(read_table(source, HEADINGS, required=("code", "name"))) == EXPECTED


def test_headings_are_known_in_any_order_language_and_dress():
    table = read_table("单位名称（必填） *\tNAME?\tCode\n县住建局\tx\tZJ", HEADINGS)
    assert (values(table), table.unknown) == ([{"code": "ZJ", "name": "县住建局", "phone": ""}], ["NAME?"])


def test_a_row_with_a_fault_says_why_and_the_others_go_on():
    with translation.override("en"):
        table = read_table("code,name\nZJ,县住建局\n,县人社局\nXF,县信访局", HEADINGS, required=("code",))
    assert [(row.number, row.error) for row in table.faulty] == [(3, "Empty: code.")]
    assert len(table.good) == 2


def test_a_missing_column_is_named():
    assert refusal("code,phone\nZJ,1", required=("name",)) == "These columns are missing: name."


def test_days_and_whole_numbers_come_as_plain_text():
    table = read_table(upload(workbook(("code", "name", "phone"), (7.0, datetime(2027, 1, 1), 13800000018))), HEADINGS)
    assert values(table) == [{"code": "7", "name": "2027-01-01", "phone": "13800000018"}]


def test_a_long_number_that_excel_has_rounded_is_refused_in_its_row():
    with translation.override("en"):
        table = read_table(upload(workbook(("code", "name"), ("ZJ", 1.10105194912310e17))), HEADINGS)
    assert table.rows[0].error == ("A long number lost digits in “name”: set the column to text and enter it again.")


def test_empty_rows_are_passed_over_and_keep_the_numbers_of_the_file():
    table = read_table(upload(workbook(("code",), (), ("ZJ",))), HEADINGS)
    assert [(row.number, row.values["code"]) for row in table.rows] == [(3, "ZJ")]


def test_more_rows_than_the_limit_are_refused_whole():
    text = "code\n" + "ZJ\n" * (MOST_ROWS + 1)
    assert refusal(text) == "The table has more than 2000 rows. Divide it."


@pytest.mark.parametrize(
    "body, sentence",
    [
        (b"", "There is nothing in this table."),
        (b"\xd0\xcf\x11\xe0old", "This is not a table that can be read. Save it as an Excel workbook (.xlsx)."),
        (b"%PDF-1.7", "This is not a table that can be read. Save it as an Excel workbook (.xlsx)."),
        (b"\xff\xff\xff", "The letters of this file cannot be read. Save it as an Excel workbook (.xlsx)."),
        (b"PK\x03\x04 damaged", "This workbook cannot be read. Open it and save it again as .xlsx."),
        (b"x" * (5 * 1024 * 1024 + 1), "The file is larger than 5 MB."),
    ],
)
def test_what_is_not_a_table_is_refused_with_a_sentence(body, sentence):
    assert refusal(upload(body)) == sentence


def zipped(**entries) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in entries.items():
            archive.writestr(name, body)
    return out.getvalue()


@pytest.mark.parametrize(
    "body",
    [
        zipped(sheet=b"A" * 30_000_000),
        zipped(**{f"entry{n}": b"x" for n in range(201)}),
    ],
    ids=["dense", "many entries"],
)
def test_an_archive_bomb_is_refused_before_it_is_unpacked(body, monkeypatch):
    monkeypatch.setattr("plaza.core.table_files.load_workbook", None)
    assert refusal(upload(body)) == ("This workbook is too large when it is unpacked. Copy the table into a new one.")


def test_a_row_far_below_does_not_make_the_reader_run_for_ever():
    book = Workbook()
    book.active.append(["code"])
    book.active.cell(row=1_048_576, column=1, value="far")
    out = io.BytesIO()
    book.save(out)
    assert read_table(upload(out.getvalue()), HEADINGS).rows == []


def test_an_entity_in_the_xml_is_not_resolved():
    good = zipfile.ZipFile(io.BytesIO(workbook(("code",), ("ZJ",))))
    evil = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>&e;</t></is></c></row></sheetData></worksheet>'
    )
    entries = {name: good.read(name) for name in good.namelist()} | {"xl/worksheets/sheet1.xml": evil}
    assert refusal(upload(zipped(**entries))) == "This workbook cannot be read. Open it and save it again as .xlsx."
