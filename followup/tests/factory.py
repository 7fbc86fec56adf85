"""Petitions and their cases for tests of the ledger, made below the desk's form."""

import io
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from followup import actions
from followup.models import Case
from petitions import actions as day
from petitions import deadlines
from petitions.models import Petition, Petitioner, Visit
from plaza.core import calendar, files, keyring, masking, masks, numbering
from plaza.core.models import File

PHONE = "13800000037"


def petition(
    event,
    *,
    by,
    at,
    unit=None,
    outcome="assigned",
    category=None,
    desk=None,
    name="林可",
    phone=PHONE,
    days=10,
    **fields,
) -> Petition:
    """A petition as the desk would store it, its case opened."""
    category = category or event.desk1.unit.categories.get()
    visit = Visit.objects.create(event=event, desk=desk or event.desk1, started_at=at, people=1)
    person = Petitioner(visit=visit, name=name, row_key=masking.row_key(), district="东溪街道")
    if phone:
        person.phone_sealed, person.phone_mask = masking.seal(person, "phone", phone), masks.phone(phone)
        person.phone_index = masking.index("phone", phone)
        person.phone_tail_index = masking.index("phone_tail", phone[-4:])
    person.save()
    route = fields.pop("route", category.route)
    day = timezone.localdate(at)
    told = deadlines.promise(route, day, days, calendar.current()).due_on if outcome == "assigned" and unit else None
    row = Petition.objects.create(
        number=numbering.matter(day),
        event=event,
        desk=desk or event.desk1,
        visit=visit,
        petitioner=person,
        nature="request",
        purpose="request",
        route=route,
        category=category,
        outcome=outcome,
        unit=unit,
        title=fields.pop("title", "锦绣苑3号楼电梯半年坏7次"),
        content=fields.pop("content", "要求大修或更换。"),
        promise_on=told,
        registered_at=at,
        entered_at=at,
        registered_by=by,
        code_key=keyring.key_ids()[0],
        **fields,
    )
    actions.open_case(row, by=by, at=at)
    return row


def case(event, *, by, at, **fields) -> Case:
    return fresh(petition(event, by=by, at=at, **fields).pk)


def accusation(event, *, by, at, key="key-of-the-accusation", **fields) -> Petition:
    """The bare line of an accusation registered at desk 1, its envelope waiting."""
    sealed = {"nature": "accusation", "envelope": "封01", "organ": "县纪委监委"}
    return day.register(event, key=key, by=by, at=at, desk=event.desk1, **{**sealed, **fields})


def scan(*, by, at) -> File:
    """A stored picture, as the scan of a letter."""
    out = io.BytesIO()
    Image.new("RGB", (40, 60), "white").save(out, "PNG")
    return files.store(SimpleUploadedFile("letter.png", out.getvalue(), "image/png"), by=by, at=at)


def fresh(pk) -> Case:
    rows = Case.objects.select_related("petition__event", "petition__desk", "petition__petitioner", "lead_unit")
    return rows.get(pk=pk)


def replied(row, cast, at) -> Case:
    """Take an assigned case of 县住建局 through signing, acceptance, reply and delivery, a day a step."""
    day = timedelta(days=1)
    actions.sign(row, by=cast.handler, at=at)
    actions.accept(row, by=cast.handler, at=at + day, channel="phone")
    actions.draft_reply(
        row, by=cast.handler, at=at + 2 * day, text="已更换制动器。", basis="条例第三十二条", conclusion="supported"
    )
    actions.approve_reply(row, by=cast.head, at=at + 2 * day)
    actions.deliver(row, by=cast.handler, at=at + 3 * day, channel="person")
    return fresh(row.pk)
