"""Whose a case is: cases_for() is the only road to a case, may_identify() the only one to a person."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from followup.models import Case, CaseUnit
from followup.workflow import CASE, UnitRole
from plaza.core import audit, masks
from plaza.core.models import AuditEntry, User
from plaza.core.models.people import Role

UNDO = timedelta(minutes=10)
WHOLE_LEDGER = ("followup.assign", "evaluation.see")


def cases_for(user):
    """The whole ledger for the petition office, supervisors and leaders; a unit sees what is its own now."""
    rows = Case.objects.select_related("petition__petitioner", "petition__visit", "category", "lead_unit", "handler")
    if sees_everything(user):
        return rows
    if not user.has_perm("followup.see"):
        return rows.none()
    return rows.filter(Exists(CaseUnit.objects.filter(case=OuterRef("pk"), unit=user.unit_id, until=None)))


def sees_everything(user) -> bool:
    return any(user.has_perm(name) for name in WHOLE_LEDGER)


def may_identify(case, user) -> bool:
    """Whether this person may reveal who the petitioner is: never the handling unit of a confidential matter, and
    nobody of a confidential guided one, where there may be nobody."""
    if not user.has_perm("followup.reveal") or case.petition.bare_line:
        return False
    return not case.petition.confidential or user.has_perm("followup.assign")


def shown_name(case, user) -> str:
    """The petitioner as lists, pages and files show them: masked; of a confidential matter only to those
    who may know who it is."""
    if case.petition.confidential and may_identify(case, user):
        return _masked(case.petition.petitioner)
    return name_on_paper(case)


def name_on_paper(case) -> str:
    """The same for what leaves the page, a notice or a table: it may reach the unit, whoever made it."""
    return _("Confidential") if case.petition.confidential else _masked(case.petition.petitioner)


def _masked(person) -> str:
    if person is None:
        return ""
    return _("Anonymous") if person.anonymous or not person.name else masks.name(person.name)


def shown_title(case) -> str:
    """The matter in one line. Every confidential guided matter reads the same."""
    petition = case.petition
    if petition.bare_line:
        return _("Confidential matter, guided")
    return petition.title or petition.content[:40] or str(case.category)


def reaches(case, user) -> bool:
    """Whether this person's unit can speak with the petitioner: of a confidential matter the petition office only."""
    return not case.petition.confidential or user.has_perm("followup.assign")


# What a person is to a case: the words that the workflow table uses.


@CASE.bar
def bare_line(case) -> bool:
    """Nothing more happens to a confidential guided matter: a step would tell whether there is something to act on."""
    return case.petition.bare_line


@CASE.relation
def lead(case, user) -> bool:
    return UnitRole.LEAD in _roles(case, user)


@CASE.relation
def assisting(case, user) -> bool:
    return UnitRole.ASSISTING in _roles(case, user)


@CASE.relation
def head(case, user) -> bool:
    return lead(case, user) and user.has_perm("followup.approve")


@CASE.relation
def behalf(case, user) -> bool:
    """The petition office, for a lead unit where nobody signs in."""
    return bool(user.has_perm("followup.assign") and case.lead_unit_id and not _signs_in(case))


@CASE.relation
def contact(case, user) -> bool:
    """Only the petition office delivers to and calls a confidential petitioner: nobody else knows who it is."""
    if user.has_perm("followup.assign"):
        return True
    return not case.petition.confidential and (user.has_perm("evaluation.see") or lead(case, user))


@CASE.relation
def teller(case, user) -> bool:
    return case.petition.confidential and user.has_perm("followup.assign")


@CASE.relation
def caller(case, user) -> bool:
    """Asks the petitioner how it went: the petition office or the supervisor, never a unit that is rated."""
    return contact(case, user) and not _roles(case, user)


@CASE.relation
def reviewer(case, user) -> bool:
    """A second person: of no unit that is rated, never the handler, and without a part in this round."""
    if _roles(case, user) or case.handler_id == user.pk:
        return False
    if not hasattr(case, "acted"):
        case.acted = _acts(user, case.pk).exists()
    return not case.acted


@CASE.relation
def orphaned(case, user) -> bool:
    """Its lead unit is switched off, or may not lead any more: nobody there will go on with it."""
    return case.lead_unit is None or not case.lead_unit.active


@CASE.relation
def first_objection(case, user) -> bool:
    return case.objections <= 1


@CASE.relation
def second_objection(case, user) -> bool:
    return case.objections > 1


@CASE.relation
def undoer(case, user) -> bool:
    """Signed it a moment ago, and nothing came after."""
    last = audit.of(case).first()
    return bool(last and last.act == "sign" and last.by_id == user.pk and last.at >= timezone.now() - UNDO)


@CASE.relation
def identifier(case, user) -> bool:
    return may_identify(case, user)


def _roles(case, user) -> set[str]:
    """In which roles this person's unit is on the case now. Lists load the units beforehand."""
    return {row.role for row in case.units.all() if row.until is None and row.unit_id == user.unit_id}


def _signs_in(case) -> bool:
    """Whether anybody of the lead unit signs in. Lists annotate it."""
    if not hasattr(case, "signs_in"):
        case.signs_in = unit_signs_in(case.lead_unit_id)
    return case.signs_in


def unit_signs_in(unit_id: int) -> bool:
    """Whether anybody of the unit has a login of its own for the ledger."""
    return _STAFF.filter(unit=unit_id).exists()


_STAFF = User.objects.filter(is_active=True, role_rows__role__in=[Role.HANDLER, Role.HEAD])
SIGNS_IN = Exists(_STAFF.filter(unit=OuterRef("lead_unit")))  # the same, read with the rows of a list

# Who took one of these steps has had a hand in what is reviewed. Dispatching, calling back and looking are no part.
PART = (
    "sign",
    "unsign",
    "accept",
    "not_accept",
    "object",
    "begin",
    "progress",
    "tell",
    "draft_reply",
    "return_reply",
    "approve_reply",
    "deliver",
)
# Acts that name a handler, or begin a round with one.
NAMED = ("name_handler", "hand_over", "handle_again")


def acted(user) -> Exists:
    """Whether this person took part in the round of a case or was named for it, read with the rows of a list."""
    return Exists(_acts(user, OuterRef("pk"), again=OuterRef("object_id")))


def _acts(user, case, *, again=None):
    """The entries of the round of `case` that make this person a part of it."""
    entries = AuditEntry.objects.filter(kind=Case._meta.label_lower)
    began = entries.filter(object_id=again or case, act="handle_again").order_by("-id").values("id")[:1]
    of_round = entries.filter(object_id=case, id__gte=Coalesce(Subquery(began), 0))
    return of_round.filter(Q(by=user, act__in=PART) | Q(act__in=NAMED, facts__handler=user.username))
