"""Lists: filtered, ordered, paged; drawn from the columns of one Sheet on screen, in print and in Excel; as many
statements for fifty rows as for one.

    class Ledger(FilteredListView):
        template_name = "followup/ledger.html"  # extends core/list.html
        filterset_class = CaseFilter
        orderings = {"due": ("due_on", "pk"), "day": ("registered_on", "pk")}
        sheet = LEDGER

        def queryset(self):
            return queries.cases_for(self.request.user)

    ledger = access("followup.see")(Ledger.as_view())

The template gets `filter`, `rows`, `table`, `order`, `total`, and either `page` (a Django page, up to 1,000 rows) or
`keyset` (before, after) above that, as components/pager.html wants them. What is true of print and Excel: they hold
the rows of all pages, as `present()` shows them, in every column of facts that the page has, in its order, and may
have more columns; see plaza.core.sheets."""

import base64
import json
from datetime import date

import django_filters
from django import forms
from django.core.exceptions import FieldDoesNotExist, PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View

from plaza.core import audit, search
from plaza.core.errors import NotPossible
from plaza.core.sheets import Sheet

NUMBERED = 1000  # rows up to which pages have numbers and a list an exact count
MOST_EXPORTED, MOST_PRINTED = 20_000, 2_000
MOST_ORDERINGS = 4
FORMATS = ("xlsx", "print")


class FilteredListView(View):
    """One list. Orderings are few, over indexed columns that are never empty, and end in the key, so that
    previous and next by key miss nothing and repeat nothing."""

    template_name = "core/list.html"
    rows_template = ""  # the fragment for htmx; the whole page when empty
    print_template = "core/list_print.html"
    filterset_class: type[django_filters.FilterSet] | None = None
    orderings: dict[str, tuple[str, ...]] = {}
    page_size = 50
    sheet: Sheet | None = None  # without one neither table nor print nor Excel
    table_css = "table table-2"  # on a phone a row becomes a card
    export_permission = ""  # who may take the rows out; when empty whoever sees the list

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        wrong = [name for name, fields in cls.orderings.items() if fields[-1].lstrip("-") != "pk"]
        if wrong or len(cls.orderings) > MOST_ORDERINGS:
            raise TypeError(f"{cls.__name__}: at most {MOST_ORDERINGS} orderings, each ending in pk")

    def queryset(self) -> QuerySet:
        """What this person may see: queries.<things>_for(self.request.user)."""
        raise NotImplementedError

    def present(self, row):
        """A row as template and sheet get it, masked here when it must be. No statements."""
        return row

    def extra(self) -> dict:
        """More for the template."""
        return {}

    def scopes(self) -> list[str]:
        """Scope tokens for SearchFilter, to keep a common word within this person's rows."""
        return []

    def get(self, request, *args, **kwargs):
        match self.format:
            case "xlsx":
                return self._excel()
            case "print":
                return self._print()
        htmx = getattr(request, "htmx", None)
        fragment = self.rows_template and htmx and not htmx.boosted and not htmx.history_restore_request
        response = TemplateResponse(request, self.rows_template if fragment else self.template_name, self.context())
        patch_vary_headers(response, ["HX-Request"])
        return response

    def context(self) -> dict:
        total = self.found.order_by()[: NUMBERED + 1].count()
        paged = self._numbered(total) if total <= NUMBERED else self._by_key()
        paged["rows"] = [self.present(row) for row in paged["rows"]]
        return {
            "filter": self.filterset,
            "order": self.order,
            "orderings": self.orderings,
            "sheet": self.sheet,
            "table": self.sheet and self.sheet.on_screen(paged["rows"]),
            "table_css": self.table_css,
            "takes_out": self.takes_out,
            "total": total_text(total),
            "count": total,
            "exact": total <= NUMBERED,
            **paged,
            **self.extra(),
        }

    @cached_property
    def format(self) -> str:
        """What the rows are taken out as, "xlsx" or "print"; empty for the page."""
        asked = self.request.GET.get("format", "")
        return asked if asked in FORMATS else ""

    @property
    def takes_out(self) -> bool:
        """Whether this person may have print and Excel."""
        permission = self.export_permission
        return self.sheet is not None and (not permission or self.request.user.has_perm(permission))

    @cached_property
    def filterset(self):
        if self.filterset_class is None:
            return None
        filterset = self.filterset_class(self.request.GET, queryset=self.queryset(), request=self.request)
        filterset.scopes = self.scopes()
        return filterset

    @cached_property
    def found(self) -> QuerySet:
        """The rows that the filters leave, unordered."""
        return self.queryset() if self.filterset is None else self.filterset.qs

    @cached_property
    def order(self) -> str:
        """The name of the ordering asked for, with "-" when turned round; the usual one when it is not known."""
        asked = self.request.GET.get("order", "")
        return asked if asked.removeprefix("-") in self.orderings else self.usual_order

    @property
    def usual_order(self) -> str:
        return next(iter(self.orderings), "")

    @property
    def fields(self) -> tuple[str, ...]:
        fields = self.orderings.get(self.order.removeprefix("-"), ("pk",))
        return turned(fields) if self.order.startswith("-") else fields

    def _numbered(self, total: int) -> dict:
        page = _Counted(self.found.order_by(*self.fields), self.page_size, total).get_page(self.request.GET.get("page"))
        page.numbers = list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1))
        return {"page": page, "rows": list(page.object_list)}

    def _by_key(self) -> dict:
        after, before = (self._key(self.request.GET.get(name, "")) for name in ("after", "before"))
        back = before is not None and after is None
        fields, key = (turned(self.fields), before) if back else (self.fields, after)
        rows = self.found.order_by(*fields)
        if key is not None:
            rows = rows.filter(beyond(fields, key))
        rows = list(rows[: self.page_size + 1])
        more, rows = len(rows) > self.page_size, rows[: self.page_size]
        if back:
            rows.reverse()
        earlier, later = (more, True) if back else (key is not None, more)
        return {
            "rows": rows,
            "keyset": {
                "before": self._mark(rows[0]) if rows and earlier else "",
                "after": self._mark(rows[-1]) if rows and later else "",
            },
        }

    def _mark(self, row) -> str:
        """The place of a row in the order, for a link."""
        values = [_value(row, name) for name in self.fields]
        text = json.dumps([value.isoformat() if isinstance(value, date) else value for value in values])
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    def _key(self, mark: str) -> list | None:
        """The values of a place; None when the link is not one of ours."""
        try:
            values = json.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
            pairs = zip(self.fields, values, strict=True)
            key = [_field(self.found.model, name).to_python(value) for name, value in pairs]
            return None if None in key else key
        except (ValueError, TypeError, ValidationError, OverflowError):
            return None

    def _excel(self):
        rows, at = self._taken_out("export", MOST_EXPORTED)
        return self.sheet.answer((self.present(row) for row in rows), by=self.request.user, at=at)

    def _print(self):
        rows, at = self._taken_out("print", MOST_PRINTED)
        table = self.sheet.on_paper(self.present(row) for row in rows)
        footer = self.sheet.footer(by=self.request.user, at=at, count=len(rows))
        return TemplateResponse(
            self.request,
            self.print_template,
            {"sheet": self.sheet, "table": table, "footer": footer, "back": self.request.path, **self.extra()},
        )

    def _taken_out(self, act: str, most: int) -> tuple[list, object]:
        """The rows of an export or a print, which is written down; raises NotPossible when they are too many."""
        if self.sheet is None:
            raise Http404
        if not self.takes_out:
            raise PermissionDenied
        rows, at = list(self.found.order_by(*self.fields)[: most + 1]), timezone.now()
        if len(rows) > most:
            raise NotPossible(
                ngettext(
                    "More than %(count)d row: narrow the list by its filters first.",
                    "More than %(count)d rows: narrow the list by its filters first.",
                    most,
                )
                % {"count": most}
            )
        audit.record(
            self.request.user,
            act,
            by=self.request.user,
            at=at,
            label=str(self.sheet.title)[:60],
            facts={
                "rows": len(rows),
                "filters": sorted(name for name, value in self.request.GET.items() if value and name != "format"),
            },
        )
        return rows, at


class SearchFilter(django_filters.CharFilter):
    """A search box in a FilterSet: the words of the index of `kind`, see plaza.core.search."""

    def __init__(self, *args, kind: str, **kwargs):
        self.kind = kind
        kwargs.setdefault("widget", forms.TextInput(attrs={"type": "search", "maxlength": search.LONGEST_QUERY}))
        super().__init__(*args, **kwargs)

    def filter(self, qs, value):
        return search.matching(qs, value, kind=self.kind, scopes=getattr(self.parent, "scopes", ())) if value else qs


def total_text(total: int) -> str:
    """How many rows there are, in words; above the counted ones only that there are more."""
    if total > NUMBERED:
        return _("%(count)d+ rows") % {"count": NUMBERED}
    return ngettext("%(count)d row", "%(count)d rows", total) % {"count": total}


def turned(fields) -> tuple[str, ...]:
    return tuple(name[1:] if name.startswith("-") else f"-{name}" for name in fields)


def beyond(fields, key) -> Q:
    """Rows after the place `key` in the order of `fields`.

    The bound on the first column is said apart: by it the index is entered at the right place."""
    found, same = Q(), Q()
    for name, value in zip(fields, key, strict=True):
        column, step = name.lstrip("-"), "lt" if name.startswith("-") else "gt"
        found |= same & Q(**{f"{column}__{step}": value})
        same &= Q(**{column: value})
    first, step = fields[0].lstrip("-"), "lte" if fields[0].startswith("-") else "gte"
    return Q(**{f"{first}__{step}": key[0]}) & found


class _Counted(Paginator):
    """A paginator that has been told how many rows there are."""

    def __init__(self, rows, size, total):
        super().__init__(rows, size)
        self.count = total


def _value(row, name: str):
    for part in name.lstrip("-").split("__"):
        field = None if part == "pk" else row._meta.get_field(part)
        row = row.pk if field is None else getattr(row, part if field.is_relation and "__" in name else field.attname)
    return row


def _field(model, name: str):
    field = None
    for part in name.lstrip("-").split("__"):
        try:
            field = model._meta.pk if part == "pk" else model._meta.get_field(part)
        except FieldDoesNotExist:
            raise TypeError(name) from None
        model = field.related_model or model
    return field
