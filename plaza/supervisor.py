"""Keeps the processes of one installation alive: web, worker and beat. Linux only; production uses systemd.

What dies is started again, later each time it dies at once. When this process ends, by whatever signal,
its children end too."""

import ctypes
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

PR_SET_PDEATHSIG = 1
POLL_SECONDS = 0.2
FIRST_WAIT, LONGEST_WAIT, GOOD_LIFE = 0.5, 30.0, 30.0
GRACE_SECONDS = 15.0
_libc = ctypes.CDLL(None, use_errno=True)


class CannotStart(Exception):
    """One line that says why, for the person at the terminal."""


@dataclass
class Child:
    name: str
    command: list[str]
    process: subprocess.Popen | None = None
    started: float = 0.0
    not_before: float = 0.0
    wait: float = field(default=FIRST_WAIT)

    def start(self, environment: dict[str, str]) -> None:
        parent = os.getpid()

        def die_with_parent():
            _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != parent:  # it died before prctl
                os._exit(1)

        # A session of its own: Ctrl-C reaches the supervisor only, which then ends its children in order.
        self.process = subprocess.Popen(
            self.command, env=environment, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=die_with_parent
        )
        self.started = time.monotonic()

    def reap(self, now: float) -> int | None:
        """The exit code when the process has ended since the last look; the next start is put off."""
        if self.process is None or self.process.poll() is None:
            return None
        code = self.process.returncode
        self.process = None
        self.wait = FIRST_WAIT if now - self.started > GOOD_LIFE else min(self.wait * 2, LONGEST_WAIT)
        self.not_before = now + self.wait
        return code


def children(host: str, port: int, data: Path) -> list[Child]:
    python = sys.executable
    celery = [python, "-W", "ignore", "-m", "celery", "--quiet", "-A", "plaza"]
    web = [
        python, "-m", "gunicorn", "plaza.wsgi", "--bind", f"{host}:{port}", "--worker-class", "gthread",
        "--workers", "1", "--threads", "16", "--graceful-timeout", "10", "--log-level", "warning",
        "--no-control-socket",
    ]  # fmt: skip
    worker = [
        *celery, "worker", "-P", "threads", "-c", "4", "--without-gossip", "--without-mingle",
        "--without-heartbeat", "--loglevel", "WARNING",
    ]  # fmt: skip
    beat = [*celery, "beat", "-s", str(data / "beat"), "--pidfile=", "--loglevel", "WARNING"]
    return [Child("web", web), Child("worker", worker), Child("beat", beat)]


def check_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            line = f"Port {port} cannot be used: {error.strerror}. Choose another: PORT={port + 1}"
            raise CannotStart(line) from None


@contextmanager
def only_one(data: Path):
    """Two supervisors on one data folder would run two beats."""
    data.mkdir(parents=True, exist_ok=True)
    with open(data / "plaza.lock", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CannotStart(f"Plaza already runs on {data}.") from None
        yield


def supervise(team: list[Child], *, environment: dict[str, str], say, on_ready) -> None:
    """Start the first of `team`, then the others; restart what ends; return after SIGTERM, SIGINT or SIGHUP.

    `on_ready()` is asked until it is true, once the first child runs; the others start then, or after ten
    seconds, so that the pages answer first."""
    ending: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda number, frame: ending.append(number))
    first, *others = team
    first.start(environment)
    born, ready = time.monotonic(), False
    for child in others:
        child.not_before = born + 10
    try:
        while not ending:
            now = time.monotonic()
            if not ready and on_ready():
                ready = True
                for child in others:
                    child.not_before = min(child.not_before, now)
            for child in team:
                code = child.reap(now)
                if code is not None:
                    say(f"{child.name} ended ({_reason(code)}), starts again in {child.wait:g} s")
                if child.process is None and now >= child.not_before:
                    child.start(environment)
            time.sleep(POLL_SECONDS)
    finally:
        stop(team)


def stop(team: list[Child]) -> None:
    """End every child: a request to end, time to finish what is under way, then by force."""
    running = [child.process for child in team if child.process is not None]
    for process in running:
        process.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    for process in running:
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _reason(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
