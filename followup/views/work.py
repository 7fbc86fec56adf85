"""The work list of a unit, and the call list."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from followup import actions, queries
from followup.filters import CaseFilter
from plaza.core.access import access

ROWS = 20
MOST_AT_ONCE = 100


@access("followup.handle")
@require_GET
def work(request):
    """What is mine or my unit's, by time left."""
    today = timezone.localdate()
    mine = request.GET.get("of", "unit") == "me"
    rows = queries.cases_for(request.user).filter(units__unit=request.user.unit_id, units__until=None)
    if mine:
        rows = rows.filter(handler=request.user)
    tab = request.GET.get("tab", "open")
    found = CaseFilter(request.GET, queries.with_rows(rows), user=request.user)
    counts = queries.tab_counts(request.user, found.qs, tab, today)
    chosen = next((one for one in queries.TABS if one.name == tab), queries.TABS[0])
    page = Paginator(found.qs.filter(chosen.rows).order_by("due_on", "pk"), ROWS).get_page(request.GET.get("page"))
    return render(request, "followup/work.html", {
        "counts": counts, "tab": tab, "mine": mine, "filter": found, "page": page, "today": today,
        "rows": [queries.row(case, request.user, today) for case in page],
        "can_sign": tab == "sign", "more": ("outcome", "event", "status"),
    })


@access("followup.handle")
@require_POST
def sign_all(request):
    """Sign for the chosen matters; the result names those that could not be signed for, and why."""
    chosen = request.POST.getlist("case")[:MOST_AT_ONCE]
    if not chosen:
        messages.error(request, _("Choose at least one matter."))
        return redirect(_back(request))
    cases = list(queries.cases_for(request.user).filter(number__in=chosen))
    done, failed = actions.sign_all(cases, by=request.user, at=timezone.now())
    text = ngettext("%(count)d done", "%(count)d done", done) % {"count": done}
    lost = len(chosen) - len(cases)
    if failed or lost:
        told = "; ".join([f"{case.number}: {why}" for case, why in failed[:10]]
                         + ([_("not found: %(count)d") % {"count": lost}] if lost else []))
        messages.warning(request, _("%(done)s, %(count)d failed (%(why)s)")
                         % {"done": text, "count": len(failed) + lost, "why": told})
    else:
        messages.success(request, text)
    return redirect(_back(request))


@access("followup.call_back")
@require_GET
def feedback(request):
    """今日待反馈: whom to tell today."""
    today = timezone.localdate()
    page = Paginator(queries.call_list(request.user, today), ROWS).get_page(request.GET.get("page"))
    return render(request, "followup/feedback.html", {
        "page": page, "today": today,
        "rows": [{**queries.row(case, request.user, today), "waits": queries.days_waiting(case, today),
                  "may_identify": queries.may_identify(case, request.user)} for case in page],
    })


def _back(request) -> str:
    return "followup:work"
