from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from evaluation import queries
from plaza.core.access import access

PAGE = 50


@access("evaluation.see")
def overview(request):
    """Who is overdue, how well it goes, what was brought today: for a leader's phone and for the wide screen."""
    return render(request, "evaluation/overview.html", _shown(request))


@access("evaluation.see")
def report(request):
    """The same numbers on one A4 page, with definitions, date and a line to sign."""
    shown = _shown(request)
    back = f"{reverse('evaluation:overview')}?period={shown['period'].key}"
    return render(request, "evaluation/report.html", shown | {"back": back})


@access("evaluation.see")
def behind(request):
    """The matters (or batches) that one number counted."""
    today = timezone.localdate()
    period = queries.period(request.user, request.GET.get("period", ""), on=today)
    listed = queries.behind(request.user, period, request.GET, on=today)
    if listed is None:
        raise Http404
    page = Paginator(listed.rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "evaluation/behind.html", {"listed": listed, "page": page, "period": period, "on": today})


def _shown(request):
    today = timezone.localdate()
    period = queries.period(request.user, request.GET.get("period", ""), on=today)
    return queries.overview(request.user, period, on=today) | {"now": timezone.now()}
