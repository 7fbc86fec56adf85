"""A matter is taken down: once, with its visit, its petitioner, its number and the date told."""

import re
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events.workflow import EventStatus
from petitions import deadlines, queries
from petitions.actions import envelopes, visits
from petitions.models import REPRESENTATIVES, Petition, Petitioner
from petitions.workflow import ANSWERED_AT_ONCE, Nature, Outcome, Purpose
from plaza.core import calendar, masking, masks, offices, phones, submission, units
from plaza.core.errors import NotAllowed, NotPossible
from plaza.core.workflow import demand

TITLE = 30
LATE = (EventStatus.OPEN, EventStatus.PAUSED, EventStatus.CLOSED)
PURPOSES = {Nature.REQUEST: Purpose.REQUEST, Nature.SUGGESTION: Purpose.SUGGESTION}


def register(
    event,
    *,
    key: str,
    by,
    at: datetime,
    nature: str,
    category=None,
    desk=None,
    ticket=None,
    visit=None,
    registered_at: datetime | None = None,
    late: bool = False,
    purpose: str = "",
    route: str = "",
    name: str = "",
    anonymous: bool = False,
    phone: str = "",
    idno: str = "",
    address: str = "",
    district: str = "",
    people: int = 1,
    representatives=(),
    leader: str = "",
    title: str = "",
    content: str = "",
    place: str = "",
    complained_unit=None,
    confidential: bool = False,
    outcome: str = "",
    answer: str = "",
    confirmed: bool = False,
    consultation: bool = False,
    unit=None,
    promise_on: date | None = None,
    linked: bool = False,
    envelope: str = "",
    organ: str = "",
) -> Petition:
    """One matter of one visit. The same form again (same `key`) returns what was saved.

    `visit` adds a matter to a visit that stands; `late` enters one from paper with its true time
    `registered_at`. An accusation keeps envelope and organ only: everything else that came is dropped.
    "Settled" without the petitioner's own confirmation counts as answered. `unit` and `promise_on` default
    to those of the category; `linked` links the last earlier matter of the same phone.
    Raises NotPossible (with the field), AlreadySaved (the key came with other content)."""
    demand(Petition(event=event, desk=desk), "register", by=by)
    happened = registered_at or at
    _check_time(event, happened, at=at, late=late)
    if nature == Nature.ACCUSATION:
        return envelopes.take_envelope(
            event,
            key=key,
            by=by,
            at=at,
            happened=happened,
            late=late,
            desk=desk,
            ticket=ticket,
            visit=visit,
            people=people,
            envelope=envelope,
            organ=organ,
        )
    person = {
        "name": name.strip(),
        "anonymous": anonymous,
        "phone": phone,
        "idno": idno,
        "address": address,
        "district": district,
    }
    matter = {
        "nature": nature,
        "category": category,
        "purpose": purpose or PURPOSES[nature],
        "route": route or (category.route if category and nature == Nature.REQUEST else ""),
        "title": title or title_of(content),
        "content": content,
        "place": place,
        "complained_unit": complained_unit,
        "confidential": confidential,
        "outcome": outcome,
        "answer": answer.strip(),
        "confirmed": confirmed,
        "consultation": consultation,
    }
    check_matter(matter)
    if matter["outcome"] == Outcome.SETTLED and not confirmed:
        matter["outcome"] = Outcome.ANSWERED
    with transaction.atomic():
        sent = {
            **person,
            **matter,
            "representatives": list(representatives),
            "people": people,
            "unit": unit,
            "promise_on": promise_on,
            "registered_at": registered_at,
            "visit": visit and visit.pk,
            "event": event.pk,
            "desk": desk and desk.pk,
            "linked": linked,
        }
        claim, fresh = submission.claim(key, "petition", _plain(sent), by=by, at=at)
        if not fresh:
            return Petition.objects.get(pk=claim.object_id)
        if visit and not queries.visits_of(by, at=at).filter(pk=visit.pk).exists():
            raise NotAllowed("register")
        visit = visits.open_visit(
            event, desk=desk, ticket=ticket, visit=visit, people=people, leader=leader, happened=happened, by=by, at=at
        )
        petitioner = visit.petitioners.filter(main=True).first()
        if petitioner is None:
            petitioner = _petitioner(visit, person, representatives)
        petition = Petition(
            event=event,
            desk=desk,
            visit=visit,
            petitioner=petitioner,
            late=late,
            registered_at=happened,
            entered_at=at,
            registered_by=by,
            **matter,
        )
        settle_unit(petition, unit, promise_on)
        if linked:
            petition.earlier = queries.earlier_matters(petitioner.phone_index, by).first()
        return visits.enter(petition, claim, by=by, at=at)


def check_matter(matter: dict) -> None:
    """Raises NotPossible for a matter that cannot stand: no outcome, no answer where one was given."""
    if not matter["category"]:
        raise NotPossible(_("Choose the category."), field="category")
    if not matter["outcome"]:
        raise NotPossible(_("Choose what came of it: there is no default."), field="outcome")
    if not matter["content"].strip():
        raise NotPossible(_("Write down the facts and the demand."), field="content")
    if matter["outcome"] in ANSWERED_AT_ONCE and not matter["answer"]:
        raise NotPossible(_("Write down the answer that was given; a phrase is enough."), field="answer")


def preview(event, *, desk, at: datetime, category, route: str = "", unit=None, complained_unit=None) -> dict:
    """Unit and date as registering would settle them now; nothing is saved."""
    petition = Petition(
        event=event,
        desk=desk,
        registered_at=at,
        category=category,
        outcome=Outcome.ASSIGNED,
        route=route or category.route,
        complained_unit=complained_unit,
    )
    try:
        due = settle_unit(petition, unit, None)
    except NotPossible as refusal:
        return {"refused": refusal.message}
    return {"petition": petition, "due": due}


def settle_unit(petition, unit, promise_on) -> deadlines.Due | None:
    """The responsible unit and the date told. The unit complained of never becomes responsible here, nor does one
    that has taken its place: the petition office assigns such a matter by a recorded decision. A unit that is
    switched off gets nothing: its successor does, or the petition office assigns."""
    units.refuse_off(unit)
    if petition.outcome != Outcome.ASSIGNED:
        petition.unit = unit or units.answering(petition.desk.unit if petition.desk else None)
        petition.promise_on, petition.own_promise = None, False
        return None
    accused = units.line(petition.complained_unit)
    if unit in accused:
        raise NotPossible(
            _(
                "The unit complained of cannot answer for this matter. Choose another unit, or leave it "
                "to the petition office."
            ),
            field="unit",
        )
    unit = unit or units.answering(petition.category.unit)
    if unit in accused:
        unit = None
    petition.unit = unit
    petition.own_promise = bool(unit and petition.desk and petition.desk.unit_id == unit.pk)
    told, latest = promise_date(
        petition.category, petition.route, petition.registered_at, direct=_direct(petition.event, petition.desk, unit)
    )
    first = timezone.localdate(petition.registered_at)
    if promise_on and promise_on < first:
        raise NotPossible(_("The date told cannot lie before the reception."), field="promise_on")
    if promise_on and latest and promise_on > latest:
        raise NotPossible(
            _("The law leaves time until %(day)s only. Tell an earlier date.") % {"day": latest}, field="promise_on"
        )
    petition.promise_on = promise_on or told.due_on
    return told


def promise_date(category, route: str, at: datetime, *, direct: bool = False) -> tuple[deadlines.Due, date | None]:
    """The date told for a matter of this category received `at` (T17), and the latest the law allows."""
    start, days, rolls = timezone.localdate(at), calendar.current(), offices.current().rolls_to_working_day
    told = deadlines.promise(route, start, category.promise_days, days, direct=direct, rolls=rolls)
    return told, deadlines.latest_answer(route, start, days, direct=direct, rolls=rolls)


def title_of(content: str) -> str:
    """The first sentence of the facts, cut at 30 signs."""
    first = re.split(r"[。！？!?\n；;]|\. ", content.strip(), maxsplit=1)[0].strip()
    return first if len(first) <= TITLE else first[: TITLE - 1] + "…"


def write_person(
    row: Petitioner, *, name: str, anonymous: bool, phone: str, idno: str = "", address: str = "", district: str = ""
) -> Petitioner:
    """Fill a petitioner: what identifies is sealed, masked and indexed."""
    if not name and not anonymous:
        raise NotPossible(_("Enter the name, or choose anonymous."), field="name")
    row.name, row.anonymous, row.district = ("" if anonymous else name), anonymous, district
    row.phone_sealed, row.phone_mask = masking.seal(row, "phone", phone), masks.phone(phone)
    row.phone_index = masking.index("phone", phone)
    row.phone_tail_index = masking.index("phone_tail", phones.tail(phone))
    row.idno_sealed, row.idno_mask = masking.seal(row, "idno", idno), masks.id_number(idno)
    row.idno_index = masking.index("idno", idno)
    row.address_sealed = masking.seal(row, "address", address)
    return row


def _petitioner(visit, person: dict, representatives) -> Petitioner:
    if len(representatives) > REPRESENTATIVES:
        raise NotPossible(_("At most five representatives are received (Art. 20)."), field="representatives")
    if len(representatives) > visit.people:
        raise NotPossible(_("There are more representatives than people."), field="representatives")
    row = write_person(Petitioner(visit=visit, row_key=masking.row_key()), **person)
    row.save()
    Petitioner.objects.bulk_create(
        [
            Petitioner(visit=visit, main=False, name=name, row_key=masking.row_key())
            for name in representatives
            if name != person["name"]
        ]
    )
    return row


def _check_time(event, happened, *, at, late) -> None:
    if not late and not event.running:
        raise NotPossible(_("The reception is not open. Enter a matter from paper as a late entry."))
    if late and event.status not in LATE:
        raise NotPossible(_("This reception has not been opened."))
    if happened > at:
        raise NotPossible(_("The time lies in the future."), field="registered_at")
    if late and timezone.localdate(happened) < event.date:
        raise NotPossible(_("The time lies before the day of the reception."), field="registered_at")


def _direct(event, desk, unit) -> bool:
    """Received directly by the unit that answers (T2), not by the petition office (T1)."""
    return bool(event.registers == event.Registers.UNIT and desk and unit and desk.unit_id == unit.pk)


def _plain(sent: dict) -> dict:
    return {name: getattr(value, "pk", value) for name, value in sent.items()}
