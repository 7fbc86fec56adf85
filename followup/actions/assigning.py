"""Whose a case is: opened with its petition, assigned, objected to, ruled on."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from followup import notifications, search_rows
from followup.actions import clocks
from followup.models import Case, CaseUnit, Clock, Objection, Remark
from followup.workflow import Status, UnitRole
from petitions.workflow import Outcome
from plaza.core import audit, files, units
from plaza.core.errors import Conflict, NotPossible
from plaza.core.models import Category
from plaza.core.workflow import demand, move

# What of a registration decides unit, outcome and clocks of its case.
SETS_OUT = {"outcome", "unit", "promise_on", "route", "complained_unit", "confidential"}


def open_case(petition, *, by, at) -> Case:
    """The ledger line of a petition just registered: closed at once when settled, answered or guided;
    assigned at once when the responsible unit is known; else registered, and T1 runs."""
    case = Case(
        petition=petition,
        number=petition.number,
        event=petition.event,
        category=_listed_category(petition),
        registered_on=timezone.localdate(petition.registered_at),
    )
    case.save(force_insert=True)
    _set_out(case, at=at)
    audit.record(case, "open_case", by=by, at=at, facts={"to": case.status})
    return case


def follow_correction(petition, *, by, at, fields) -> Case:
    """The ledger follows a corrected registration. A new outcome, unit or date sets the case out anew, as
    long as nobody has worked on it."""
    case = _case_of(petition)
    if not SETS_OUT.intersection(fields):
        Case.objects.filter(pk=case.pk).update(category=_listed_category(petition))
        search_rows.index(petition)
        return case
    if _worked_on(case):
        raise NotPossible(_("The unit has begun to work on this matter: outcome, unit and date stay as they are."))
    return _set_out_anew(case, petition, by=by, at=at)


def follow_disclosure(petition) -> None:
    """The name is found from now on."""
    search_rows.index(petition)


def follow_sealing(petition, *, by, at, alone: bool, decision: bool) -> Case:
    """An accusation (Art. 30) erases what hangs on its case. `alone`: by who registered it, a moment ago.

    Raises NotPossible for a matter that has been answered or closed, but by a recorded decision; on the spot only
    who registered it takes back what was said there."""
    case = _case_of(petition)
    ended = case.status in (Status.REPLIED, Status.CLOSED) or case.answered_on is not None or case.round > 1
    if ended and not decision and not (alone and case.on_the_spot):
        raise NotPossible(
            _("This matter has been answered or closed. Enter the recorded decision: organ and document."),
            field="decision",
        )
    case = _set_out_anew(case, petition, by=by, at=at)
    search_rows.erase(petition)
    return case


def assign(case, *, by, at, unit, assisting=(), reason="") -> Case:
    """Give a registered case to its lead unit. The unit complained of leads only by a recorded decision
    (指定承办): `reason` is then required. T1 is met."""
    units.refuse_off(unit)
    with transaction.atomic():
        refuse_complained_of(case, unit, reason)
        for other in assisting:
            units.refuse_off(other, field="assisting")
            _refuse_to_assist(case, other, field="assisting")
        move(case, "assign", by=by, at=at, facts={"unit": unit.code, "designated": bool(reason)})
        _dispatch(case, unit, at=at, reason=reason)
        for other in assisting:
            _assist(case, other, at=at)
        clocks.settle(case, timezone.localdate(at))
    return case


def add_assisting(case, *, by, at, unit) -> Case:
    with transaction.atomic():
        if CaseUnit.objects.filter(case=case, unit=unit, until=None).exists():
            raise NotPossible(_("%(unit)s is on this case already.") % {"unit": unit}, field="unit")
        units.refuse_off(unit)
        _refuse_to_assist(case, unit, field="unit")
        move(case, "add_assisting", by=by, at=at, facts={"unit": unit.code})
        _assist(case, unit, at=at)
    return case


def name_handler(case, *, by, at, handler) -> Case:
    """Name the person who answers for the case (责任人); a colleague of the lead unit."""
    if handler.unit_id != case.lead_unit_id:
        raise NotPossible(_("The handler must belong to the lead unit."), field="handler")
    if not handler.is_active:
        raise NotPossible(_("The account of %(name)s is switched off.") % {"name": handler.name}, field="handler")
    with transaction.atomic():
        move(case, "name_handler", by=by, at=at, changes={"handler": handler}, facts={"handler": handler.username})
        notifications.named(case, handler, by=by, at=at)
    return case


def object_to(case, *, by, at, reason, suggested_unit=None) -> Case:
    """ "Not ours", with reasons, within five working days of the dispatch (T4, Art. 23)."""
    today = timezone.localdate(at)
    window = Clock.objects.filter(case=case, round=case.round, rule="T4").first()
    if window and window.due_on < today:
        raise NotPossible(_("The five working days for an objection ended on %(day)s.") % {"day": window.due_on})
    demand(case, "object", by=by)  # a case without a lead unit has nobody who could object
    with transaction.atomic():
        row = Objection.objects.create(
            case=case, by=by, unit=case.lead_unit, at=at, reason=reason, suggested_unit=suggested_unit
        )
        move(case, "object", by=by, at=at, changes={"objections": case.objections + 1}, wrote=row)
        notifications.objected(case, at=at)
    return case


def consent(case, *, by, at, unit, decision="", reason="") -> Case:
    """The sender agrees: the case goes to another unit, whose clocks start today; a date told stays."""
    with transaction.atomic():
        if unit.pk == case.lead_unit_id:
            raise NotPossible(_("Choose another unit, or reject the objection."), field="unit")
        units.refuse_off(unit)
        refuse_complained_of(case, unit, reason)
        row = _decide(case, by=by, at=at, upheld=True, decision=decision)
        move(case, "consent", by=by, at=at, facts={"unit": unit.code}, wrote=row)
        _pass_to(case, unit, at=at, reason=reason)
    return case


def reject(case, *, by, at, decision) -> Case:
    """The sender does not agree: the case stays, the clocks have run on."""
    with transaction.atomic():
        row = _decide(case, by=by, at=at, upheld=False, decision=decision)
        move(case, "reject", by=by, at=at, wrote=row)
        notifications.objection_rejected(case, at=at)
    return case


def rule(case, *, by, at, unit, organ, document, decision="") -> Case:
    """A second objection is decided by the common superior or the joint conference (Art. 24)."""
    with transaction.atomic():
        upheld = unit.pk != case.lead_unit_id
        if upheld:
            units.refuse_off(unit)
        refuse_complained_of(case, unit, decision)
        row = _decide(case, by=by, at=at, upheld=upheld, decision=decision, organ=organ, document=document)
        move(case, "rule", by=by, at=at, facts={"unit": unit.code, "organ": organ}, wrote=row)
        if upheld:
            _pass_to(case, unit, at=at, reason=decision)
        else:
            notifications.objection_rejected(case, at=at)
    return case


def _set_out(case, *, at) -> None:
    """First status, unit and clocks of a case, from what its petition says."""
    petition, on = case.petition, case.registered_on
    case.category = _listed_category(petition)
    unit = petition.unit or units.answering(petition.desk.unit if petition.desk else None)
    if petition.outcome != Outcome.ASSIGNED:
        case.status, case.on_the_spot, case.closed_on, case.answered_on = Status.CLOSED, True, on, on
        if not petition.confidential and unit and not complained_of(case, unit):
            give_lead(case, unit, at=at)
    else:
        clocks.start(case, "T1", on)
        if petition.unit:
            refuse_complained_of(case, petition.unit, "")
            case.status = Status.ASSIGNED
            _dispatch(case, petition.unit, at=at)
    clocks.settle(case, on)
    Case.objects.filter(pk=case.pk).update(
        status=case.status,
        lead_unit=case.lead_unit,
        category=case.category,
        on_the_spot=case.on_the_spot,
        closed_on=case.closed_on,
        answered_on=case.answered_on,
    )
    search_rows.index(petition)


def _case_of(petition) -> Case:
    return Case.objects.select_related("petition__event", "petition__desk", "petition__category").get(pk=petition.pk)


def _set_out_anew(case, petition, *, by, at) -> Case:
    before = case.status
    _erase(case)
    case.petition, case.lead_unit = petition, None
    case.status, case.on_the_spot, case.closed_on, case.answered_on = Status.REGISTERED, False, None, None
    _set_out(case, at=at)
    audit.record(case, "set_out_anew", by=by, at=at, facts={"from": before, "to": case.status})
    return case


def _listed_category(petition) -> Category:
    """Where lists and figures count the matter: every confidential guided one under “other”, whatever it is."""
    other = Category.objects.filter(other=True).order_by("pk").first() if petition.bare_line else None
    return other or petition.category


def _worked_on(case) -> bool:
    """Whether a step was taken since the registration: every other version is one of its corrections."""
    return case.version > 1 + audit.of(case).filter(act="set_out_anew").count()


def _erase(case) -> None:
    """Everything that hangs on a case, with its files and the notices about it.

    Raises Conflict when somebody took a step of the case meanwhile."""
    rows = Case.objects.filter(pk=case.pk, version=case.version)
    blank = {"round": 1, "handler": None, "told_on": None, "objections": 0, "rated": False, "answered_unit": None}
    if not rows.update(version=F("version") + 1, **blank):
        current = Case.objects.get(pk=case.pk)
        raise Conflict(current, entry=audit.of(current).first())
    for name, value in {"version": case.version + 1, **blank}.items():
        setattr(case, name, value)
    notifications.take_back(case)
    stored = [
        *case.progress_rows.exclude(file=None).values_list("file", flat=True),
        *case.replies.exclude(file=None).values_list("file", flat=True),
    ]
    for rows in (
        case.clocks,
        case.units,
        case.objection_rows,
        case.progress_rows,
        case.replies,
        case.ratings,
        case.call_backs,
        Remark.objects.filter(case=case),
    ):
        rows.all().delete()
    files.discard(stored)


def _dispatch(case, unit, *, at, reason="") -> None:
    on = timezone.localdate(at)
    give_lead(case, unit, at=at, reason=reason)
    clocks.meet(case, ["T1"], on)
    clocks.start_at_assignment(case, on)
    notifications.assigned(case, at=at)


def _pass_to(case, unit, *, at, reason="") -> None:
    CaseUnit.objects.filter(case=case, role=UnitRole.LEAD, until=None).update(until=at)
    Case.objects.filter(pk=case.pk).update(handler=None)
    case.handler = None
    _dispatch(case, unit, at=at, reason=reason)
    clocks.settle(case, timezone.localdate(at))


def give_lead(case, unit, *, at, reason="") -> None:
    CaseUnit.objects.filter(case=case, unit=unit, until=None).update(until=at)
    CaseUnit.objects.create(case=case, unit=unit, role=UnitRole.LEAD, since=at, designated=bool(reason), reason=reason)
    case.lead_unit = unit
    Case.objects.filter(pk=case.pk).update(lead_unit=unit)
    search_rows.index(case.petition)


def _assist(case, unit, *, at) -> None:
    """The unit assists from now on, and is told; the lead unit does not assist itself."""
    if unit.pk == case.lead_unit_id:
        return
    _row, fresh = CaseUnit.objects.get_or_create(
        case=case, unit=unit, until=None, defaults={"role": UnitRole.ASSISTING, "since": at}
    )
    if fresh:
        search_rows.index(case.petition)
        notifications.assisting(case, unit, at=at)


def _decide(case, *, by, at, upheld, decision, organ="", document="") -> Objection | None:
    """Write the decision onto the objection that waits for one."""
    row = Objection.objects.filter(case=case, decided_at=None).first()
    if row:
        Objection.objects.filter(pk=row.pk).update(
            decided_at=at, decided_by=by, upheld=upheld, decision=decision, organ=organ, document=document
        )
    return row


def complained_of(case, unit) -> bool:
    """Whether the petitioner complains of this unit, or of one that it has succeeded: the people are the same."""
    return unit in units.line(case.petition.complained_unit)


def refuse_complained_of(case, unit, reason, *, field="reason") -> None:
    """Raises NotPossible when the unit complained of would lead without a recorded decision."""
    if complained_of(case, unit) and not reason:
        raise NotPossible(
            _("%(unit)s is the unit complained of. It leads only by a recorded decision: give the reason.")
            % {"unit": unit},
            field=field,
        )


def _refuse_to_assist(case, unit, *, field) -> None:
    if complained_of(case, unit):
        raise NotPossible(
            _("%(unit)s is the unit complained of: it does not assist in this matter.") % {"unit": unit}, field=field
        )
