"""The steps of an event's life. Every one is a row of events/workflow.py."""

from datetime import datetime

from django.db import transaction

from events import notifications, readiness
from events.models import Event
from plaza.core.errors import NotPossible
from plaza.core.models import User
from plaza.core.workflow import move


def approve(event: Event, *, by: User, at: datetime) -> Event:
    """The plan stands; the organizers are told."""
    with transaction.atomic():
        move(event, "approve", by=by, at=at)
        notifications.approved(event, by=by, at=at)
    return event


def publish(event: Event, *, by: User, at: datetime) -> Event:
    return move(event, "publish", by=by, at=at)


def open_event(event: Event, *, by: User, at: datetime) -> Event:
    """Desks may register from now on. Raises NotPossible with the first thing that stands in the way."""
    stops = [blocker for blocker in readiness.blockers(event) if blocker.stop]
    if stops:
        raise NotPossible(stops[0].text)
    return move(event, "open", by=by, at=at, changes={"opened_at": event.opened_at or at})


def pause(event: Event, *, by: User, at: datetime, note: str = "") -> Event:
    return move(event, "pause", by=by, at=at, facts=_note(note))


def resume(event: Event, *, by: User, at: datetime) -> Event:
    return move(event, "resume", by=by, at=at)


def close_event(event: Event, *, by: User, at: datetime) -> Event:
    return move(event, "close", by=by, at=at, changes={"closed_at": at})


def reopen(event: Event, *, by: User, at: datetime) -> Event:
    return move(event, "reopen", by=by, at=at, changes={"closed_at": None})


def return_to_draft(event: Event, *, by: User, at: datetime, note: str = "") -> Event:
    return move(event, "return_to_draft", by=by, at=at, facts=_note(note))


def cancel(event: Event, *, by: User, at: datetime, note: str = "") -> Event:
    """The event does not take place; everybody who has a duty or a task is told."""
    with transaction.atomic():
        move(event, "cancel", by=by, at=at, facts=_note(note))
        notifications.cancelled(event, by=by, at=at)
    return event


def _note(note: str) -> dict:
    return {"note": note} if note else {}
