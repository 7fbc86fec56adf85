"""Organisations change: a unit is switched off and another takes its place, a person's work goes to a colleague."""

from django.db import transaction
from django.utils.translation import gettext as _

from events import actions as plans
from followup import actions as ledger
from followup import queries as matters
from plaza.core import units
from plaza.core.errors import Conflict, NotPossible
from plaza.core.models import FormerUnit, Unit, User
from plaza.core.workflow import demand, edit


def succeed(unit: Unit, *, by, at, successor: Unit | None = None) -> list:
    """Switch a unit off and pass on what it has, in one act: people, categories, the units under it, desks, tasks and
    receptions to come, open matters. What is over stays with it, and so do its figures.

    Without a successor the petition office assigns: the matters, and the new ones of its categories. Returns the
    matters that need a person."""
    demand(unit, "succeed", by=by)
    if not unit.active:
        raise NotPossible(_("This unit is switched off already."))
    if unit.petition_office:
        raise NotPossible(_("The petition office is not switched off. When its name changes, rename it."))
    units.refuse_off(successor, field="successor")
    if successor is not None and successor.pk == unit.pk:
        raise NotPossible(_("A unit does not succeed itself."), field="successor")
    people = list(unit.users.filter(is_active=True))
    if people and successor is None:
        raise NotPossible(
            _("People of this unit still have accounts in use. Move or switch off these first."), field="successor"
        )
    facts = {"successor": successor.code} if successor else {}
    with transaction.atomic():
        edit(unit, "succeed", {"active": False, "succeeded_by": successor}, by=by, at=at, facts=facts)
        try:
            for person in people:
                edit(person, "edit", {"unit": successor}, by=by, at=at)
                FormerUnit.objects.create(user=person, unit=unit, until=at)
            for category in unit.categories.all():
                edit(category, "edit", {"unit": successor}, by=by, at=at)
            above = _above(successor)
            for part in unit.parts.all():
                parent = unit.parent if part in above or successor is None else successor
                edit(part, "edit", {"parent": parent}, by=by, at=at)
            plans.pass_on(unit, successor, by=by, at=at)
            return ledger.pass_on(unit, successor, by=by, at=at)
        except Conflict as conflict:
            raise NotPossible(
                _("Somebody changed “%(what)s” at the same moment. Nothing was passed on: send it again.")
                % {"what": conflict.object}
            ) from None


def hand_over(person: User, *, to: User, parts, by, at) -> int:
    """Give the chosen parts of a person's work to somebody else in one act: "cases" (those of the unit of `to`),
    "tasks", "duties". The stand-in ends when no matter is left. How much went over."""
    demand(person, "hand_over", by=by)
    if not to.is_active or to.pk == person.pk:
        raise NotPossible(_("Choose somebody else whose account is in use."), field="to")
    with transaction.atomic():
        done = {}
        if "cases" in parts:
            done["cases"] = len(ledger.hand_over(person, to, by=by, at=at))
            if not done["cases"]:
                raise NotPossible(_("No matter lies in the unit of %(name)s.") % {"name": to.name}, field="to")
        if "tasks" in parts:
            done["tasks"] = plans.hand_over_tasks(person, to, by=by, at=at)
        if "duties" in parts:
            done["duties"] = plans.hand_over_duties(person, to, by=by, at=at)
        changes = {} if matters.in_hand(person).exists() else {"stand_in": None}
        edit(person, "hand_over", changes, by=by, at=at, facts={"person": to.username, **done})
    return sum(done.values())


def _above(unit: Unit | None) -> list[Unit]:
    """A unit and the units it stands under."""
    found = []
    while unit is not None and unit not in found:
        found.append(unit)
        unit = unit.parent
    return found
