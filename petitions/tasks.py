from celery import shared_task
from django.utils import timezone

from petitions import actions


@shared_task
def take_in_envelopes():
    actions.take_in(by=None, at=timezone.now())
