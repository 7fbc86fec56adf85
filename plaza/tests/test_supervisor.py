"""`manage.py plaza` as an office runs it: real processes in a folder of their own."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings

from plaza import supervisor

pytestmark = pytest.mark.slow


def wait_until(happens, seconds=30):
    """The value of `happens()` as soon as it is true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = happens()
        if value:
            return value
        time.sleep(0.1)
    raise AssertionError(f"did not happen within {seconds} s")


class Site:
    def __init__(self, folder: Path):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PLAZA_", "DJANGO_"))}
        kept.pop("DATABASE_URL", None)
        kept.pop("REDIS_URL", None)
        self.environment = {**kept, "PLAZA_EMBEDDED": "1", "PLAZA_DATA": str(folder)}
        self.log = folder.with_suffix(".log")
        self.started = time.monotonic()
        self.process = self.run(stdout=open(self.log, "w"), stderr=subprocess.STDOUT)  # noqa: SIM115
        wait_until(lambda: self.status("/healthz") == 200, 60)
        self.seconds = time.monotonic() - self.started
        wait_until(lambda: {"web", "worker", "beat"} <= set(self.team()))

    def run(self, **streams):
        return subprocess.Popen(
            [sys.executable, "manage.py", "plaza", "--port", str(self.port)],
            cwd=settings.BASE_DIR,
            env=self.environment,
            **streams,
        )

    def status(self, path) -> int:
        try:
            return urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5).status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def readiness(self) -> dict:
        return json.load(urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5))

    def team(self) -> dict[str, int]:
        """The direct children by name."""
        found = {}
        for pid in _children(self.process.pid):
            line = _command(pid)
            for name, mark in (("web", "gunicorn"), ("worker", " worker "), ("beat", " beat ")):
                if mark in line:
                    found[name] = pid
        return found

    def everyone(self) -> set[int]:
        """The supervisor's children and theirs."""
        found, waiting = set(), [self.process.pid]
        while waiting:
            more = _children(waiting.pop())
            found.update(more)
            waiting.extend(more)
        return found


def _children(pid) -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _command(pid) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def _alive(pids) -> list[int]:
    alive = []
    for pid in pids:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if state != "Z":
            alive.append(pid)
    return alive


@pytest.fixture
def site(tmp_path):
    running = Site(tmp_path / "office")
    yield running
    if running.process.poll() is None:
        running.process.terminate()
        running.process.wait(30)


def test_a_killed_worker_web_or_beat_is_started_again(site):
    for name in ("worker", "beat", "web"):
        before = site.team()[name]
        os.kill(before, signal.SIGKILL)
        after = wait_until(lambda name=name, before=before: site.team().get(name) not in (None, before))
        assert after
    assert wait_until(lambda: site.status("/healthz") == 200)
    assert "worker ended (signal 9)" in site.log.read_text()


def test_it_is_ready_at_once_and_beat_and_worker_take_their_warnings_away(site):
    """The heartbeat goes from beat over the broker's files to the worker and into the database."""
    assert site.readiness()["ready"]
    assert wait_until(lambda: site.readiness()["warnings"] == {}, 100)


def test_no_child_outlives_a_killed_supervisor(site):
    everyone = site.everyone()
    assert len(everyone) >= 4
    site.process.kill()
    site.process.wait()
    wait_until(lambda: not _alive(everyone))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_ending_ends_every_child_within_twenty_seconds(site, number):
    everyone = site.everyone()
    site.process.send_signal(number)
    assert site.process.wait(20) == 0
    assert _alive(everyone) == []


def test_a_second_start_is_quick_and_keeps_the_data(site, tmp_path):
    site.process.terminate()
    site.process.wait(30)
    again = Site(tmp_path / "office")
    again.process.terminate()
    again.process.wait(30)
    assert again.seconds < site.seconds
    assert (tmp_path / "office" / "plaza.sqlite3").exists()


def test_a_taken_port_is_one_clear_line(site):
    done = subprocess.run(
        [sys.executable, "manage.py", "plaza", "--port", str(site.port)],
        cwd=settings.BASE_DIR,
        env={**site.environment, "PLAZA_DATA": site.environment["PLAZA_DATA"] + "-2"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert re.fullmatch(rf"Port {site.port} cannot be used: .+ Choose another: PORT={site.port + 1}\n", done.stderr)


def test_two_supervisors_on_one_folder_are_refused(tmp_path):
    refused = pytest.raises(supervisor.CannotStart, match="already runs")
    with supervisor.only_one(tmp_path), refused, supervisor.only_one(tmp_path):
        pass
