"""Reminders: the set of steps that are due is computed and what was not told yet is told, once."""

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from followup import notifications
from followup.models import Clock, Reminder
from followup.workflow import OPEN
from plaza.core import calendar, numbering
from plaza.core.models import User

# Working days after the due date: three before, the day itself, one after, five after.
STEPS = (-3, 0, 1, 5)


def remind_due(*, at) -> int:
    """Tell each person once per clock, due date and step; only the highest step reached; one digest each.

    May run twice, in two places, or after an outage: the result is the same. Returns the reminders made."""
    today, work_days = timezone.localdate(at), calendar.current()
    with transaction.atomic():
        numbering.next_value("remind")  # holds the second beat until this one is through
        made = {}
        for clock, step in _due(today, work_days):
            for person in _people(clock.case, step):
                key = (clock.pk, clock.due_on, step, person.pk)
                made.setdefault(key, Reminder(clock=clock, due_on=clock.due_on, step=step, person=person, at=at))
        told = set(
            Reminder.objects.filter(clock__in={key[0] for key in made}).values_list("clock", "due_on", "step", "person")
        )
        new = [row for key, row in made.items() if key not in told]
        Reminder.objects.bulk_create(new)
        notifications.digests(new, at=at)
    return len(new)


def reached(due_on, today, work_days) -> int | None:
    """The highest step reached on `today`, or None while it is too early."""
    found = None
    for step in STEPS:
        start = work_days.add_working_days(due_on, step) if step else due_on
        if today >= start:
            found = step
    return found


def _due(today, work_days):
    horizon = work_days.add_working_days(today, 3)
    last_told = Reminder.objects.filter(clock=OuterRef("pk"), due_on=OuterRef("due_on"), step=STEPS[-1])
    rows = Clock.objects.filter(
        duty=True,
        met_on=None,
        stopped_on=None,
        due_on__lte=horizon,
        started_on__lte=today,
        case__status__in=OPEN,
        round=F("case__round"),
    )
    rows = rows.exclude(Exists(last_told)).select_related("case__lead_unit", "case__handler__stand_in")
    for clock in rows:
        step = reached(clock.due_on, today, work_days)
        if step is not None:
            yield clock, step


def _people(case, step) -> list[User]:
    """Who is in charge; late: the head too; very late: the organizers too."""
    people = notifications.in_charge(case)
    if step >= 1:
        people += notifications.heads_of(case.lead_unit_id)
    if step >= 5:
        people += notifications.organizers()
    return people
