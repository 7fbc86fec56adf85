import os
import time

from celery import Celery
from celery.signals import beat_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plaza.settings")
app = Celery("plaza")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@beat_init.connect
def first_heartbeat(**kwargs):
    """The schedule counts from its start; /readyz need not warn for a minute that beat never ran."""
    app.send_task("plaza.core.tasks.heartbeat", [time.time()])
