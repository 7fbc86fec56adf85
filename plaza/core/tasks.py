import logging
from datetime import UTC, datetime, timedelta

from celery import shared_task
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core.mail import send_mail
from django.utils import timezone, translation

from plaza.core import chain, offices, outbox, slowing
from plaza.core.models import Heartbeat

log = logging.getLogger(__name__)


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
    chain.link(at=timezone.now())


@shared_task
def prove_audit():
    """Once a day the record is checked, and its head goes to the one who keeps it."""
    faults = chain.verify(at=timezone.now())
    if faults:
        log.error("The audit record has %d faults, the first: %s", len(faults), faults[0])
    if settings.AUDIT_MAIL and settings.EMAIL_ENABLED:
        with translation.override(offices.current().default_language):
            subject, text = chain.letter(faults)
        send_mail(subject, text, None, [settings.AUDIT_MAIL])


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
