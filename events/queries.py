"""What can be seen of plans: which events, desks and tasks are a person's, and what each page shows."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, F, Q, Sum
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import BudgetLine, Desk, Duty, Event, SafetyText, ScheduleSlot, Task
from events.workflow import TASK, EventStatus, TaskStatus
from plaza import roles
from plaza.core.models import User

OPEN_TASK = (TaskStatus.WAITING, TaskStatus.DOING)
OVER = (EventStatus.CLOSED, EventStatus.CANCELLED)
AMBER_DAYS = 3
TASK_PILLS = {
    TaskStatus.WAITING: "none",
    TaskStatus.DOING: "doing",
    TaskStatus.DONE: "done",
    TaskStatus.SKIPPED: "none",
}
EVENT_PILLS = {
    EventStatus.DRAFT: "todo",
    EventStatus.APPROVED: "wait",
    EventStatus.PUBLISHED: "wait",
    EventStatus.OPEN: "doing",
    EventStatus.PAUSED: "pause",
    EventStatus.CLOSED: "done",
    EventStatus.CANCELLED: "none",
}


def events_for(user):
    """All events for planners and leaders; for others those where they have a duty or own a task."""
    rows = Event.objects.select_related("lead_unit")
    if user.has_perm("events.plan") or user.has_perm("evaluation.see"):
        return rows
    return rows.filter(Q(duties__user=user) | Q(tasks__owner=user)).distinct()


def tasks_for(user):
    """The tasks of every plan that this person sees; whose a step is, the workflow says."""
    rows = Task.objects.filter(removed_at=None).select_related("event", "unit", "owner")
    if user.has_perm("events.plan") or user.has_perm("evaluation.see"):
        return rows
    return rows.filter(event__in=events_for(user).values("pk"))


@TASK.relation
def planner(task, user) -> bool:
    return user.has_perm("events.plan")


@TASK.relation
def owner(task, user) -> bool:
    return task.owner_id == user.pk


def on_duty(user, *, kinds, on=None):
    """Ids of the events where this person has one of these duties today."""
    on = on or timezone.localdate()
    return Duty.objects.filter(user=user, kind__in=kinds, since__lte=on, until__gte=on).values("event")


def desks_for(user, *, on=None):
    """Desks where the person may register now: organizers everywhere, others by a running Duty
    (a duty without a desk is for all desks of its event)."""
    rows = Desk.objects.filter(removed_at=None).select_related("event", "unit")
    if user.has_perm("events.run"):
        return rows
    on = on or timezone.localdate()
    mine = Duty.objects.filter(user=user, kind=Duty.Kind.RECORDER, since__lte=on, until__gte=on)
    return rows.filter(Q(pk__in=mine.values("desk")) | Q(event__in=mine.filter(desk=None).values("event")))


def planners() -> list[User]:
    """Who can open a plan, and so be in charge of a task."""
    return _with_roles(roles.with_permission("events.see"))


def staff_for_duty() -> list[User]:
    """Who can have a duty at an event."""
    return _with_roles([*roles.with_permission("events.run"), *roles.with_permission("petitions.queue")])


def _with_roles(names) -> list[User]:
    rows = User.objects.filter(is_active=True, role_rows__role__in=set(names)).distinct().select_related("unit")
    return list(rows.order_by("unit__code", "name"))


def event_list(user, *, over: bool):
    """Events to come (nearest first) or over (latest first), with the counts of their rows."""
    rows = events_for(user)
    rows = rows.filter(status__in=OVER) if over else rows.exclude(status__in=OVER)
    live = Q(tasks__removed_at=None)
    rows = rows.annotate(
        task_count=Count("tasks", live, distinct=True),
        task_done=Count("tasks", live & ~Q(tasks__status__in=OPEN_TASK), distinct=True),
        task_late=Count(
            "tasks", live & Q(tasks__status__in=OPEN_TASK, tasks__due_on__lt=timezone.localdate()), distinct=True
        ),
        desk_count=Count("desks", Q(desks__removed_at=None), distinct=True),
    )
    return rows.order_by("-date", "-id") if over else rows.order_by("date", "id")


def pill_of(event) -> dict:
    return {"kind": EVENT_PILLS[event.status], "text": capfirst(event.get_status_display())}


def lamp_of(task, today: date) -> dict | None:
    """Late, due within three days, or nothing."""
    if task.status not in OPEN_TASK:
        return None
    left = (task.due_on - today).days
    if left < 0:
        return {"kind": "r", "text": ngettext("%(count)s day late", "%(count)s days late", -left) % {"count": -left}}
    if left > AMBER_DAYS:
        return None
    text = ngettext("%(count)s day left", "%(count)s days left", left) % {"count": left} if left else _("due today")
    return {"kind": "a", "text": text}


@dataclass
class TaskLine:
    task: Task
    lamp: dict | None
    pill: dict
    offset: str

    @property
    def late(self) -> bool:
        return bool(self.lamp and self.lamp["kind"] == "r")


def task_line(task, today) -> TaskLine:
    offset = "D" if not task.offset else f"D{task.offset:+d}"
    pill = {"kind": TASK_PILLS[task.status], "text": capfirst(task.get_status_display())}
    return TaskLine(task, lamp_of(task, today), pill, offset)


@dataclass
class Phase:
    key: str
    label: str
    lines: list[TaskLine]
    show: bool

    @property
    def total(self) -> int:
        return len(self.lines)

    @property
    def done(self) -> int:
        return sum(line.task.status not in OPEN_TASK for line in self.lines)

    @property
    def shown(self) -> list[TaskLine]:
        return self.lines if self.show else [line for line in self.lines if line.task.status in OPEN_TASK]

    @property
    def ticks(self) -> list[str]:
        return sorted((self._tick(line) for line in self.lines), key="dopw".index)

    @staticmethod
    def _tick(line) -> str:
        if line.task.status not in OPEN_TASK:
            return "d"
        if line.late:
            return "o"
        return "p" if line.task.status == TaskStatus.DOING else "w"


def phases_of(event, today: date, show=()) -> list[Phase]:
    tasks = event.tasks.filter(removed_at=None).select_related("unit", "owner")
    lines = [task_line(task, today) for task in tasks]
    return [
        Phase(key, capfirst(label), [line for line in lines if line.task.phase == key], key in show)
        for key, label in Task.Phase.choices
    ]


def progress_of(phases: list[Phase]) -> dict:
    lines = [line for phase in phases for line in phase.lines]
    doing = sum(line.task.status == TaskStatus.DOING for line in lines)
    done = sum(phase.done for phase in phases)
    return {
        "total": len(lines),
        "done": done,
        "doing": doing,
        "waiting": len(lines) - done - doing,
        "late": sum(line.late for line in lines),
    }


def slots_of(event):
    return ScheduleSlot.objects.filter(event=event, removed_at=None)


def zones_of(event):
    return event.zones.filter(removed_at=None)


def desks_of(event):
    return Desk.objects.filter(event=event, removed_at=None).select_related("unit", "zone")


def posts_of(event):
    return event.posts.filter(removed_at=None)


def duties_of(event):
    return event.duties.select_related("user__unit", "desk__unit")


def budget_lines_of(event) -> list[BudgetLine]:
    """In the order of the five headings."""
    order = BudgetLine.Heading.values.index
    return sorted(event.budget_lines.filter(removed_at=None), key=lambda line: (order(line.heading), line.pk))


def budget_of(lines: list[BudgetLine]) -> dict:
    """Estimate, spent and difference per heading and altogether, in yuan."""
    rows = []
    for heading, label in BudgetLine.Heading.choices:
        mine = [line for line in lines if line.heading == heading]
        rows.append(_sum(mine) | {"label": capfirst(label), "lines": mine})
    return {
        "rows": rows,
        "total": _sum(lines),
        "paid_people": any(line.heading == BudgetLine.Heading.PEOPLE and line.amount for line in lines),
    }


def _sum(lines) -> dict:
    estimate = sum((line.amount for line in lines), Decimal(0))
    spent = sum((line.actual for line in lines if line.actual is not None), Decimal(0))
    known = any(line.actual is not None for line in lines)
    return {"estimate": estimate, "spent": spent if known else None, "difference": spent - estimate if known else None}


def budget_total(event) -> Decimal:
    return event.budget_lines.filter(removed_at=None).aggregate(total=Sum(F("quantity") * F("price")))[
        "total"
    ] or Decimal(0)


def safety_of(event):
    return SafetyText.objects.filter(event=event)


def removed_rows(event, relation: str, at) -> list:
    """What was taken out within the last 30 days and can come back."""
    rows = getattr(event, relation).filter(removed_at__gte=at - timedelta(days=30))
    return list(rows.select_related("removed_by").order_by("-removed_at"))


MAIN = {
    ScheduleSlot.Kind.SETUP,
    ScheduleSlot.Kind.OPENING,
    ScheduleSlot.Kind.RECEPTION,
    ScheduleSlot.Kind.BREAK,
    ScheduleSlot.Kind.CLOSING,
}


def schedule_faults(event, slots) -> list[str]:
    """Sentences about overlaps and gaps. Summaries and accompanying parts may run beside the others."""
    faults = []
    line = sorted((slot for slot in slots if slot.kind in MAIN), key=lambda slot: (slot.starts_at, slot.ends_at))
    reach = None
    for slot in line:
        if reach and slot.starts_at < reach.ends_at:
            faults.append(
                _("“%(first)s” and “%(second)s” overlap: %(start)s to %(end)s.")
                % {
                    "first": reach.title,
                    "second": slot.title,
                    "start": f"{slot.starts_at:%H:%M}",
                    "end": f"{min(reach.ends_at, slot.ends_at):%H:%M}",
                }
            )
        elif reach and slot.starts_at > reach.ends_at:
            faults.append(
                _("Nothing is planned from %(start)s to %(end)s.")
                % {"start": f"{reach.ends_at:%H:%M}", "end": f"{slot.starts_at:%H:%M}"}
            )
        if reach is None or slot.ends_at > reach.ends_at:
            reach = slot
    receptions = [slot for slot in line if slot.kind == ScheduleSlot.Kind.RECEPTION]
    if line and not receptions:
        faults.append(_("No part of the schedule is a reception."))
    elif receptions and (receptions[0].starts_at < event.starts_at or receptions[-1].ends_at > event.ends_at):
        faults.append(
            _("The reception runs outside the hours of the event, %(start)s to %(end)s.")
            % {"start": f"{event.starts_at:%H:%M}", "end": f"{event.ends_at:%H:%M}"}
        )
    return faults
