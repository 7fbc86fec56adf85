"""Lists: numbered up to a thousand rows, by key above; one number of statements; Excel, print and htmx."""

import io

import django_filters
import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.template import Context, Engine
from django.utils import translation
from django_htmx.middleware import HtmxDetails
from openpyxl import load_workbook

from plaza.core import lists, search
from plaza.core.errors import NotPossible
from plaza.core.models import AuditEntry, Category, Unit
from plaza.core.sheets import EXCEL, PAPER, SCREEN, Column, Sheet
from plaza.tests.html import flat

SHEET = Sheet(
    "Categories", (Column("name", "name"), Column("unit", "unit.name"), Column("order", "position", kind="number"))
)


class CategoryFilter(django_filters.FilterSet):
    search = lists.SearchFilter(kind="category")

    class Meta:
        model = Category
        fields = ["unit", "position"]


class Categories(lists.FilteredListView):
    filterset_class = CategoryFilter
    orderings = {"order": ("position", "pk"), "unit": ("unit__code", "-position", "pk"), "key": ("pk",)}
    page_size = 10
    sheet = SHEET

    def queryset(self):
        return Category.objects.filter(name__startswith="类").select_related("unit")


@pytest.fixture
def unit(db):
    return Unit.objects.create(code="U1", name="县水务局")


@pytest.fixture
def fill(unit):
    """fill(n) makes n categories, three of each position."""

    def make(count):
        return Category.objects.bulk_create(
            [Category(name=f"类{n:03d}", unit=unit, position=n // 3) for n in range(count)]
        )

    return make


@pytest.fixture
def get(rf, unit):
    def ask(query="", view=Categories, headers=None, user=None):
        request = rf.get(f"/list?{query}", headers=headers)
        request.htmx, request.user = HtmxDetails(request), user
        return view.as_view(template_name="page.html", rows_template="rows.html")(request)

    return ask


def names(response):
    return [row.name for row in response.context_data["rows"]]


def words(table):
    return [[cell["text"] for cell in line["cells"]] for line in table["lines"]]


def test_a_short_list_has_numbered_pages_and_an_exact_count(get, fill):
    fill(25)
    with translation.override("en"):
        context = get("page=3").context_data
    assert (context["total"], context["page"].number, context["page"].numbers) == ("25 rows", 3, [1, 2, 3])
    assert [row.name for row in context["rows"]] == [f"类{n:03d}" for n in range(20, 25)]


@pytest.mark.parametrize("page, number", [("0", 3), ("99", 3), ("x", 1), ("", 1)])
def test_a_page_that_does_not_exist_is_the_nearest(get, fill, page, number):
    fill(25)
    assert get(f"page={page}").context_data["page"].number == number


@pytest.mark.parametrize("order", ["order", "-order", "unit", "-unit", "key", "-key"])
def test_pages_by_key_show_every_row_once_forwards_and_backwards(get, fill, monkeypatch, order):
    monkeypatch.setattr(lists, "NUMBERED", 20)
    fill(47)
    expected = [row.name for row in Category.objects.order_by(*_fields(order))]
    pages, query = [], f"order={order}"
    while True:
        context = get(query).context_data
        pages.append([row.name for row in context["rows"]])
        if not context["keyset"]["after"]:
            break
        query = f"order={order}&after={context['keyset']['after']}"
    assert [name for page in pages for name in page] == expected
    for page in reversed(pages[:-1]):
        context = get(f"order={order}&before={context['keyset']['before']}").context_data
        assert [row.name for row in context["rows"]] == page
    assert context["keyset"]["before"] == "" and "20" in context["total"]


def _fields(order):
    fields = Categories.orderings[order.removeprefix("-")]
    return lists.turned(fields) if order.startswith("-") else fields


@pytest.mark.parametrize(
    "mark", ["x", "bnVsbA", "W10", "WzEsMl0", "WyJhIiwgImIiXQ", "WzEsbnVsbF0", "////", "WzFlOTk5LDFd"]
)
def test_a_link_that_is_not_ours_shows_the_first_page(get, fill, monkeypatch, mark):
    monkeypatch.setattr(lists, "NUMBERED", 20)
    fill(30)
    assert names(get(f"before={mark}&after={mark}"))[0] in ("类000", "类003", "类006", "类009")


@pytest.mark.parametrize("rows", [1, 50])
def test_fifty_rows_cost_as_many_statements_as_one(get, fill, django_assert_num_queries, rows):
    fill(rows)
    with django_assert_num_queries(2):
        [(row.name, row.unit.name) for row in get().context_data["rows"]]


def test_a_long_list_is_never_counted_to_its_end(get, fill, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(lists, "NUMBERED", 20)
    fill(60)
    with django_assert_num_queries(2) as statements:
        get()
    assert "LIMIT 21" in statements[0]["sql"]


def test_filters_narrow_and_a_wrong_one_says_so_beside_the_field(get, fill):
    fill(12)
    assert names(get("position=1")) == ["类003", "类004", "类005"]
    context = get("position=many").context_data
    assert "position" in context["filter"].form.errors


def test_the_search_box_asks_the_index(get, fill):
    for category in fill(12):
        search.index("category", category.pk, category.name)
    assert names(get("search=类011")) == ["类011"]


@pytest.mark.parametrize(
    "order, known", [("-unit", "-unit"), ("name; drop", "order"), ("", "order"), ("--key", "order")]
)
def test_only_the_orderings_of_the_list_are_known(get, fill, order, known):
    fill(3)
    assert get(f"order={order}").context_data["order"] == known


@pytest.mark.parametrize(
    "headers, template",
    [
        ({}, "page.html"),
        ({"HX-Request": "true"}, "rows.html"),
        ({"HX-Request": "true", "HX-Boosted": "true"}, "page.html"),
        ({"HX-Request": "true", "HX-History-Restore-Request": "true"}, "page.html"),
    ],
)
def test_htmx_gets_the_rows_and_everybody_else_the_page(get, headers, template):
    response = get(headers=headers)
    assert (response.template_name, response["Vary"]) == (template, "HX-Request")


def test_excel_holds_the_filtered_rows_and_is_written_down(get, fill, cast):
    fill(12)
    with translation.override("en"):
        response = get("position=1&format=xlsx", user=cast.organizer)
    page = load_workbook(io.BytesIO(response.content)).active
    assert [[cell.value for cell in line] for line in page.iter_rows(max_row=4)] == [
        ["name", "unit", "order"],
        *[[f"类00{n}", "县水务局", 1] for n in (3, 4, 5)],
    ]
    entry = AuditEntry.objects.get(act="export")
    assert (entry.by, entry.label, entry.facts) == (cast.organizer, "Categories", {"rows": 3, "filters": ["position"]})


def test_print_shows_the_same_cells_and_who_printed(get, fill, cast):
    fill(2)
    with translation.override("en"):
        context = get("format=print", user=cast.organizer).context_data
    assert words(context["table"]) == [["类000", "县水务局", "0"], ["类001", "县水务局", "0"]]
    assert context["footer"].startswith("Exported by 周敏 on ")


def test_what_is_too_long_to_print_is_refused_with_a_sentence(get, fill, cast, monkeypatch):
    monkeypatch.setattr(lists, "MOST_PRINTED", 5)
    fill(6)
    with translation.override("en"), pytest.raises(NotPossible, match="More than 5 rows: narrow the list"):
        get("format=print", user=cast.organizer)


def test_a_list_without_a_sheet_has_no_export(get):
    class Bare(Categories):
        sheet = None

    with pytest.raises(Http404):
        get("format=xlsx", view=Bare)


def test_rows_are_presented_once_for_page_print_and_excel(get, fill, cast):
    class Masked(Categories):
        sheet = Sheet("Masked", (Column("name", "name"),))

        def present(self, row):
            return {"name": "*"}

    fill(1)
    with translation.override("en"):
        assert get(view=Masked).context_data["rows"] == [{"name": "*"}]
        assert words(get("format=print", view=Masked, user=cast.organizer).context_data["table"]) == [["*"]]


def test_an_ordering_that_does_not_end_in_the_key_is_a_mistake_of_the_program():
    with pytest.raises(TypeError, match="each ending in pk"):
        type("Wrong", (lists.FilteredListView,), {"orderings": {"name": ("name",)}})


def test_who_may_not_take_rows_out_gets_neither_file_nor_button(get, fill, cast):
    class Guarded(Categories):
        export_permission = "core.administer"

    fill(1)
    for format in ("xlsx", "print"):
        with pytest.raises(PermissionDenied):
            get(f"format={format}", view=Guarded, user=cast.organizer)
    assert not AuditEntry.objects.filter(act__in=["export", "print"]).exists()
    assert [get(view=Guarded, user=who).context_data["takes_out"] for who in (cast.organizer, cast.admin)] == [
        False,
        True,
    ]


def test_a_column_stands_where_it_says_and_is_nothing_but_words_on_paper():
    sheet = Sheet(
        "Places",
        (
            Column(
                "name",
                "name",
                heads=True,
                link=lambda row: f"/{row['name']}",
                order="name",
                head="components/none.html",
            ),
            Column("post", "post", css="num", sub=True),
            Column("seen", "seen", none="never", labelled=True),
            Column("state", "state", cell="components/tag.html"),
            Column("print", "print", on=PAPER),
            Column("excel", "excel", on=(EXCEL,)),
            Column("button", on=(SCREEN,)),
        ),
        marks=lambda row: "is-over",
    )
    row = {name: f"a {name}" for name in ("name", "post", "state", "print", "excel")}
    screen, paper = sheet.on_screen([row]), sheet.on_paper([row])
    assert [column.title for column in screen["columns"]] == ["name", "seen", "state", "button"]
    assert words(screen) == [["a name", "", "a state", ""]]
    (line,) = screen["lines"]
    assert (line["css"], line["cells"][0]["url"]) == ("is-over", "/a name")
    assert [text for _column, text in line["cells"][0]["below"]] == ["a post"]
    assert [column.title for column in paper["columns"]] == ["name", "post", "seen", "state", "print"]
    assert words(paper) == [["a name", "a post", "", "a state", "a print"]]
    assert not any(
        one.heads or one.none or one.cell or one.order or one.head or one.labelled for one in paper["columns"]
    )
    assert sheet.header() == ["name", "post", "seen", "state", "print", "excel"]


def test_the_printed_list_is_a_table_with_its_head_and_escapes_what_it_shows():
    frame = "<title>{% block title %}{% endblock %}</title>{% block main %}{% endblock %}"
    engine = Engine(
        dirs=[settings.BASE_DIR / "templates"],
        builtins=["django.templatetags.i18n"],
        loaders=[
            ("django.template.loaders.locmem.Loader", {"print/base.html": frame}),
            "django.template.loaders.filesystem.Loader",
        ],
    )
    row = {"name": "<b>", "unit": {"name": "县水务局"}, "position": 0}
    page = engine.get_template("core/list_print.html").render(
        Context({"sheet": SHEET, "table": SHEET.on_paper([row]), "footer": "Exported by 周敏"})
    )
    page = flat(page)
    assert '<th scope="col" class="n">order</th>' in page and "<td>&lt;b&gt;</td>" in page
    assert "<title>Categories</title>" in page and "Exported by 周敏" in page
