"""Beat goes on when the clock of the machine is set back: while it runs, and while it was down."""

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from celery.beat import PersistentScheduler

from plaza.beat import Scheduler
from plaza.celery import app

NOON = datetime(2026, 5, 18, 12, 5, tzinfo=ZoneInfo("Asia/Shanghai"))
HOUR = timedelta(hours=1)


def recording(scheduler):
    class Recording(scheduler):
        """What would go to the broker is counted."""

        def apply_entry(self, entry, producer=None):
            self.sent[entry.name] += 1

        producer = None

    return Recording


@pytest.fixture
def beat(tmp_path):
    """Start beat on the file of the beat before it."""
    running = []

    def start(scheduler=Scheduler):
        for one in running:
            one.close()
        running[:] = [recording(scheduler)(app=app, schedule_filename=str(tmp_path / "beat"))]
        running[0].sent = Counter()
        return running[0]

    yield start
    for one in running:
        one.close()


def run(scheduler, clock, minutes):
    """Let `minutes` go by. Returns what was sent in them."""
    scheduler.sent.clear()
    end = datetime.now(tz=NOON.tzinfo) + timedelta(minutes=minutes)
    while datetime.now(tz=NOON.tzinfo) < end:
        clock.shift(max(scheduler.tick(), 0.001))
    return scheduler.sent


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def test_the_schedule_is_kept(beat, clock):
    sent = run(beat(), clock, 60)
    assert 58 <= sent["heartbeat"] <= 61
    assert 230 <= sent["deliver"] <= 241
    assert sent["remind"] == 6


def test_set_back_while_it_runs(beat, clock):
    running = beat()
    run(running, clock, 5)
    clock.move_to(NOON - HOUR)
    sent = run(running, clock, 15)
    assert sent["heartbeat"] >= 14
    assert sent["remind"] >= 1


def test_set_back_while_it_was_down(beat, clock):
    run(beat(), clock, 5)
    clock.move_to(NOON - HOUR)
    sent = run(beat(), clock, 15)
    assert sent["heartbeat"] >= 14
    assert sent["remind"] >= 1


def test_without_ours_it_is_silent(beat, clock):
    """The negative control: the scheduler that Celery brings."""
    running = beat(PersistentScheduler)
    run(running, clock, 5)
    clock.move_to(NOON - HOUR)
    assert run(running, clock, 15)["heartbeat"] == 0
    assert run(beat(PersistentScheduler), clock, 15)["heartbeat"] == 0


def test_beat_is_told_to_use_it(settings):
    assert app.conf.beat_scheduler == "plaza.beat:Scheduler"


def test_a_heartbeat_carries_the_moment_at_which_beat_sent_it(clock):
    [moment] = app.conf.beat_schedule["heartbeat"]["args"]
    assert moment() == NOON.timestamp()


def test_what_is_sent_again_within_the_hour_expires_but_not_before_it_is_sent_again(beat, clock):
    """A night without a worker is not worked off message by message."""
    entries = beat().schedule.values()
    again = {entry.name: entry.schedule.is_due(entry.schedule.now()).next for entry in entries}
    often = {name for name, seconds in again.items() if seconds < HOUR.total_seconds()}
    assert often == {"heartbeat", "deliver", "link-audit", "remind", "wipe-traces"}
    assert {entry.name for entry in entries if entry.options.get("expires", 0) > again[entry.name]} == often
