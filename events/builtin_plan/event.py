"""Name, background and goals of an event."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext

LEAD_DAYS = 30


def default_name(day: date, venue: str) -> str:
    return (gettext("Reception on %(venue)s, %(day)s") % {"day": date_format(day, "MONTH_DAY_FORMAT"), "venue": venue})[
        :60
    ]


def default_background(event) -> str:
    return gettext(
        "People of the county meet their government best face to face. On %(day)s, %(unit)s and the departments that "
        "answer for most questions sit at desks on %(venue)s and receive everybody who comes; about %(people)s people "
        "are expected. What is said is written down at once and shows where life is difficult and which rules need "
        "work."
    ) % facts_of(event)


def default_goals(event) -> str:
    return gettext(
        "1. Hear what people have to say in every field of life, the known difficult questions first.\n"
        "2. Settle or answer on the spot what can be; give everything else a unit, a date and a number.\n"
        "3. Tell every petitioner what became of it, and ask whether it was solved.\n"
        "4. Learn from the day: what came up often goes into rules, budgets and the next plan."
    )


def facts_of(event) -> dict:
    """What the sentences of a plan name."""
    return {
        "day": date_format(event.date, "MONTH_DAY_FORMAT"),
        "venue": event.venue,
        "unit": event.lead_unit.name,
        "people": event.expected_people,
        "start": f"{event.starts_at:%H:%M}",
        "end": f"{event.ends_at:%H:%M}",
    }
