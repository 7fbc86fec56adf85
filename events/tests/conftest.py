from datetime import time, timedelta

import pytest

from events import actions
from plaza.core import submission


@pytest.fixture
def planned(cast, office, now):
    """A draft thirty days ahead, planned by the organizer out of the built-in plan."""
    return actions.plan_event(
        name="6月广场接访",
        date=now.date() + timedelta(days=30),
        starts_at=time(9),
        ends_at=time(17),
        venue="青禾人民广场",
        theme="倾听民声",
        lead_unit=office.xf,
        expected_people=200,
        key="k" * 16,
        by=cast.organizer,
        at=now,
    )


@pytest.fixture
def sheet():
    """The fields of one table as its page would send them: sheet("slots", [{...}, ...]); each a page of its own."""

    def fields(prefix, rows):
        data = {"key": submission.new_key()}
        data |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
        for number, row in enumerate(rows):
            data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
        return data

    return fields
