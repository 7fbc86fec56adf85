"""Tables: one Sheet of Columns for screen, print and Excel.

A column stands in all three, under one title and in one order (but for the ledger, whose Excel file keeps the order
of the form), unless it says where else: on the page it may be a
line below the column before; only on the screen are buttons and boxes; only on paper what the page folds into
another cell; only in Excel what has no room on paper. So every column of facts on a page is in its print, and every
column of the print in Excel."""

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from django.http import HttpResponse
from django.utils import formats, timezone
from django.utils.encoding import force_str
from django.utils.http import content_disposition_header
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from plaza.core import dates

SCREEN, PRINT, EXCEL = "screen", "print", "excel"
PAPER = (PRINT, EXCEL)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
A4 = 9  # the number that Excel gives it
LONGEST_CELL = 32_767  # Excel's limit
RISKY = ("=", "+", "-", "@", "#", "\t", "\r", "\n", "＝", "＋", "－", "＠")
HEAD = {
    "font": Font(bold=True),
    "fill": PatternFill("solid", fgColor="EDEFF2"),
    "alignment": Alignment(vertical="center", wrap_text=True),
}
NUMBER_FORMATS = {"date": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm"}
SPOKEN = {"date": dates.short_day, "moment": dates.moment}


@dataclass(frozen=True)
class Column:
    """One column. `source` is an attribute path ("category.name"), a key of a dict, or a function of the row.

    `kind`: text, number, money (yuan), date or moment. Phones, ID and matter numbers are text. `heads`: the cell
    that names its row; `css`: more classes of the cell on screen and paper; `on`: where the column stands."""

    title: str
    source: str | Callable[[Any], Any] = ""
    width: int = 14
    kind: str = "text"
    heads: bool = False
    css: str = ""
    on: tuple[str, ...] = (SCREEN, *PAPER)
    place: int = 0  # on page and print, where Excel keeps the order of a form of its own (the ledger)
    # On screen only:
    sub: bool = False  # a small line below the column before
    link: Callable[[Any], str] | None = None  # where the text leads
    none: str = ""  # what is said, muted, where there is nothing
    cell: str = ""  # the template that draws the cell from `row` and `cell`, where words and link are not enough
    order: str = ""  # the ordering of the list that the head sorts by
    head: str = ""  # the template of the head
    labelled: bool = False  # on a phone, where there is no head, the title stands before the cell

    @property
    def classes(self) -> str:
        """The classes of a cell: figures stand at the right."""
        return " ".join(part for part in ("n" if self.kind in ("number", "money") else "", self.css) if part)

    def value(self, row):
        """The value as Excel keeps it; None for nothing."""
        if callable(self.source):
            return self._told(self.source(row))
        found = row
        for name in self.source.split("."):
            found = found.get(name) if isinstance(found, dict) else getattr(found, name, None)
            found = found() if callable(found) and not hasattr(found, "all") else found
            if found is None:
                return None
        return self._told(found)

    def shown(self, row) -> str:
        """The value as a page shows it: days and moments in words, the rest like paper."""
        spoken = SPOKEN.get(self.kind)
        return spoken(self.value(row)) if spoken else self.text(row)

    def in_words(self) -> "Column":
        """The column without what is for the screen only; paper does not break a day over two lines."""
        css = f"{self.css} nowrap" if self.kind in SPOKEN else self.css
        return replace(self, css=css, heads=False, none="", cell="", order="", head="", labelled=False)

    def text(self, row) -> str:
        """The value as paper shows it, in the reader's language."""
        value = self.value(row)
        if value is None or value == "":
            return ""
        if self.kind == "moment":
            return f"{value:%Y-%m-%d %H:%M}"
        if self.kind == "date":
            return f"{value:%Y-%m-%d}"
        if self.kind == "money":
            return f"{value:,.2f}"
        return formats.localize(value, use_l10n=True) if self.kind == "number" else value

    def _told(self, value):
        if value is None or self.kind in ("number", "money"):
            return value
        if self.kind == "moment":
            return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
        if isinstance(value, bool):
            return _("yes") if value else ""
        if isinstance(value, time):
            return f"{value:%H:%M}"
        return value if self.kind == "date" else force_str(value)


def display(field: str) -> Callable[[Any], str]:
    """The source of a column that shows the words of a field with choices, beginning like a sentence."""
    return lambda row: capfirst(getattr(row, f"get_{field}_display")())


@dataclass(frozen=True)
class Sheet:
    """A named table of columns; `marks` gives the class of a row on screen, `empty` are the words without rows."""

    title: str
    columns: tuple[Column, ...]
    marks: Callable[[Any], str] = lambda row: ""
    empty: str = gettext_lazy("There is nothing in this list.")

    def header(self) -> list[str]:
        """The titles in Excel."""
        return [force_str(column.title) for column in self.on(EXCEL)]

    def cells(self, row) -> list[str]:
        """Every column of one row in words."""
        return [column.text(row) for column in self.columns]

    def on(self, place: str) -> list[Column]:
        """The columns that stand on SCREEN, in PRINT or in EXCEL."""
        columns = [column for column in self.columns if place in column.on]
        return columns if place == EXCEL else sorted(columns, key=lambda column: column.place)

    def on_screen(self, rows: Iterable) -> dict:
        """The table as components/sheet.html draws it."""
        columns: list[tuple[Column, list[Column]]] = []
        for column in self.on(SCREEN):
            if column.sub:
                columns[-1][1].append(column)
            else:
                columns.append((column, []))
        lines = [
            {"row": row, "css": self.marks(row), "cells": [_drawn(column, below, row) for column, below in columns]}
            for row in rows
        ]
        return {"sheet": self, "columns": [column for column, _below in columns], "lines": lines}

    def on_paper(self, rows: Iterable) -> dict:
        """The same with nothing but words."""
        columns = [column.in_words() for column in self.on(PRINT)]
        lines = [{"cells": [{"column": column, "text": column.text(row)} for column in columns]} for row in rows]
        return {"sheet": self, "columns": columns, "lines": lines}

    def footer(self, *, by, at, count: int) -> str:
        """Who took the table out, and when: the last line of every export and print."""
        return _("Exported by %(name)s on %(time)s, %(count)d rows.") % {
            "name": by,
            "time": f"{timezone.localtime(at):%Y-%m-%d %H:%M}",
            "count": count,
        }

    def to_xlsx(self, rows: Iterable, *, by, at) -> bytes:
        """The table as an Excel file in which every text is text: no formula, no control characters.

        Rows are read once and written as they come; give a queryset's `.iterator()` for large ones."""
        book = Workbook(write_only=True)
        page = book.create_sheet(_sheet_name(force_str(self.title)))
        columns = self.on(EXCEL)
        for number, column in enumerate(columns, 1):
            page.column_dimensions[get_column_letter(number)].width = column.width
        page.freeze_panes = "A2"
        page.page_setup.orientation, page.page_setup.paperSize = "landscape", A4
        page.page_setup.fitToHeight = 0
        page.sheet_properties.pageSetUpPr.fitToPage = True
        page.print_title_rows = "1:1"
        page.append([_styled(page, text, **HEAD) for text in self.header()])
        count = 0
        for row in rows:
            page.append([_cell(page, column.value(row), column.kind) for column in columns])
            count += 1
        page.append([])
        page.append([_cell(page, self.footer(by=by, at=at, count=count), "text")])
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    def answer(self, rows: Iterable, *, by, at) -> HttpResponse:
        """The Excel file as a download named after the table and the day."""
        response = HttpResponse(self.to_xlsx(rows, by=by, at=at), content_type=XLSX)
        name = f"{_sheet_name(force_str(self.title))}-{timezone.localtime(at):%Y%m%d-%H%M}.xlsx"
        return attached(response, name)


def _drawn(column: Column, below: list[Column], row) -> dict:
    """One cell of a page, as components/sheet.html draws it."""
    return {
        "column": column,
        "text": column.shown(row),
        "url": column.link(row) if column.link else "",
        "below": [(one, one.shown(row)) for one in below],
    }


def attached(response: HttpResponse, name: str) -> HttpResponse:
    """Mark an answer as a file to be saved under `name`."""
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def clean_text(text: str) -> str:
    """Text that a cell can hold: without control characters, at most as long as Excel allows."""
    return ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST_CELL]


def _cell(page, value, kind: str):
    if isinstance(value, str):
        text = clean_text(value)
        return _styled(page, text) if text.startswith(RISKY) else text
    if isinstance(value, (date, datetime)):
        cell = WriteOnlyCell(page, value)
        cell.number_format = NUMBER_FORMATS.get(kind, NUMBER_FORMATS["date"])
        return cell
    return value


def _styled(page, text: str, **styles):
    """A cell that stays text whatever it begins with."""
    cell = WriteOnlyCell(page, text)
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(RISKY)
    for name, style in styles.items():
        setattr(cell, name, style)
    return cell


def _sheet_name(title: str) -> str:
    kept = "".join(sign for sign in clean_text(title) if sign not in r"[]:*?/\'")
    return kept.strip()[:31] or "Plaza"
