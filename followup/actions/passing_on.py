"""Work goes on in other hands: of a unit that is switched off, of a person who moves or leaves. Clocks stay."""

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from followup import notifications, search_rows
from followup.actions.assigning import complained_of, give_lead, refuse_complained_of
from followup.models import Case, CaseUnit
from followup.workflow import OPEN, WITH_UNIT, Status, UnitRole
from plaza.core import units
from plaza.core.errors import NotPossible
from plaza.core.models import Unit, User
from plaza.core.models.people import Role
from plaza.core.workflow import move


def reassign(case, *, by, at, unit, reason="") -> Case:
    """Give a case whose lead unit was switched off, or may not lead any more, to another one, as it stands: status,
    clocks and the date told stay. The unit complained of leads only by a recorded decision (`reason`, 指定承办)."""
    units.refuse_off(unit)
    refuse_complained_of(case, unit, reason)
    before = case.lead_unit
    with transaction.atomic():
        facts = {"unit": unit.code, "designated": bool(reason)}
        move(case, "reassign", by=by, at=at, changes={"handler": None}, facts=facts)
        case.units.filter(role=UnitRole.LEAD, until=None).update(until=at)
        give_lead(case, unit, at=at, reason=reason)
        notifications.reassigned(case, before, at=at)
    return case


def pass_on(unit: Unit, successor: Unit | None, *, by, at) -> list[Case]:
    """The open matters of a unit that has just been switched off go to its successor, each with its entry.

    Handlers who moved along stay. Returns what needs a person: everything led when there is no successor, and what
    the successor may not lead because the petitioner complains of it or of the unit before it (指定承办 decides
    anew), also where it has led so far; the petition office is told of these."""
    moved, left = [], []
    with transaction.atomic():
        for case in list(_open_at(unit)):
            leads = case.lead_unit_id == unit.pk
            if leads and (successor is None or complained_of(case, successor)):
                left.append(case)
            elif successor is not None:
                _to_successor(case, unit, successor, leads, by=by, at=at)
                moved.append(case)
        if successor is not None:
            left += _take_from_the_accused(unit, successor, by=by, at=at)
        search_rows.index_many([case.petition for case in moved + left])
        notifications.passed_on(unit, successor, moved, at=at)
        notifications.left_over(unit, left, at=at)
    return left


def hand_over(person: User, to: User, *, by, at) -> list[Case]:
    """The open cases that `person` handles in the unit of `to` get `to` as their handler, each with its entry.

    Raises NotPossible for somebody who does not handle matters."""
    if not to.is_active or not {Role.HANDLER, Role.HEAD} & to.roles:
        raise NotPossible(_("%(name)s does not handle matters.") % {"name": to.name}, field="to")
    with transaction.atomic():
        cases = list(Case.objects.filter(handler=person, lead_unit=to.unit_id, status__in=OPEN))
        for case in cases:
            move(case, "hand_over", by=by, at=at, changes={"handler": to}, facts={"handler": to.username})
        notifications.handed_over(cases, to, person, by=by, at=at)
    return cases


def _open_at(unit):
    here = CaseUnit.objects.filter(case=OuterRef("pk"), unit=unit, until=None)
    rows = Case.objects.filter(Exists(here), status__in=OPEN)
    return rows.select_related("petition__complained_unit", "petition__petitioner", "handler").order_by("pk")


def _take_from_the_accused(unit, successor, *, by, at) -> list:
    """The successor is the unit complained of now where its new people are: it leads these no longer, nor assists in
    them. Returns those that it led."""
    here = CaseUnit.objects.filter(case=OuterRef("pk"), unit=successor, until=None, designated=False)
    rows = Case.objects.filter(Exists(here), status__in=(*WITH_UNIT, Status.OBJECTED))
    rows = rows.filter(petition__complained_unit__in=units.before(unit)).select_related("petition__petitioner")
    led = []
    for case in list(rows):
        leads = case.lead_unit_id == successor.pk
        changes = {"lead_unit": None, "handler": None} if leads else {}
        move(case, "pass_on", by=by, at=at, changes=changes, facts={"from_unit": successor.code})
        CaseUnit.objects.filter(case=case, unit=successor, until=None).update(until=at)
        if leads:
            led.append(case)
        else:
            search_rows.index(case.petition)
    return led


def _to_successor(case, unit, successor, leads, *, by, at) -> None:
    """The row of `unit` ends, that of `successor` begins. It leads where the old unit led; it assists where that
    assisted, unless it is on the case already or is the unit complained of."""
    changes = {"lead_unit": successor} if leads else {}
    if leads and case.handler and case.handler.unit_id != successor.pk:
        changes["handler"] = None
    move(case, "pass_on", by=by, at=at, changes=changes, facts={"from_unit": unit.code, "unit": successor.code})
    current = CaseUnit.objects.filter(case=case, until=None)
    current.filter(unit=unit).update(until=at)
    if leads:
        current.filter(unit=successor).update(until=at)
        CaseUnit.objects.create(case=case, unit=successor, role=UnitRole.LEAD, since=at)
    elif not current.filter(unit=successor).exists() and not complained_of(case, successor):
        CaseUnit.objects.create(case=case, unit=successor, role=UnitRole.ASSISTING, since=at)
