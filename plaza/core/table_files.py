"""Tables that people bring: one reader for Excel workbooks, CSV files and what is pasted from a spreadsheet."""

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.encoding import force_str
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from plaza.core.sheets import clean_text

MOST_BYTES, MOST_ROWS, MOST_COLUMNS = 5 * 1024 * 1024, 2_000, 100
UNPACKED_BYTES, UNPACKED_FILES, UNPACKED_RATIO = 20 * 1024 * 1024, 200, 100


@dataclass
class TableRow:
    """One row that was read. `number` is its number in the file; `error` says why it cannot be used."""

    number: int
    values: dict[str, str]
    error: str = ""


@dataclass
class Table:
    """What `read_table` found: rows with values by key, and headings it did not know."""

    rows: list[TableRow] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    @property
    def good(self) -> list[TableRow]:
        return [row for row in self.rows if not row.error]

    @property
    def faulty(self) -> list[TableRow]:
        return [row for row in self.rows if row.error]


def read_table(source, headings: dict[str, tuple[str, ...]], *, required: tuple[str, ...] = ()) -> Table:
    """Read an uploaded .xlsx or .csv file, or text pasted from a spreadsheet.

    `headings` gives for each key the headings it may have, in any language; case, spaces, "*" and what
    stands in brackets do not count. Pasted text without a heading row is read in the order of `headings`.
    Every value comes back as text: days as yyyy-mm-dd, whole numbers without a point.

    Raises ValidationError with a sentence when the whole file cannot be used. A row with a fault carries
    its sentence in `error`, so that the others can go on."""
    pasted = isinstance(source, str)
    lines = _text_lines(source) if pasted else _file_lines(source)
    filled = ((number, line) for number, line in lines if any(cell not in (None, "") for cell in line))
    number, head = next(filled, (0, None))
    if head is None:
        raise ValidationError(_("There is nothing in this table."))
    known = {_plain(key): key for key in headings}
    known |= {_plain(name): key for key, names in headings.items() for name in names}  # what people see comes first
    keys = [known.get(_plain(_as_text(cell))) for cell in head]
    table, first = Table(), []
    if not any(keys) and pasted:
        keys, first = list(headings), [(number, head)]
    elif missing := [headings[key][0] for key in required if key not in keys]:
        raise ValidationError(_("These columns are missing: %(columns)s.") % {"columns": _listed(missing)})
    else:
        table.unknown = [_as_text(cell) for cell, key in zip(head, keys, strict=True) if cell and not key]
    for number, line in (*first, *filled):
        if len(table.rows) == MOST_ROWS:
            raise ValidationError(_("The table has more than %(count)d rows. Divide it.") % {"count": MOST_ROWS})
        table.rows.append(_row(number, line, keys, headings, required))
    return table


def _row(number, line, keys, headings, required) -> TableRow:
    row = TableRow(number, dict.fromkeys(headings, ""))
    for key, cell in zip(keys, line, strict=False):
        if key and not row.values[key]:
            row.values[key] = _as_text(cell)
        if key and isinstance(cell, (int, float)) and not isinstance(cell, bool) and abs(cell) >= 10**15:
            row.error = _("A long number lost digits in “%(column)s”: set the column to text and enter it again.") % {
                "column": headings[key][0]
            }
    if empty := [headings[key][0] for key in required if not row.values[key]]:
        row.error = row.error or _("Empty: %(columns)s.") % {"columns": _listed(empty)}
    return row


def _file_lines(upload) -> Iterator[tuple[int, list]]:
    if upload.size > MOST_BYTES:
        raise ValidationError(_("The file is larger than 5 MB."))
    upload.seek(0)
    body = upload.read(MOST_BYTES + 1)
    if body.startswith(b"PK"):
        return _xlsx_lines(body)
    if body.startswith((b"\xd0\xcf\x11\xe0", b"%PDF")) or b"\0" in body[:1000]:
        raise ValidationError(_("This is not a table that can be read. Save it as an Excel workbook (.xlsx)."))
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return _text_lines(body.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise ValidationError(_("The letters of this file cannot be read. Save it as an Excel workbook (.xlsx)."))


def _text_lines(text: str) -> Iterator[tuple[int, list]]:
    first = text.lstrip().split("\n", 1)[0]
    separator = max("\t,;，", key=first.count)
    if separator == "，":
        text, separator = text.replace("，", ","), ","
    lines = csv.reader(io.StringIO(text.replace("\0", "")), delimiter=separator)
    try:
        yield from ((lines.line_num, line[:MOST_COLUMNS]) for line in lines)
    except csv.Error:
        raise ValidationError(_("This text cannot be read as a table.")) from None


def _xlsx_lines(body: bytes) -> Iterator[tuple[int, list]]:
    broken = ValidationError(_("This workbook cannot be read. Open it and save it again as .xlsx."))
    try:
        _preflight(body)
        # A file that lies about its used range is read to the limit, not to the million rows it claims.
        book = load_workbook(io.BytesIO(body), read_only=True, data_only=True, keep_links=False)
        page = next((sheet for sheet in book.worksheets if sheet.sheet_state == "visible"), None)
        if page is None:
            raise broken
        page.reset_dimensions()
        limit = 2 * MOST_ROWS
        for number, line in enumerate(page.iter_rows(values_only=True, max_row=limit, max_col=MOST_COLUMNS), 1):
            yield number, list(line)
    except ValidationError:
        raise
    except Exception:  # openpyxl lets many kinds out of a damaged file
        raise broken from None


def _preflight(body: bytes) -> None:
    """Refuse by the directory of the archive, before anything is unpacked."""
    entries = zipfile.ZipFile(io.BytesIO(body)).infolist()
    unpacked = sum(entry.file_size for entry in entries)
    dense = unpacked > UNPACKED_RATIO * max(1, len(body)) and unpacked > MOST_BYTES
    if unpacked > UNPACKED_BYTES or len(entries) > UNPACKED_FILES or dense:
        raise ValidationError(_("This workbook is too large when it is unpacked. Copy the table into a new one."))


def _as_text(cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d}" if (cell.hour, cell.minute) == (0, 0) else f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return clean_text(str(cell)).strip()


def _plain(heading: str) -> str:
    text = unicodedata.normalize("NFKC", heading).casefold()
    return re.sub(r"\(.*?\)|[\s*:_]", "", text)


def _listed(names) -> str:
    return _(", ").join(force_str(name) for name in names)
