"""The clocks of a case: started, met, stopped, and the nearest running duty kept on the case."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from followup import notifications
from followup.models import NEVER, Case, Clock
from petitions import deadlines
from plaza.core import audit, calendar, offices

NOTICE = ("T2", "T3", "T11")  # told whether it is accepted
ANSWER = ("T5", "T12", "T16", "T17")
FEEDBACK_FREE = 10  # working days: no feedback owed when the matter is due so soon


def start(case, rule: str, on: date, *, due_on: date | None = None, by_silence=False, told=False) -> Clock:
    """Start (or, after a reassignment, start anew) one clock of the current round on day `on`."""
    office, of_rule = offices.current(), deadlines.RULES[rule]
    length = office.rating_days if rule == "T14" else of_rule.length or 0
    due = deadlines.due(rule, on, calendar.current(), length=length, rolls=office.rolls_to_working_day)
    clock, _ = Clock.objects.update_or_create(
        case=case,
        round=case.round,
        rule=rule,
        defaults={
            "started_on": on,
            "length": length,
            "working": of_rule.working,
            "due_on": due_on or due.due_on,
            "duty": of_rule.duty,
            "by_silence": by_silence,
            "told": told,
            "provisional": due.provisional,
            "met_on": None,
            "stopped_on": None,
        },
    )
    return clock


def start_at_assignment(case, on: date) -> None:
    """T4 and the notice clock run from the dispatch; the answer clock starts at the end of the notice
    clock by itself (silence gains nothing) unless acceptance starts it earlier; the promise as told."""
    petition = case.petition
    direct = petition.event.registers == "unit" and bool(petition.desk) and petition.desk.unit_id == case.lead_unit_id
    start(case, "T4", on)
    notice = deadlines.notice_rule(petition.route, direct=direct)
    running = start(case, notice, on)
    answer = deadlines.answer_rule(petition.route)
    if answer:
        start(case, answer, running.due_on, by_silence=True)
    if petition.promise_on:
        start(case, "T17", timezone.localdate(petition.registered_at), due_on=petition.promise_on, told=True)


def meet(case, rules, on: date) -> None:
    Clock.objects.filter(case=case, round=case.round, rule__in=rules, met_on=None, stopped_on=None).update(met_on=on)


def stop(case, rules, on: date) -> None:
    """End clocks without calling them met."""
    open_ones = Clock.objects.filter(case=case, round=case.round, met_on=None, stopped_on=None)
    open_ones.filter(rule__in=rules).update(stopped_on=on)


def settle(case, on: date) -> None:
    """Store on the case what its clocks say: nearest running duty, the day the answer is due, feedback owed."""
    rows = list(Clock.objects.filter(case=case, round=case.round, stopped_on=None))
    duties = [row for row in rows if row.duty and row.met_on is None]
    nearest = min(duties, key=lambda row: row.due_on, default=None)
    case.due_on = nearest.due_on if nearest else NEVER
    case.due_rule = nearest.rule if nearest else ""
    case.answer_due_on = min((row.due_on for row in rows if row.rule in ANSWER), default=None)
    case.feedback_due_on = _feedback_due(case, on) if duties else NEVER
    Case.objects.filter(pk=case.pk).update(
        due_on=case.due_on,
        due_rule=case.due_rule,
        answer_due_on=case.answer_due_on,
        feedback_due_on=case.feedback_due_on,
    )


def recompute(*, at) -> int:
    """After a holiday notice came: compute open clocks anew; a date told to a petitioner never moves later.

    Returns how many dates changed; old and new date are audited, each handler gets one message."""
    changed, today, work_days = [], timezone.localdate(at), calendar.current()
    rolls = offices.current().rolls_to_working_day
    with transaction.atomic():
        for clock in Clock.objects.filter(met_on=None, stopped_on=None, provisional=True).select_related(
            "case__handler__stand_in"
        ):
            due = deadlines.due(clock.rule, clock.started_on, work_days, length=clock.length, rolls=rolls)
            new = clock.due_on if clock.rule == "T17" or (clock.told and due.due_on > clock.due_on) else due.due_on
            if new == clock.due_on and due.provisional == clock.provisional:
                continue
            running = Clock.objects.filter(pk=clock.pk, met_on=None, stopped_on=None)
            if not running.update(due_on=new, provisional=due.provisional):
                continue  # it ended meanwhile
            if new != clock.due_on:
                entry = audit.record(
                    clock.case,
                    "recompute",
                    by=None,
                    at=at,
                    facts={"rule": clock.rule, "from": str(clock.due_on), "to": str(new)},
                )
                changed.append((clock, entry))
        for case in {clock.case_id: clock.case for clock, _entry in changed}.values():
            settle(case, today)
        notifications.dates_changed(changed, at=at)
    return len(changed)


def _feedback_due(case, on: date) -> date:
    last = case.told_on or on
    due = max(last, case.registered_on) + timedelta(days=offices.current().feedback_days)
    soon = case.due_on != NEVER and calendar.current().working_days_between(due, case.due_on) <= FEEDBACK_FREE
    return NEVER if soon and case.due_on >= due else due
