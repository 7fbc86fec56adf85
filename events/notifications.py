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
    _post("approved", event, organizers(event), by, at)


def cancelled(event, *, by, at):
    involved = User.objects.filter(Q(duties__event=event) | Q(pk__in=event.tasks.values("owner")), is_active=True)
    _post("cancelled", event, [*organizers(event), *involved.distinct()], by, at)


def named(task, *, by, at):
    """The person in charge of a task, unless they took it themselves."""
    if task.owner_id and task.owner_id != by.pk:
        outbox.post(
            "events/named",
            key=f"task:{task.pk}:named:{task.owner_id}:{task.version}",
            to=[task.owner],
            at=at,
            facts={"task": task.title, "event": task.event.name, "due": str(task.due_on)},
            url=reverse("events:task", args=[task.event_id, task.pk]),
        )


def _post(kind, event, to, by, at):
    outbox.post(
        f"events/{kind}",
        key=f"event:{event.pk}:{kind}:{event.version}",
        at=at,
        to=[user for user in to if user.pk != by.pk],
        facts={"event": event.name, "date": str(event.date)},
        url=reverse("events:plan", args=[event.pk]),
    )
