from celery import shared_task
from django.utils import timezone

from followup import actions


@shared_task
def remind():
    actions.remind_due(at=timezone.now())


@shared_task
def recompute_clocks():
    actions.recompute(at=timezone.now())


@shared_task
def wipe_traces(thorough=False):
    actions.wipe_traces(thorough=thorough)
