"""Matters for the tests of figures and of the public page: made through the models, opened by the action."""

from datetime import timedelta

from django.utils import timezone

from followup import actions
from followup.models import Case
from petitions.models import Petition, Petitioner, Visit
from plaza.core import keyring, masking, numbering


def matter(
    event,
    by,
    at,
    *,
    outcome="assigned",
    unit=None,
    people=1,
    visit=None,
    anonymous=False,
    promise_on=None,
    category=None,
    route="R0",
    **fields,
) -> Case:
    """A registered matter and its open case."""
    desk = fields.pop("desk", getattr(event, "desk1", None))
    visit = visit or Visit.objects.create(
        event=event, desk=desk, people=people, started_at=at, ended_at=at + timedelta(minutes=12)
    )
    person = None
    if not anonymous:
        person = Petitioner.objects.create(
            visit=visit, name="林可青", row_key=masking.row_key(), phone_mask="138****0001"
        )
    petition = Petition.objects.create(
        number=numbering.matter(timezone.localdate(at)),
        event=event,
        desk=desk,
        visit=visit,
        petitioner=person,
        nature="request",
        purpose="request",
        route=route,
        category=category or desk.unit.categories.first(),
        title=fields.pop("title", "3号楼电梯半年坏了七次"),
        content="要求大修或更换。",
        outcome=outcome,
        unit=unit,
        promise_on=promise_on,
        registered_at=at,
        entered_at=at,
        registered_by=by,
        code_key=keyring.key_ids()[0],
        **fields,
    )
    return actions.open_case(petition, by=by, at=at)


def code_of(case) -> str:
    petition = case.petition
    return numbering.query_code(petition.number, petition.code_issue, petition.code_key)


def fresh(case) -> Case:
    return Case.objects.get(pk=case.pk)


def work_on(case, cast, at, *, line="", conclusion="supported", text="3号楼电梯制动器已更换，恢复使用。"):
    """The unit's side of one round, by its actions: signed, accepted, drafted, approved, delivered at `at`."""
    case = fresh(case)
    if case.status == "assigned":
        actions.sign(case, by=cast.handler, at=at)
        actions.accept(case, by=cast.handler, at=at, channel="phone")
    if line:
        actions.progress(case, by=cast.handler, at=at, public_line=line, channel="phone")
    actions.draft_reply(
        case, by=cast.handler, at=at, text=text, basis="《信访工作条例》第三十二条", conclusion=conclusion
    )
    actions.approve_reply(case, by=cast.head, at=at)
    return actions.deliver(case, by=cast.handler, at=at, channel="letter")
