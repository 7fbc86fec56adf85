"""What the tests of the day share: a taker of matters and a giver of tickets."""

import pytest

from petitions import actions


@pytest.fixture
def take(event, cast, office, now):
    """take(outcome="answered", …) registers a matter at desk 1 the way the desk does."""
    keys = iter(f"key-of-the-test-{n:04d}" for n in range(9999))

    def register(**values):
        given = {
            "nature": "request",
            "category": office.building,
            "name": "林可",
            "phone": "13800000001",
            "outcome": "assigned",
            "desk": event.desk1,
            "content": "东溪街道锦绣苑3号楼电梯半年坏7次。要求大修或更换。",
            "by": cast.recorder,
            "at": now,
            **values,
        }
        key = given.pop("key", None) or next(keys)
        return actions.register(event, key=key, **given)

    return register


@pytest.fixture
def tickets(event, cast, now):
    """tickets(3) gives out three; tickets(priority=True) one with priority."""
    keys = iter(f"ticket-of-the-test-{n:04d}" for n in range(9999))

    def give(count=1, **values):
        return [actions.issue(event, key=next(keys), by=cast.volunteer, at=now, **values) for _ in range(count)]

    return give
