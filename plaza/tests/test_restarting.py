"""How long the supervisor waits before it starts a child again."""

import subprocess
import sys

from plaza.supervisor import FIRST_WAIT, GOOD_LIFE, LONGEST_WAIT, Child


def ended(child, now, lived):
    child.process = subprocess.Popen([sys.executable, "-c", ""])
    child.process.wait()
    child.started = now - lived
    return child.reap(now)


def test_what_dies_at_once_is_started_later_each_time():
    child = Child("worker", [])
    waits = []
    for _ in range(9):
        assert ended(child, 100.0, lived=1) == 0
        waits.append(child.not_before - 100.0)
    assert waits == [1, 2, 4, 8, 16, 30, 30, 30, 30]
    assert waits[-1] == LONGEST_WAIT


def test_after_a_good_life_the_wait_is_short_again():
    child = Child("worker", [], wait=LONGEST_WAIT)
    ended(child, 100.0, lived=GOOD_LIFE + 1)
    assert child.wait == FIRST_WAIT


def test_what_runs_is_left_alone():
    child = Child("worker", [])
    child.process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    assert child.reap(100.0) is None
    child.process.communicate(b"\n")
