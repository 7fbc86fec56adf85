"""Who is told what about a plan. Facts hold the name of the event and dates."""

from django.db.models import Q
from django.urls import reverse

from plaza import roles
from plaza.core import outbox
from plaza.core.models import User


def organizers(event) -> list[User]:
    """Who runs events, and who has the duty of organizer at this one."""
    names = roles.with_permission("events.run")
    of_event = Q(duties__event=event, duties__kind="organizer")
    return list(User.objects.filter(Q(role_rows__role__in=names) | of_event, is_active=True).distinct())


def approved(event, *, by, at):
    _tell(event, "approved", organizers(event), by, at)


def cancelled(event, *, by, at):
    owners = event.tasks.filter(removed_at=None).values("owner")
    involved = User.objects.filter(Q(duties__event=event) | Q(pk__in=owners), is_active=True)
    _tell(event, "cancelled", [*organizers(event), *involved.distinct()], by, at)


def named(task, *, by, at):
    """The person in charge of a task, unless they took it themselves."""
    if task.owner_id and task.owner_id != by.pk:
        url = reverse("events:task", args=[task.event_id, task.pk])
        facts = {"task": task.title, "event": task.event.name, "due": str(task.due_on)}
        outbox.tell(task, "named", [task.owner], at=at, url=url, **facts)


def _tell(event, kind, to, by, at):
    others = [user for user in to if user.pk != by.pk]
    url = reverse("events:plan", args=[event.pk])
    outbox.tell(event, kind, others, at=at, url=url, event=event.name, date=str(event.date))
