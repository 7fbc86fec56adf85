"""Every list of the program is drawn from the columns of its sheet: on the page, in print and in Excel."""

import io
import re

import pytest
from django.db import transaction
from django.urls import reverse
from openpyxl import load_workbook

from plaza.core.lists import FilteredListView
from plaza.core.sheets import PAPER
from plaza.tests.html import flat
from plaza.tests.test_statement_counts import PAGES, one_more
from plaza.tests.test_url_rules import ROUTES

pytestmark = pytest.mark.django_db
VIEWS = {name: entry.callback.view_class for name, entry in ROUTES if hasattr(entry.callback, "view_class")}
LISTS = [
    page
    for page, (_who, _names, query, _statements) in PAGES.items()
    if page.split(" ")[0] in VIEWS and "format=" not in query
]
# Not a table on the page, so neither print nor Excel.
WITHOUT_A_TABLE = {"core:notices"}
# Whose Excel file is a form with an order of its own, the ledger (接访问题台账).
OF_A_FORM = {page for page in LISTS if page.startswith(("followup:ledger", "followup:work"))}
TABLES = [page for page in LISTS if page not in WITHOUT_A_TABLE]


@pytest.fixture
def opened(as_, world):
    """opened(page, format) is the answer of one list, in which something stands."""
    arguments = {"desk": world.event.desk1.pk, "event": world.event.pk, "number": world.case.number}
    one_more(world, 0)

    def get(page, format=""):
        who, names, query, _statements = PAGES[page]
        url = reverse(page.split(" ")[0], args=[arguments[name] for name in names]) + query
        sign = "&" if query else "?"
        with transaction.atomic():  # what is taken out is written down: the record of acts would grow
            answer = as_(getattr(world.cast, who)).get(f"{url}{sign}format={format}" if format else url)
            transaction.set_rollback(True)
        return answer

    return get


def cells(line: str) -> list[str]:
    """The words of the cells of a row; of a box its label."""
    found = re.findall(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", line)
    return [" ".join(re.sub(r'<input[^>]*aria-label="([^"]*)"[^>]*>|<[^>]*>', r" \1 ", cell).split()) for cell in found]


def read(page) -> tuple[list[str], list[list[str]]]:
    """The head of a page's table and its rows."""
    head, *rows = map(cells, re.findall(r"<tr\b.*?</tr>", flat(page.text)))
    return [re.sub(" [↑↓]$", "", words) for words in head], rows


def read_excel(answer) -> list[list]:
    """The lines of the file without those below the table."""
    lines = [list(line) for line in load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)]
    return lines[: next(number for number, line in enumerate(lines) if not any(line))]


def in_order(few: list, many: list) -> bool:
    rest = iter(many)
    return all(title in rest for title in few)


def test_every_list_is_walked():
    assert {page.split(" ")[0] for page in LISTS} == VIEWS.keys()
    assert all(issubclass(view, FilteredListView) for view in VIEWS.values())


@pytest.mark.parametrize("page", TABLES)
def test_page_print_and_excel_have_the_same_columns_in_the_same_order(opened, page):
    shown = opened(page)
    head, rows = read(shown)
    columns = shown.context["table"]["columns"]
    assert head == [column.title for column in columns]
    facts = [column.title for column in columns if set(PAPER) <= set(column.on)]
    assert [column for column in columns if column.title not in facts and column.source] == []

    printed, printed_rows = read(opened(page, "print"))
    exported, *exported_rows = read_excel(opened(page, "xlsx"))
    assert in_order(facts, printed)
    assert set(printed) <= set(exported) if page in OF_A_FORM else in_order(printed, exported)
    assert len(rows) == len(printed_rows) == len(exported_rows) > 0
    assert {len(row) for row in rows} == {len(head)} and {len(row) for row in printed_rows} == {len(printed)}


@pytest.mark.parametrize("page", TABLES)
def test_a_row_is_named_alike_on_the_page_in_print_and_in_excel(opened, page):
    shown = opened(page)
    (named,) = [column for column in shown.context["table"]["columns"] if column.heads]
    on_page, in_print = (named_cells(named, *read(answer)) for answer in (shown, opened(page, "print")))
    head, *lines = read_excel(opened(page, "xlsx"))
    if named.kind == "moment":  # the page leaves out this year
        in_print = [name.removeprefix("2026-") for name in in_print]
        lines = [[str(cell).removeprefix("2026-").removesuffix(":00") for cell in line] for line in lines]
    assert in_print == named_cells(named, head, lines)
    assert [name for name, cell in zip(in_print, on_page, strict=True) if name not in cell] == []


def named_cells(column, head, rows):
    return [row[head.index(column.title)] for row in rows]


@pytest.mark.parametrize("page", TABLES)
def test_the_buttons_are_there_and_lead_to_the_same_rows(opened, page):
    links = re.findall(r'href="(\?[^"]*format=(?:xlsx|print))"', flat(opened(page).text))
    asked = PAGES[page][2].removeprefix("?")
    assert len(links) == 2 and all(pair in link for link in links for pair in asked.split("&") if asked.isascii())


@pytest.mark.parametrize("page", sorted(WITHOUT_A_TABLE))
def test_what_is_no_table_cannot_be_taken_out(opened, page):
    assert "<table" not in opened(page).text
    assert [opened(page, format).status_code for format in ("xlsx", "print")] == [404, 404]


def test_the_ledger_in_excel_keeps_the_order_of_the_form(opened):
    head = read_excel(opened("followup:ledger", "xlsx"))[0]
    assert in_order(["编号", "接访日期", "信访人", "人数", "事项", "类别", "主办单位", "到期日", "时限", "状态"], head)
