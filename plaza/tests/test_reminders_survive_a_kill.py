"""`manage.py plaza` with its real worker, beat and file broker: killed while messages are due, each arrives once."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings

from plaza.tests.test_supervisor import Site, wait_until

pytestmark = pytest.mark.slow
MESSAGES = 2000  # ten strokes of the worker: also on a busy machine it is in the middle when it is killed

# What an office would have: people, an assigned matter, due reminders, and a full outbox.
FILL = """
from datetime import timedelta
from django.db import transaction
from django.utils import timezone
from followup import actions
from followup.tests import factory
from events.models import Desk, Event
from plaza.core import calendar, outbox
from plaza.core.models import Category, Office, Unit, User
now = timezone.now()
calendar.seed()
Office.objects.create(pk=1, name="青禾县", phone="0000-886 0018", signature="青禾县信访局", ready=True,
                      quiet_from="00:00", quiet_until="00:00")
unit = Unit.objects.create(code="ZJ", name="县住房和城乡建设局", petition_office=True)
Category.objects.create(name="其他", unit=unit, other=True)
person = User.objects.create_user("gaoyan", "Qinghe-2026", name="高岩", unit=unit, roles=["handler", "recorder"])
event = Event.objects.create(name="接访", date=now.date(), venue="广场", lead_unit=unit, status="open", made_by=person,
                             made_at=now)
event.desk1 = Desk.objects.create(event=event, number=1, unit=unit)
factory.case(event, by=person, at=now - timedelta(days=30), unit=unit)
with transaction.atomic():
  for n in range({messages}):
    outbox.post("test", key=f"due-{{n}}", to=[person], at=now - timedelta(minutes=1))
print("filled")
"""


class Office(Site):
    """An office in a folder; what stands in its database is read from beside, as another process would."""

    def ask(self, sql) -> list[tuple]:
        with closing(sqlite3.connect(f"{self.environment['PLAZA_DATA']}/plaza.sqlite3", timeout=20)) as connection:
            return connection.execute(sql).fetchall()

    def one(self, sql):
        return self.ask(sql)[0][0]

    def python(self, code) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", "shell", "-v0", "-c", code],
            cwd=settings.BASE_DIR,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def kill_everybody(self):
        """The power goes: supervisor, web, worker and beat at once."""
        everyone = self.everyone()
        for pid in (self.process.pid, *everyone):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait()


SENT = "SELECT count(*) FROM core_message WHERE sent_at IS NOT NULL AND kind = 'test'"
DUE = "SELECT count(*) FROM core_message WHERE kind = 'test'"


@pytest.fixture
def office(tmp_path):
    folder = tmp_path / "office"
    running = [Office(folder)]
    yield running
    if running[-1].process.poll() is None:
        running[-1].process.terminate()
        running[-1].process.wait(30)


def test_messages_due_while_everything_is_killed_arrive_once(office, tmp_path):
    site = office[0]
    os.kill(site.team()["worker"], signal.SIGKILL)  # nobody delivers while the outbox is filled
    assert "filled" in site.python(FILL.format(messages=MESSAGES))
    assert site.one(DUE) == MESSAGES
    before = wait_until(lambda: site.one(SENT), 60)
    site.kill_everybody()
    stopped = site.one(SENT)
    assert before <= stopped < MESSAGES  # it was in the middle of its work

    again = Office(tmp_path / "office")
    office.append(again)
    # A row that was claimed when the power went is free again after its lease of a minute.
    wait_until(lambda: again.one(SENT) == MESSAGES, 150)
    assert again.one(DUE) == MESSAGES
    doubled = "SELECT count(*) FROM (SELECT key FROM core_message GROUP BY key HAVING count(*) > 1)"
    assert again.one(doubled) == 0
    claimed_twice = again.one("SELECT count(*) FROM core_message WHERE kind = 'test' AND attempts > 1")
    assert claimed_twice <= 4  # at most what the threads of the worker held in their hands


def test_the_reminder_of_a_clock_is_told_once_by_worker_and_beat_however_often_it_runs(office):
    site = office[0]
    assert "filled" in site.python(FILL.format(messages=1))
    remind = "from followup.tasks import remind; [remind.delay() for _ in range(6)]; print('rung')"
    assert "rung" in site.python(remind)
    wait_until(lambda: site.one("SELECT count(*) FROM followup_reminder"), 60)
    os.kill(site.team()["worker"], signal.SIGKILL)
    site.python(remind)
    told = "SELECT count(*) FROM core_message WHERE kind = 'followup/digest' AND sent_at IS NOT NULL"
    wait_until(lambda: site.one(told), 100)
    queue = Path(site.environment["PLAZA_DATA"]) / "mq" / "queue"
    wait_until(lambda: not list(queue.glob("*.msg")), 60)
    # Once more by hand: it waits for what is still under way, and finds nothing left to tell.
    site.python(
        "from django.utils import timezone; from followup import actions; "
        "assert actions.remind_due(at=timezone.now()) == 0"
    )
    steps = "SELECT count(*) FROM (SELECT 1 FROM followup_reminder GROUP BY clock_id, due_on, step, person_id)"
    assert site.one("SELECT count(*) FROM followup_reminder") == site.one(steps)
    digests = site.ask(
        "SELECT to_id, count(*) FROM core_message WHERE kind = 'followup/digest' AND channel = 'app' GROUP BY to_id"
    )
    assert digests and all(count == 1 for _to, count in digests)
