"""deploy/venv.sh says what it does. Python and pip are stand-ins that print what the real ones print."""

import os
import pty
import re
import subprocess

import pytest
from django.conf import settings

PYTHON = """#!/bin/sh
case "$*" in
    *"-m venv --clear"*) mkdir -p "$4/bin"; cp "$0" "$4/bin/python" ;;
    *"pip list"*) printf '%s\n' Django==5.2.19 polib==1.2.0 celery==5.7.0 pip==23.2 typing_extensions==4.1 ;;
    *"pip uninstall"*) echo "$*" > taken-out ;;
    *"pip install"*)
        echo "$*" > "$(dirname "$0")/../../asked"
        echo "Ignoring colorama: markers 'sys_platform == \"win32\"' don't match your environment"
        echo "Collecting django==5.2.19 (from -r all.lock (line 6))"
        echo "  Using cached django-5.2.19-py3-none-any.whl"
        echo "WARNING: a mirror is missing" >&2
        echo "Processing /wheels/polib-1.2.0-py2.py3-none-any.whl (from -r all.lock (line 8))"
        echo "Requirement already satisfied: celery==5.7.0 in /somewhere (from -r all.lock (line 2)) (5.7.0)"
        [ -e "$(dirname "$0")/../../offline" ] && { echo "ERROR: no network" >&2; exit 1; }
        echo "Installing collected packages: Django, celery"
        ;;
esac
"""
LOCK = """# This file is made
celery==5.7.0 \\
    --hash=sha256:00
    # via -r requirements.txt
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:01
django==5.2.19 \\
    --hash=sha256:02
polib==1.2.0 \\
    --hash=sha256:03
"""
PINNED = re.compile(r"^([A-Za-z][\w.-]*)(?:\[\w+\])?==([\w.]+)", re.MULTILINE)


@pytest.fixture
def place(tmp_path):
    (tmp_path / "all.lock").write_text(LOCK)
    (tmp_path / "python").write_text(PYTHON)
    (tmp_path / "python").chmod(0o755)
    return tmp_path


def make(place, **streams):
    return subprocess.run(
        ["sh", settings.BASE_DIR / "deploy" / "venv.sh", "env", "all.lock"],
        cwd=place,
        env={**os.environ, "PYTHON": str(place / "python")},
        text=True,
        **streams,
    )


def test_a_log_gets_two_lines_and_a_second_start_says_nothing(place):
    done = make(place, capture_output=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == ["Making env (once, about a minute) ...", "Installing 4 packages into env ..."]
    assert make(place, capture_output=True).stdout == ""


def test_a_terminal_shows_the_package_it_is_at(place):
    ours, theirs = pty.openpty()
    make(place, stdout=theirs)
    os.close(theirs)
    shown = os.read(ours, 10_000).decode()
    os.close(ours)
    said = [part.strip() for part in shown.split("\r\x1b[K")[1:]]
    assert said == [
        "1 of 4: colorama:",
        "2 of 4: django==5.2.19",
        "3 of 4: polib-1.2.0-py2.py3-none-any.whl",
        "4 of 4: celery==5.7.0",
        "unpacking them ...",
        "",
    ]


def test_what_pip_says_of_its_failure_is_seen_and_the_next_start_tries_again(place):
    (place / "offline").touch()
    done = make(place, capture_output=True)
    assert done.returncode == 1
    assert "ERROR: no network" in done.stderr
    (place / "offline").unlink()
    assert make(place, capture_output=True).stdout == "Installing 4 packages into env ...\n"


def test_only_what_has_the_hash_of_the_lock_is_installed(place):
    make(place)
    assert "--require-hashes -r all.lock" in (place / "asked").read_text()


@pytest.mark.parametrize(
    ("written", "locked"),
    [("requirements.txt", "requirements.lock"), ("requirements-dev.txt", "requirements-dev.lock")],
)
def test_the_lock_holds_every_pin_written_by_hand(written, locked):
    """After a change of a pin: `make lock`."""
    pins = pinned(written) | (pinned("requirements.txt") if "-dev" in written else {})
    assert pins.items() <= pinned(locked).items()


def test_both_locks_hold_the_same_versions():
    assert pinned("requirements.lock").items() <= pinned("requirements-dev.lock").items()


def pinned(name) -> dict:
    return {key.lower(): version for key, version in PINNED.findall((settings.BASE_DIR / name).read_text())}


def test_what_is_no_longer_in_the_lock_is_taken_out(place):
    make(place)
    assert (place / "taken-out").read_text().split()[-1:] == ["typing-extensions"]
