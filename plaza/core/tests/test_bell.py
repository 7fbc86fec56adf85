"""The bell of the worker: rung by name, heard by a task that exists, silent when nobody is there."""

import re

import pytest
from django.conf import settings

from plaza.celery import app
from plaza.core import bell

RUNG = re.compile(r"""bell\.ring(?:\(|, )"([\w.]+)\"""")


def test_every_bell_is_heard_by_a_task():
    app.loader.import_default_modules()
    apps = ("plaza", "events", "petitions", "followup", "evaluation")
    sources = [path.read_text() for name in apps for path in (settings.BASE_DIR / name).rglob("*.py")]
    rung = {name for source in sources for name in RUNG.findall(source)}
    assert rung == {"plaza.core.tasks.deliver", "followup.tasks.recompute_clocks", "followup.tasks.wipe_traces"}
    assert rung | {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} <= app.tasks.keys()


@pytest.mark.parametrize("fault", [OSError("no space"), ConnectionError("refused")])
def test_without_a_broker_the_page_goes_on_and_the_log_says_so(monkeypatch, caplog, fault):
    def away(*args, **kwargs):
        raise fault

    monkeypatch.setattr(app, "send_task", away)
    bell.ring("plaza.core.tasks.deliver")
    assert caplog.messages == [f"bell not rung: {type(fault).__name__}"]


def test_the_bell_is_one_message_without_an_answer(monkeypatch):
    sent = []
    monkeypatch.setattr(app, "send_task", lambda *args, **kwargs: sent.append((args, kwargs)))
    bell.ring("plaza.core.tasks.deliver")
    assert sent == [(("plaza.core.tasks.deliver",), {"retry": False, "ignore_result": True})]
