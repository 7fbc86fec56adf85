"""deploy/venv.sh says what it does. Python and pip are stand-ins that print what the real ones print."""

import os
import pty
import subprocess

import pytest
from django.conf import settings

PYTHON = """#!/bin/sh
case "$*" in
    *"-m venv --clear"*) mkdir -p "$4/bin"; cp "$0" "$4/bin/python" ;;
    *"pip install"*)
        echo "Collecting Django==5.2.19 (from -r more.txt (line 2))"
        echo "  Using cached django-5.2.19-py3-none-any.whl"
        echo "Collecting asgiref>=3.8.1 (from Django==5.2.19->-r more.txt (line 2))"
        echo "WARNING: a mirror is missing" >&2
        echo "Processing /wheels/polib-1.2.0-py2.py3-none-any.whl (from -r pins.txt (line 3))"
        echo "Requirement already satisfied: celery==5.7.0 in /somewhere (from -r pins.txt (line 2)) (5.7.0)"
        [ -e "$(dirname "$0")/../../offline" ] && { echo "ERROR: no network" >&2; exit 1; }
        echo "Installing collected packages: Django, celery"
        ;;
esac
"""


@pytest.fixture
def place(tmp_path):
    (tmp_path / "more.txt").write_text("# Why each\nDjango==5.2.19\n")
    (tmp_path / "pins.txt").write_text("-r more.txt\ncelery==5.7.0\npolib==1.2.0\n")
    (tmp_path / "python").write_text(PYTHON)
    (tmp_path / "python").chmod(0o755)
    return tmp_path


def make(place, **streams):
    return subprocess.run(
        ["sh", settings.BASE_DIR / "deploy" / "venv.sh", "env", "pins.txt"],
        cwd=place,
        env={**os.environ, "PYTHON": str(place / "python")},
        text=True,
        **streams,
    )


def test_a_log_gets_two_lines_and_a_second_start_says_nothing(place):
    done = make(place, capture_output=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == ["Making env (once, about a minute) ...", "Installing 3 packages into env ..."]
    assert make(place, capture_output=True).stdout == ""


def test_a_terminal_shows_the_package_it_is_at(place):
    ours, theirs = pty.openpty()
    make(place, stdout=theirs)
    os.close(theirs)
    shown = os.read(ours, 10_000).decode()
    os.close(ours)
    said = [part.strip() for part in shown.split("\r\x1b[K")[1:]]
    assert said == [
        "1 of 3: Django==5.2.19",
        "what they need: asgiref>=3.8.1",
        "2 of 3: polib-1.2.0-py2.py3-none-any.whl",
        "3 of 3: celery==5.7.0",
        "unpacking them ...",
        "",
    ]


def test_what_pip_says_of_its_failure_is_seen_and_the_next_start_tries_again(place):
    (place / "offline").touch()
    done = make(place, capture_output=True)
    assert done.returncode == 1
    assert "ERROR: no network" in done.stderr
    (place / "offline").unlink()
    assert make(place, capture_output=True).stdout == "Installing 3 packages into env ...\n"
