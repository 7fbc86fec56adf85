"""Who has a duty, where somebody may register, who can be named."""

from django.utils import timezone

from events.models import Duty
from events.queries.event import OVER
from plaza import roles
from plaza.core.models import User


def on_duty(user, *, kinds, on=None):
    """Ids of the events where this person has one of these duties today."""
    on = on or timezone.localdate()
    return Duty.objects.filter(user=user, kind__in=kinds, since__lte=on, until__gte=on).values("event")


def planners() -> list[User]:
    """Who can open a plan, and so be in charge of a task."""
    return _with_roles(roles.with_permission("events.see"))


def staff_for_duty() -> list[User]:
    """Who can have a duty at an event."""
    return _with_roles([*roles.with_permission("events.run"), *roles.with_permission("petitions.queue")])


def _with_roles(names) -> list[User]:
    rows = User.objects.filter(is_active=True, role_rows__role__in=set(names)).distinct().select_related("unit")
    return list(rows.order_by("unit__code", "name"))


def duties_of(event):
    return event.duties.select_related("user__unit", "desk__unit")


def duties_ahead(person, on):
    """The duties of a person that have not ended."""
    rows = Duty.objects.filter(user=person, until__gte=on).exclude(event__status__in=OVER)
    return rows.select_related("event", "desk__unit")


def posts_of(event):
    return event.posts.filter(removed_at=None)
