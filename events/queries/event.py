"""Which events and tasks are a person's, and how the list shows them."""

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.text import capfirst

from events.models import Desk, Event, Task
from events.queries.tasks import OPEN_TASK
from events.workflow import KEPT_UP, PLANNED, EventStatus

OVER = (EventStatus.CLOSED, EventStatus.CANCELLED)
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
    return rows.filter(Q(duties__user=user) | Q(tasks__owner=user, tasks__removed_at=None)).distinct()


def tasks_for(user):
    """The tasks of every plan that this person sees; whose a step is, the workflow says."""
    rows = Task.objects.filter(removed_at=None).select_related("event", "unit", "owner")
    if user.has_perm("events.plan") or user.has_perm("evaluation.see"):
        return rows
    return rows.filter(event__in=events_for(user).values("pk"))


def event_list(user, *, over: bool):
    """Events to come, or over, with the counts of their rows."""
    rows = events_for(user)
    rows = rows.filter(status__in=OVER) if over else rows.exclude(status__in=OVER)
    live = Q(tasks__removed_at=None)
    return rows.annotate(
        task_count=Count("tasks", live, distinct=True),
        task_done=Count("tasks", live & ~Q(tasks__status__in=OPEN_TASK), distinct=True),
        task_late=Count(
            "tasks", live & Q(tasks__status__in=OPEN_TASK, tasks__due_on__lt=timezone.localdate()), distinct=True
        ),
        desk_count=Count("desks", Q(desks__removed_at=None), distinct=True),
    )


def planned_with(unit) -> dict:
    """What plans that are not over hold of a unit: its desks, the open tasks, the receptions that it leads."""
    tasks = Task.objects.filter(unit=unit, removed_at=None, status__in=OPEN_TASK, event__status__in=KEPT_UP)
    desks = Desk.objects.filter(unit=unit, removed_at=None, event__status__in=PLANNED)
    return {
        "desks": desks.select_related("event"),
        "tasks": tasks.select_related("event"),
        "events": Event.objects.filter(lead_unit=unit, status__in=PLANNED).select_related("lead_unit"),
    }


def tasks_in_charge(person):
    """The open tasks of a person, in plans that are still kept up."""
    rows = Task.objects.filter(owner=person, removed_at=None, status__in=OPEN_TASK, event__status__in=KEPT_UP)
    return rows.select_related("event", "owner")


def pill_of(event) -> dict:
    return {"kind": EVENT_PILLS[event.status], "text": capfirst(event.get_status_display())}
