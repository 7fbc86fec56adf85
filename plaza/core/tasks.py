from celery import shared_task
from django.utils import timezone

from plaza.core import audit, outbox
from plaza.core.models import Heartbeat


@shared_task
def heartbeat():
    Heartbeat.objects.update_or_create(name="beat", defaults={"at": timezone.now()})


@shared_task
def deliver():
    outbox.deliver_due(at=timezone.now())


@shared_task
def link_audit():
    audit.link(at=timezone.now())
