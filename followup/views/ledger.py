"""The ledger: every matter that is this person's to see; as a page, a print and an Excel file."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from followup import actions, queries
from followup.exports import ledger_sheet
from followup.filters import CaseFilter
from plaza.core.access import access

ROWS = 20
ORDERS = {"due": "due_on", "registered": "registered_on", "number": "number"}
PRINTED = 500


@access("followup.see")
@require_GET
def ledger(request):
    today = timezone.localdate()
    tab = request.GET.get("tab", "open")
    chosen = next((one for one in queries.tabs_for(request.user) if one.name == tab), queries.TABS[0])
    order = request.GET.get("order", "due")
    column = ORDERS.get(order.removeprefix("-"), "due_on")
    sign = "-" if order.startswith("-") else ""
    found = CaseFilter(request.GET, queries.with_rows(queries.cases_for(request.user)), user=request.user)
    everything = bool(request.GET.get("search")) and "tab" not in request.GET
    rows = (found.qs if everything else found.qs.filter(chosen.rows)).order_by(sign + column, f"{sign}pk")
    if request.GET.get("format") in ("xlsx", "print"):
        return _taken_out(request, rows, today)
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    return render(request, "followup/ledger.html", {
        "counts": queries.tab_counts(request.user, found.qs, "" if everything else chosen.name, today),
        "tab": chosen.name, "filter": found, "page": page, "order": order, "today": today,
        "rows": [queries.row(case, request.user, today) for case in page],
        "more": ("outcome", "event", "status"), "everything": everything,
    })


def _taken_out(request, rows, today):
    if not request.user.has_perm("followup.export"):
        raise PermissionDenied
    now = timezone.now()
    form = request.GET["format"]
    actions.record_export(by=request.user, at=now, form=form, conditions=request.GET.dict())
    sheet = ledger_sheet(request.user, today, short=form == "print")
    rows = queries.for_export(rows)
    if form == "xlsx":
        return sheet.answer(rows.iterator(chunk_size=500), by=request.user.name, at=now)
    found = list(rows[:PRINTED])
    return render(request, "followup/ledger_print.html", {
        "sheet": sheet, "rows": [sheet.cells(row) for row in found],
        "footer": sheet.footer(by=request.user.name, at=now, count=len(found)), "cut": len(found) == PRINTED,
    })
