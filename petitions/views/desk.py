"""The desk: one page to call, to register, and to see what was saved."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from petitions import actions, queries
from petitions.actions.correcting import is_free
from petitions.forms import LateForm, RegisterForm
from petitions.phrases import phrases
from petitions.views.papers import free_to_print
from petitions.workflow import Nature, Outcome
from plaza.core import dates, masks
from plaza.core.access import access
from plaza.core.errors import NotPossible
from plaza.core.lists import FilteredListView
from plaza.core.sheets import SCREEN, Column, Sheet, display
from plaza.core.views.take import take
from plaza.core.workflow import available_actions


@access("petitions.register")
def desks(request):
    """Choose a desk; who has one only goes straight there."""
    rows = list(queries.open_desks_for(request.user))
    if len(rows) == 1:
        return redirect("petitions:desk", rows[0].pk)
    late = queries.late_events_for(request.user)[:5]
    return render(request, "petitions/desks.html", {"desks": rows, "late_events": late})


@access("petitions.register")
def desk(request, pk):
    desk = get_object_or_404(queries.desks_for(request.user), pk=pk)
    visit, now = _visit(request, desk), timezone.now()
    ticket = queries.current_ticket(desk)
    initial = {"ticket": ticket.pk if ticket else None, "visit": visit.pk if visit else None}
    form = RegisterForm(request.POST or None, initial=initial, visit=visit)

    def register(*, by, at, **values):
        given = queries.tickets_at_desks_for(by).filter(pk=form.cleaned_data["ticket"]).first()
        return actions.register(desk.event, by=by, at=at, desk=desk, ticket=given, visit=visit, **values)

    def saved(petition) -> str:
        counted = "&counted=1" if _counted_as_answered(form, petition) else ""
        return f"{reverse('petitions:desk', args=[desk.pk])}?saved={petition.number}{counted}"

    def context() -> dict:
        shown = _just_saved(request, at=now, desk=desk)
        return {
            "desk": desk,
            "event": desk.event,
            "visit": visit,
            "panel": queries.desk_panel(desk, request.user, at=now),
            "steps": _steps(ticket, request.user),
            "ticket": ticket,
            "direct": bool(visit or form.is_bound or not desk.event.queue or "direct" in request.GET),
            "saved": None if form.is_bound else shown,
            "counted": "counted" in request.GET,
            "phrases": phrases(),
            "free": bool(shown and free_to_print(request, shown, at=now)),
        }

    template = "petitions/_panel_live.html" if request.GET.get("part") == "panel" else "petitions/desk.html"
    return take(request, form, register, back=saved, template=template, context=context, saved_at=_to_correct)


@access("petitions.register")
@require_POST
def call(request, pk):
    desk = get_object_or_404(queries.desks_for(request.user), pk=pk)
    back = reverse("petitions:desk", args=[desk.pk])
    try:
        actions.call_next(desk, by=request.user, at=timezone.now())
    except NotPossible as refusal:
        messages.warning(request, refusal.message)
    return redirect(back)


@access("petitions.register")
def promise(request, pk):
    """The date this matter would be told, computed here and nowhere else."""
    desk = get_object_or_404(queries.desks_for(request.user), pk=pk)
    form = RegisterForm(request.GET)
    form.is_valid()
    given = form.cleaned_data
    told = None
    if given.get("category"):
        told = actions.preview(
            desk.event,
            desk=desk,
            at=timezone.now(),
            category=given["category"],
            route=given.get("route", ""),
            unit=given.get("unit"),
            complained_unit=given.get("complained_unit"),
        )
    return render(request, "petitions/_promise.html", {"told": told, "form": form})


@access("petitions.register")
@require_POST
def earlier(request, pk):
    """How many matters came from this phone before; the look is logged."""
    desk = get_object_or_404(queries.desks_for(request.user), pk=pk)
    form = RegisterForm(request.POST)
    form.is_valid()
    phone = form.cleaned_data.get("phone")
    if not phone:
        return HttpResponse("")
    found = actions.look_earlier(desk, by=request.user, at=timezone.now(), phone=phone)
    return render(request, "petitions/_earlier.html", {**found, "form": form})


TODAY = Sheet(
    gettext_lazy("Registered today"),
    (
        Column(gettext_lazy("Number"), "number", 15, heads=True, css="num nowrap"),
        Column(gettext_lazy("Note"), "note", sub=True),
        Column(gettext_lazy("Time"), "time", 8, css="num"),
        Column(gettext_lazy("Petitioner"), "person", 10),
        Column(gettext_lazy("Phone"), "phone", css="num", sub=True),
        Column(gettext_lazy("Matter"), "matter", 30),
        Column(gettext_lazy("Category"), "topic", sub=True),
        Column(gettext_lazy("Outcome"), display("outcome"), 18),
        Column(gettext_lazy("Responsible unit"), lambda row: row.unit.name if row.promise_on and row.unit else "", 24),
        Column(gettext_lazy("Promised date"), "promise_on", 12, "date", css="num", sub=True),
        Column(gettext_lazy("Papers"), on=(SCREEN,), css="nowrap", cell="petitions/cells/papers.html"),
    ),
)


class TodayList(FilteredListView):
    """What this desk registered today, masked; on paper nobody is named who asked for confidence."""

    template_name = "petitions/today.html"
    table_css = "table"
    orderings = {"new": ("-registered_at", "-pk")}
    sheet = TODAY

    @cached_property
    def desk(self):
        return get_object_or_404(queries.desks_for(self.request.user), pk=self.kwargs["pk"])

    def queryset(self):
        return queries.registered_today(self.desk, self.request.user, at=timezone.now())

    def present(self, row):
        """Of a colleague's confidential matter no more is shown than of a guided one."""
        mine = row.registered_by_id == self.request.user.pk or self.request.user.has_perm("events.run")
        person, bare = row.petitioner, row.bare_line or (row.confidential and not mine)
        row.open = mine or not row.confidential
        row.note = _("entered from paper") if row.late else ""
        row.time = f"{timezone.localtime(row.registered_at):%H:%M}"
        row.matter, row.topic = (_("Confidential matter"), "") if bare else (row.title, row.category.name)
        if bare or person is None or (self.format and row.confidential):
            row.person, row.phone = _("confidential"), ""
        else:
            row.person = _("anonymous") if person.anonymous else masks.name(person.name)
            row.phone = person.phone_mask
        return row

    def extra(self):
        desk = self.desk
        counts = queries.counts_of_day(desk.event, desk, self.request.user)
        subtitle = f"{_('Desk %(n)s') % {'n': desk.number}}　{dates.month_day(timezone.now())}"
        return {"desk": desk, "counts": counts, "subtitle": subtitle}


today = access("petitions.register")(TodayList.as_view())


@access("petitions.register")
def late(request, pk):
    """Late entry from paper, with the true time."""
    event = get_object_or_404(queries.late_events_for(request.user), pk=pk)
    desks = queries.desks_for(request.user).filter(event=event)
    form = LateForm(request.POST or None, desks=desks, initial={"desk": desks.first()})

    def context() -> dict:
        saved = _just_saved(request, at=timezone.now(), event=event)
        return {"event": event, "saved": None if form.is_bound else saved, "phrases": phrases()}

    return take(
        request,
        form,
        partial(actions.register, event, late=True),
        back=lambda petition: f"{reverse('petitions:late', args=[event.pk])}?saved={petition.number}",
        template="petitions/late.html",
        context=context,
        saved_at=_to_correct,
    )


def _just_saved(request, *, at, **where):
    """The matter that this person has just registered; later its page would tell what a bare line is."""
    found = queries.petitions_for(request.user).filter(number=request.GET.get("saved", ""), **where).first()
    return found if found and is_free(found, by=request.user, at=at) else None


def _visit(request, desk):
    asked = request.POST.get("visit") or request.GET.get("visit") or ""
    mine = queries.visits_of(request.user, at=timezone.now()).filter(desk=desk, event=desk.event_id)
    return mine.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 12 else None


def _steps(ticket, user) -> list[dict]:
    """The buttons of the ticket at the desk: what the workflow offers, except what registering does itself."""
    if ticket is None:
        return []
    return [
        {
            "row": row,
            "asks": row.name in ("transfer", "finish"),
            "label": _("Only asked") if row.name == "finish" else row.label,
        }
        for row in available_actions(ticket, user)
    ]


def _to_correct(submission) -> str:
    return reverse("petitions:correct", args=[submission.label])


def _counted_as_answered(form, petition) -> bool:
    given = form.cleaned_data
    return (
        given.get("nature") != Nature.ACCUSATION
        and given.get("outcome") == Outcome.SETTLED
        and petition.outcome != Outcome.SETTLED
    )
