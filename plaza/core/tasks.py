from datetime import UTC, datetime, timedelta

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from plaza.core import audit, outbox, slowing
from plaza.core.models import Heartbeat


@shared_task
def heartbeat(sent_at: float | None = None):
    """The sign of life of two processes: beat sent this at `sent_at` (Unix time), and the worker reads it."""
    now = timezone.now()
    _alive("worker", now)
    _alive("beat", datetime.fromtimestamp(sent_at, UTC) if sent_at else now)


@shared_task
def deliver():
    """Rung by pages, too: a worker that delivers is seen to live while beat does not."""
    now = timezone.now()
    outbox.deliver_due(at=now)
    _alive("worker", now)


@shared_task
def link_audit():
    audit.link(at=timezone.now())


@shared_task
def clear_out():
    """Sessions that have ended, and wrong tries that slow nobody down any more."""
    SessionStore.clear_expired()
    slowing.purge(at=timezone.now())


def _alive(name: str, at: datetime) -> None:
    """Written twice a minute at most."""
    known = Heartbeat.objects.filter(name=name, at__range=(at - timedelta(seconds=30), at))
    if not known.exists():
        Heartbeat.objects.update_or_create(name=name, defaults={"at": at})
