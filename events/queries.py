"""What can be seen of plans: which events, desks and tasks are a person's."""

from django.db.models import Q
from django.utils import timezone

from events.models import Desk, Duty, Event, Task


def events_for(user):
    """All events for planners and leaders; for others those where they have a duty or own a task."""
    rows = Event.objects.select_related("lead_unit")
    if user.has_perm("events.plan") or user.has_perm("evaluation.see"):
        return rows
    return rows.filter(Q(duties__user=user) | Q(tasks__owner=user)).distinct()


def tasks_for(user):
    rows = Task.objects.filter(removed_at=None).select_related("event", "unit", "owner")
    return rows if user.has_perm("events.plan") or user.has_perm("evaluation.see") else rows.filter(owner=user)


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
