"""The list of events, a new event, its plan page, its facts, its steps and its print."""

from dataclasses import dataclass
from functools import partial

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events import actions, queries, readiness
from events.actions.planning import default_day
from events.forms import EditEventForm, PlanEventForm
from events.models import Event, Task
from events.parts import PARTS, pages
from plaza.core import audit, files, past
from plaza.core.access import access
from plaza.core.forms import ActForm, NoteForm
from plaza.core.lists import FilteredListView
from plaza.core.sheets import PAPER, Column, Sheet
from plaza.core.views.act import act
from plaza.core.views.take import take
from plaza.core.workflow import available_actions, may

EVENTS = Sheet(
    gettext_lazy("Events"),
    (
        Column(gettext_lazy("Event"), "event.name", 30, heads=True, css="wide-cell", cell="events/cells/event.html"),
        Column(gettext_lazy("Theme"), "event.theme", 24, on=PAPER),
        Column(gettext_lazy("Venue"), "event.venue", 24, on=PAPER),
        Column(gettext_lazy("Desks"), "event.desk_count", 8, "number", on=PAPER),
        Column(
            gettext_lazy("Date"),
            "event.date",
            12,
            "date",
            css="num nowrap",
            cell="events/cells/date.html",
            order="date",
        ),
        Column(gettext_lazy("Time"), "hours", css="num nowrap", on=PAPER),
        Column(gettext_lazy("Lead unit"), "event.lead_unit.name", 24),
        Column(gettext_lazy("Tasks done"), "tasks", css="num", cell="events/cells/tasks.html"),
        Column(gettext_lazy("Tasks late"), "event.task_late", 8, "number", on=PAPER),
        Column(gettext_lazy("Status"), "pill.text", cell="events/cells/status.html"),
    ),
)


class EventList(FilteredListView):
    """The events to come, the nearest first; or those that are over, the last first."""

    template_name = "events/event_list.html"
    orderings = {"date": ("date", "pk")}
    page_size = 20
    sheet = EVENTS

    @property
    def over(self) -> bool:
        return self.request.GET.get("when") == "over"

    @property
    def usual_order(self):
        return "-date" if self.over else "date"

    def queryset(self):
        return queries.event_list(self.request.user, over=self.over)

    def present(self, row):
        return {
            "event": row,
            "pill": queries.pill_of(row),
            "days": (row.date - timezone.localdate()).days,
            "hours": f"{row.starts_at:%H:%M}–{row.ends_at:%H:%M}",
            "tasks": f"{row.task_done} / {row.task_count}",
        }

    def extra(self):
        return {"over": self.over, "may_plan": self.request.user.has_perm("events.plan")}


events = access("events.see")(EventList.as_view())


@access("events.plan")
def new(request):
    def planned(event) -> str:
        return _("“%(name)s” is planned: %(count)s tasks, all of them can be changed.") % {
            "name": event.name,
            "count": event.tasks.count(),
        }

    return take(
        request,
        PlanEventForm(request.POST or None, initial=_defaults(request.user)),
        actions.plan_event,
        back=lambda event: reverse("events:plan", args=[event.pk]),
        done=planned,
        saved_at=lambda submission: reverse("events:edit", args=[submission.object_id]),
        template="events/event_new.html",
    )


@access("events.see")
def plan(request, pk):
    event, today = _event(request, pk), timezone.localdate()
    phases = queries.phases_of(event, today, show=request.GET.getlist("show"))
    progress = queries.progress_of(phases)
    steps = available_actions(event, request.user)
    main = _main_step(event, steps, today)
    blockers = readiness.blockers(event)
    return render(
        request,
        "events/event_plan.html",
        page_of(request, event, "plan")
        | {
            "days": (event.date - today).days,
            "phases": phases,
            "progress": progress,
            "blockers": blockers,
            "main_step": main,
            "other_steps": [row for row in steps if row != main],
            "next_steps": _next_steps(phases, main, progress),
            "parts": _parts(event, blockers),
            "may_add_task": may(Task(event=event), request.user, "add"),
            "desk_count": queries.desks_of(event).count(),
        },
    )


@access("events.plan")
def edit(request, pk):
    event = _event(request, pk)
    if request.method == "GET" and not may(event, request.user, "edit"):
        return redirect("events:plan", event.pk)
    return take(
        request,
        EditEventForm(request.POST or None, request.FILES or None, obj=event, user=request.user),
        partial(actions.edit_event, event),
        back=reverse("events:plan", args=[event.pk]),
        done=_("The facts are saved."),
        template="events/event_edit.html",
        context=lambda: page_of(request, event, "edit") | {"map": event.map_id},
    )


@access("events.see")
def map_sketch(request, pk):
    """The picture of the square, under the rights of its event."""
    event = get_object_or_404(queries.events_for(request.user).select_related("map"), pk=pk)
    if event.map is None:
        raise Http404
    return files.answer(event.map, inline=True)


# Tables that have a place of their own in the eight parts; every other one follows at the end.
PRINTED = ("desks", "posts", "slots", "zones", "budget")


@access("events.see")
def print_plan(request, pk):
    """The whole plan in its eight parts. Of a reception that is over the units bear the names of its day."""
    event, today = _event(request, pk), timezone.localdate()
    phases = {phase.key: phase for phase in queries.phases_of(event, today)}
    lines = {name: part.lines(event) for name, part in PARTS.items()}
    then, day = past.read(), event.closed_at or timezone.now()
    for row in (event, *lines["desks"]):
        unit = row.lead_unit if row is event else row.unit
        unit.name = then.name(unit, day)
    tables = {name: part.sheet.on_paper(lines[name]) for name, part in PARTS.items()}
    safety = list(queries.safety_of(event))
    return render(
        request,
        "events/event_print.html",
        {
            "event": event,
            "phases": phases,
            "tables": tables,
            "others": [table for name, table in tables.items() if name not in PRINTED],
            "budget": queries.budget_of(lines["budget"]),
            "contents": [row for row in safety if row.kind == row.Kind.CONTENT],
            "scenarios": [row for row in safety if row.kind == row.Kind.SCENARIO],
            "back": reverse("events:plan", args=[event.pk]),
            "printed_at": timezone.now(),
        },
    )


@access("events.see")
def history(request, pk):
    event = _event(request, pk)
    rows = [
        {
            "title": _label(event, entry),
            "at": entry.at,
            "who": entry.by.name if entry.by else "",
            "note": entry.facts.get("note", ""),
        }
        for entry in audit.of(event)[:100]
    ]
    return render(request, "events/event_history.html", page_of(request, event, "history") | {"rows": rows})


@dataclass(frozen=True)
class Step:
    run: object
    done: str
    effect: str
    form: type = ActForm


STEPS = {
    "approve": Step(
        actions.approve,
        gettext_lazy("The plan is approved."),
        gettext_lazy("The plan stands and the organizers are told. It can still be changed."),
    ),
    "publish": Step(
        actions.publish,
        gettext_lazy("The event is published."),
        gettext_lazy("Time, place and units count as announced from now on."),
    ),
    "open": Step(
        actions.open_event,
        gettext_lazy("The reception is open."),
        gettext_lazy("Desks can register and call from now on."),
    ),
    "pause": Step(
        actions.pause,
        gettext_lazy("The reception is paused."),
        gettext_lazy("No ticket is called until it goes on. What is being registered can be finished."),
        NoteForm,
    ),
    "resume": Step(
        actions.resume, gettext_lazy("The reception goes on."), gettext_lazy("Desks can register and call again.")
    ),
    "close": Step(
        actions.close_event,
        gettext_lazy("The reception is closed."),
        gettext_lazy("Desks stop registering. Paper forms can still be keyed in, the ledger goes on."),
    ),
    "reopen": Step(
        actions.reopen, gettext_lazy("The reception is open again."), gettext_lazy("Desks can register and call again.")
    ),
    "return_to_draft": Step(
        actions.return_to_draft,
        gettext_lazy("The plan is a draft again."),
        gettext_lazy("It has to be approved anew before it can be opened."),
        NoteForm,
    ),
    "cancel": Step(
        actions.cancel,
        gettext_lazy("The event is cancelled."),
        gettext_lazy(
            "The event does not take place. Everybody with a duty or a task is told. This cannot be taken back."
        ),
        NoteForm,
    ),
}


@access("events.run", "events.approve")
def step(request, pk, name):
    event = _event(request, pk)
    if name not in STEPS:
        raise Http404
    one, back = STEPS[name], reverse("events:plan", args=[event.pk])
    return act(
        request,
        event,
        name,
        form_class=one.form,
        run=one.run,
        back=back,
        done=one.done,
        extra={"effect": one.effect, "trail": trail(event)},
    )


def page_of(request, event: Event, tab: str) -> dict:
    """What every page of one plan shows: the head, the tabs, whether this person may change it."""
    return {
        "event": event,
        "tab": tab,
        "pill": queries.pill_of(event),
        "trail": trail(event)[:1],
        "tabs": [(page.name, page.title, reverse(f"events:{page.name}", args=[event.pk])) for page in pages()],
        "may_plan": may(event, request.user, "edit"),
    }


def trail(event: Event) -> list[tuple[str, str]]:
    return [(_("Events"), reverse("events:list")), (event.name, reverse("events:plan", args=[event.pk]))]


def _event(request, pk) -> Event:
    return get_object_or_404(queries.events_for(request.user), pk=pk)


def _defaults(user) -> dict:
    last = queries.events_for(user).order_by("-made_at").first()
    return {
        "date": default_day(timezone.localdate()),
        "lead_unit": user.unit_id,
        **(
            {
                "venue": last.venue,
                "starts_at": last.starts_at,
                "ends_at": last.ends_at,
                "theme": last.theme,
                "expected_people": last.expected_people,
            }
            if last
            else {"theme": _("Listening to people")}
        ),
    }


def _label(event, entry) -> str:
    row = event.workflow.by_name.get(entry.act)
    return str(row.past) if row else entry.act


def _main_step(event, steps, today):
    """The filled button: on the day the last of the primary steps (opening), before it the first."""
    primary = [row for row in steps if row.primary]
    return (primary[-1] if event.date <= today else primary[0]) if primary else None


def _next_steps(phases, main, progress) -> list[dict]:
    rows = [{"title": main.label, "note": _("the next step of this event")}] if main else []
    if progress["late"]:
        rows.append(
            {
                "title": ngettext("Finish %(count)s late task", "Finish %(count)s late tasks", progress["late"])
                % {"count": progress["late"]},
                "note": _("marked red in the list"),
            }
        )
    lines = sorted(
        (line for phase in phases for line in phase.lines if line.task.status in queries.OPEN_TASK and not line.late),
        key=lambda line: line.task.due_on,
    )
    return rows + [
        {"title": line.task.title, "day": line.task.due_on, "note": line.task.owner or ""}
        for line in lines[: 4 - len(rows)]
    ]


def _parts(event, blockers) -> list[dict]:
    """The eight parts of a plan and whether each is written."""
    missing = {blocker.url for blocker in blockers}
    edit_url, people, schedule, budget, safety = (
        reverse(f"events:{name}", args=[event.pk]) for name in ("edit", "people", "schedule", "budget", "safety")
    )
    total = queries.budget_total(event)
    return [
        {"label": _("Background"), "done": bool(event.background), "url": edit_url},
        {"label": _("Goals"), "done": bool(event.goals), "url": edit_url},
        {"label": _("Time and place"), "done": bool(event.address), "url": edit_url},
        {"label": _("Participants"), "done": people not in missing, "url": people},
        {"label": _("Course of the event"), "done": schedule not in missing, "url": schedule},
        {"label": _("Publicity"), "done": True, "url": f"{reverse('events:plan', args=[event.pk])}#prepare"},
        {"label": _("Budget"), "done": total > 0, "url": budget, "amount": total},
        {"label": _("Points to note"), "done": safety not in missing, "url": safety},
    ]
