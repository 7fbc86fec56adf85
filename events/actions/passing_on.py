"""What a plan holds goes on in other hands: of a unit that is switched off, of a person who moves or leaves."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from events import builtin_plan, notifications, queries
from events.actions.people import NEEDED
from events.models import Duty, Event
from plaza.core import audit, offices
from plaza.core.errors import NotPossible
from plaza.core.models import Unit, User
from plaza.core.workflow import demand, edit


def pass_on(unit: Unit, successor: Unit | None, *, by: User, at: datetime) -> None:
    """Desks, tasks and the lead of receptions that are not over go to the successor of the unit, each with its entry;
    without one the tasks are nobody's yet. What is over stays as it was.

    Raises NotPossible when there is no successor for a desk or a lead."""
    found = queries.planned_with(unit)
    if successor is None and (found["desks"].exists() or found["events"].exists()):
        raise NotPossible(
            _("Receptions to come count on this unit: give its desks and its lead to another unit first."),
            field="successor",
        )
    with transaction.atomic(), translation.override(offices.current().default_language):
        for desk in found["desks"]:
            edit(desk, "pass_on", {"unit": successor}, by=by, at=at)
        for task in found["tasks"]:
            edit(task, "pass_on", {"unit": successor}, by=by, at=at)
        for event in found["events"]:
            edit(event, "pass_on", _lead(event, successor), by=by, at=at)


def hand_over_tasks(person: User, to: User, *, by: User, at: datetime) -> int:
    """The open tasks of `person` get another person in charge, who is told. How many they were."""
    tasks = list(queries.tasks_in_charge(person))
    if tasks and not to.has_perm("events.see"):
        raise NotPossible(_("%(name)s cannot open a plan, and so not be in charge of a task.") % {"name": to.name})
    with transaction.atomic():
        for task in tasks:
            edit(task, "hand_over", {"owner": to}, by=by, at=at)
            notifications.named(task, by=by, at=at)
    return len(tasks)


def hand_over_duties(person: User, to: User, *, by: User, at: datetime) -> int:
    """The duties of `person` that have not ended go over, with their days. How many they were."""
    duties = list(queries.duties_ahead(person, timezone.localdate(at)))
    with transaction.atomic():
        for duty in duties:
            demand(duty, "hand_over", by=by)
            if not to.has_perm(NEEDED[duty.kind]):
                raise NotPossible(
                    _("%(name)s's account has no role for the duty “%(duty)s”. The administrator can add it.")
                    % {"name": to.name, "duty": duty.get_kind_display()}
                )
            audit.record(duty, "hand_over", by=by, at=at, facts={"kind": duty.kind, "user": to.pk})
            same = Duty.objects.filter(event=duty.event, user=to, kind=duty.kind, desk=duty.desk)
            if same.exists():
                duty.delete()
            else:
                Duty.objects.filter(pk=duty.pk).update(user=to)
    return len(duties)


def _lead(event: Event, successor: Unit) -> dict:
    """The new lead unit, and the background that names it, as long as nobody has written another."""
    made = builtin_plan.default_background(event) == event.background
    event.lead_unit = successor
    return {"lead_unit": successor} | ({"background": builtin_plan.default_background(event)} if made else {})
