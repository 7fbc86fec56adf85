from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation import queries
from plaza.core import dates
from plaza.core.access import access
from plaza.core.lists import FilteredListView
from plaza.core.sheets import PAPER, Column, Sheet, display


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


def _title(case) -> str:
    return _("Confidential matter") if case.petition.confidential else case.petition.title


def _desk(visit) -> str:
    return f"{visit.desk.number}　{visit.desk.unit.name}" if visit.desk else ""


def _numbers(visit) -> str:
    return _(", ").join(petition.number for petition in visit.petitions.all())


MATTERS = (
    Column(gettext_lazy("Number"), "number", 15, on=PAPER),
    Column(gettext_lazy("Matter"), _title, 30, heads=True, cell="evaluation/cells/matter.html"),
    Column(gettext_lazy("Responsible unit"), "lead_unit.name", 24),
    Column(gettext_lazy("Status"), display("status")),
    Column(gettext_lazy("Registered on"), "registered_on", 12, "date", css="num", order="registered"),
    Column(gettext_lazy("Answer due"), "answer_due_on", 12, "date", css="num"),
    Column(gettext_lazy("Answered"), "answered_on", 12, "date", css="num"),
)
BATCHES = (
    Column(gettext_lazy("Time"), "started_at", 18, "moment", heads=True, css="num", order="time"),
    Column(gettext_lazy("Desk"), _desk, 24),
    Column(gettext_lazy("People"), "people", 8, "number"),
    Column(gettext_lazy("Matters"), _numbers, 30, css="num", cell="evaluation/cells/numbers.html"),
)


class BehindList(FilteredListView):
    """The matters (or batches) that one number counted; taken out only by who may take the ledger out."""

    template_name = "evaluation/behind.html"
    table_css = "table"
    export_permission = "followup.export"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.today = timezone.localdate()
        self.period = queries.period(request.user, request.GET.get("period", ""), on=self.today)
        self.listed = queries.behind(request.user, self.period, request.GET, on=self.today)
        if self.listed is None:
            raise Http404
        self.sheet = Sheet(capfirst(self.listed.title), BATCHES if self.listed.visits else MATTERS)
        if self.listed.visits:
            self.orderings = {"time": ("started_at", "pk")}
        else:
            self.orderings = {"due": ("due_on", "-registered_on", "pk"), "registered": ("registered_on", "pk")}

    @property
    def usual_order(self):
        return "-time" if self.listed.visits else "due"

    def queryset(self):
        return self.listed.rows

    def extra(self):
        subtitle = f"{self.period.label}　{dates.month_day(self.today)}"
        return {"listed": self.listed, "counted": self.found.count(), "period": self.period, "subtitle": subtitle}


behind = access("evaluation.see")(BehindList.as_view())


def _shown(request):
    today = timezone.localdate()
    period = queries.period(request.user, request.GET.get("period", ""), on=today)
    return queries.overview(request.user, period, on=today) | {"now": timezone.now()}
