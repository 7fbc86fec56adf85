"""The zones and desks of an event, and the desks of a person."""

from django.db.models import Q
from django.utils import timezone

from events.models import Desk, Duty


def desks_for(user, *, on=None):
    """Desks where the person may register now: organizers everywhere, others by a running Duty
    (a duty without a desk is for all desks of its event)."""
    rows = Desk.objects.filter(removed_at=None).select_related("event", "unit")
    if user.has_perm("events.run"):
        return rows
    on = on or timezone.localdate()
    mine = desk_duties(user, on)
    return rows.filter(Q(pk__in=mine.values("desk")) | Q(event__in=mine.filter(desk=None).values("event")))


def has_desk_duty(user, on) -> bool:
    """Whether this person sits at a desk that day."""
    return desk_duties(user, on).exists()


def desk_duties(user, on):
    """The duties of a person at a desk, or at all desks of an event, that run that day."""
    return Duty.objects.filter(user=user, kind=Duty.Kind.RECORDER, since__lte=on, until__gte=on)


def zones_of(event):
    return event.zones.filter(removed_at=None)


def desks_of(event):
    return Desk.objects.filter(event=event, removed_at=None).select_related("unit", "zone")
