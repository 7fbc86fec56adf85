"""The desk: one page to call, to register, and to see what was saved."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from petitions import actions, queries
from petitions.actions.correcting import is_free
from petitions.forms import CorrectForm, LateForm, RegisterForm
from petitions.views.papers import free_to_print
from petitions.workflow import Nature, Outcome
from plaza.core.access import access
from plaza.core.errors import AlreadySaved, NotPossible
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
    now = timezone.now()
    visit = _visit(request, desk)
    ticket = queries.current_ticket(desk)
    initial = {"ticket": ticket.pk if ticket else None, "visit": visit.pk if visit else None}
    form = RegisterForm(request.POST or None, initial=initial, visit=visit)
    already = None
    if request.method == "POST" and form.is_valid():
        given = queries.tickets_at_desks_for(request.user).filter(pk=form.cleaned_data["ticket"]).first()
        try:
            petition = actions.register(
                desk.event,
                key=form.cleaned_data["key"],
                by=request.user,
                at=now,
                desk=desk,
                ticket=given,
                visit=visit,
                **form.facts(),
            )
        except NotPossible as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        except AlreadySaved as refusal:
            already = _already(form, refusal)
        else:
            return redirect(
                f"{reverse('petitions:desk', args=[desk.pk])}?saved={petition.number}"
                f"{'&counted=1' if _counted_as_answered(form, petition) else ''}"
            )
    saved = queries.petitions_for(request.user).filter(desk=desk, number=request.GET.get("saved", "")).first()
    context = {
        "desk": desk,
        "event": desk.event,
        "form": form,
        "visit": visit,
        "already": already,
        "panel": queries.desk_panel(desk, at=now),
        "steps": _steps(ticket, request.user),
        "ticket": ticket,
        "direct": bool(visit or form.is_bound or not desk.event.queue or "direct" in request.GET),
        "saved": None if form.is_bound else saved,
        "counted": "counted" in request.GET,
        "phrases": _phrases(),
        "free": bool(saved and free_to_print(request, saved, at=now)),
    }
    template = "petitions/_panel_live.html" if request.GET.get("part") == "panel" else "petitions/desk.html"
    return render(request, template, context, status=422 if form.is_bound else 200)


@access("petitions.register")
@require_POST
def call(request, pk):
    desk = get_object_or_404(queries.desks_for(request.user), pk=pk)
    try:
        actions.call_next(desk, by=request.user, at=timezone.now())
    except NotPossible as refusal:
        messages.warning(request, refusal.message)
    return redirect("petitions:desk", desk.pk)


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


@access("petitions.register")
def today(request, pk):
    """What this desk registered today, masked."""
    desk = get_object_or_404(queries.desks_for(request.user), pk=pk)
    rows = queries.registered_today(desk, at=timezone.now())
    context = {"desk": desk, "rows": rows, "counts": queries.counts_of_day(desk.event, desk)}
    return render(request, "petitions/today.html", context)


@access("petitions.register")
def late(request, pk):
    """Late entry from paper, with the true time."""
    event = get_object_or_404(queries.late_events_for(request.user), pk=pk)
    desks = queries.desks_for(request.user).filter(event=event)
    now = timezone.now()
    form = LateForm(request.POST or None, desks=desks, initial={"desk": desks.first()})
    already = saved = None
    if request.method == "POST" and form.is_valid():
        try:
            petition = actions.register(
                event,
                key=form.cleaned_data["key"],
                by=request.user,
                at=now,
                late=True,
                desk=form.cleaned_data["desk"],
                **form.facts(),
            )
        except NotPossible as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        except AlreadySaved as refusal:
            already = _already(form, refusal)
        else:
            return redirect(f"{reverse('petitions:late', args=[event.pk])}?saved={petition.number}")
    if not form.is_bound:
        saved = queries.petitions_for(request.user).filter(event=event, number=request.GET.get("saved", "")).first()
    context = {"event": event, "form": form, "already": already, "saved": saved, "phrases": _phrases()}
    return render(request, "petitions/late.html", context, status=422 if form.is_bound else 200)


@access("petitions.correct")
def correct(request, number):
    petition = get_object_or_404(queries.petitions_for(request.user), number=number)
    now = timezone.now()
    form = CorrectForm(
        request.POST or None, obj=petition, user=request.user, free=is_free(petition, by=request.user, at=now)
    )
    if request.method == "POST" and form.is_valid():
        petition.version = form.cleaned_data["version"]
        try:
            actions.correct(petition, by=request.user, at=now, **form.facts())
        except NotPossible as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            return redirect(
                reverse("petitions:today", args=[petition.desk_id]) if petition.desk_id else reverse("petitions:desks")
            )
    context = {
        "petition": petition,
        "form": form,
        "corrections": petition.corrections.select_related("by"),
        "event": petition.event,
        "phrases": _phrases(),
    }
    return render(request, "petitions/correct.html", context, status=422 if form.is_bound else 200)


@access("petitions.register")
@require_POST
def link(request, number):
    """Link a matter just saved to the last earlier one of the same phone."""
    petition = get_object_or_404(queries.petitions_for(request.user), number=number)
    actions.link_earlier(petition, by=request.user, at=timezone.now())
    return redirect(f"{reverse('petitions:desk', args=[petition.desk_id])}?saved={petition.number}")


def _visit(request, desk):
    asked = request.POST.get("visit") or request.GET.get("visit") or ""
    return queries.visits_at(desk).filter(pk=asked).first() if asked.isdecimal() and len(asked) < 12 else None


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


def _phrases() -> list[str]:
    """What is often answered at a desk."""
    return [
        _("The rules were explained and the petitioner understood them."),
        _("What happens next and until when was explained."),
        _("Settled together with the unit on the spot."),
        _("The matter belongs to the courts or to arbitration; the way there was explained."),
        _("Papers are missing; what to bring was written down for the petitioner."),
    ]


def _already(form, refusal) -> str:
    number = refusal.submission.label
    form.add_error(
        None,
        _(
            "This form was saved already as № %(number)s, with other content. Nothing was saved a "
            "second time: correct it there."
        )
        % {"number": number},
    )
    return number


def _counted_as_answered(form, petition) -> bool:
    given = form.cleaned_data
    return (
        given.get("nature") != Nature.ACCUSATION
        and given.get("outcome") == Outcome.SETTLED
        and petition.outcome != Outcome.SETTLED
    )
