"""A registration is corrected, and what stood before is kept."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from petitions.actions import registering, sealing
from petitions.models import Correction, Petition
from petitions.workflow import Nature, Outcome
from plaza.core import masking
from plaza.core.errors import NotAllowed, NotPossible
from plaza.core.signals import moved
from plaza.core.workflow import demand, edit

FREE = timedelta(minutes=10)
# After the first ten minutes the ledger has taken these over: they change there, by its own steps.
TAKEN_OVER = ("outcome", "unit", "promise_on", "confirmed", "route", "category", "complained_unit", "consultation")


def is_free(petition, *, by, at) -> bool:
    """The recorder may correct the whole form for ten minutes without a reason."""
    return petition.registered_by_id == by.pk and at - petition.entered_at <= FREE


def correct(
    petition,
    *,
    by,
    at,
    reason: str = "",
    nature: str = "",
    envelope: str = "",
    organ: str = "",
    phone: str | None = None,
    idno: str | None = None,
    address: str | None = None,
    **values,
) -> Petition:
    """Change what was registered. `phone`, `idno`, `address` None: unchanged.

    Later than ten minutes it needs the permission and a reason, and outcome, unit and dates stand; a confidential
    guided matter is not corrected then, whatever it is. A nature that turns out to be an accusation erases the
    matter, later by a proposal only: see sealing. Raises Conflict."""
    demand(petition, "correct", by=by)
    free = is_free(petition, by=by, at=at)
    if not free and (petition.bare_line or not by.has_perm("petitions.correct")):
        raise NotAllowed("correct")
    if not free and not reason.strip():
        raise NotPossible(_("Say why it is corrected."), field="reason")
    if petition.confidential and not values.get("confidential", True):
        raise NotPossible(
            _("Confidentiality is given up by the petition office alone, when the petitioner wishes it."),
            field="confidential",
        )
    if nature == Nature.ACCUSATION and free:
        return sealing.seal(petition, by=by, at=at, envelope=envelope, organ=organ, alone=True)
    if nature == Nature.ACCUSATION:
        sealing.propose(petition, by=by, at=at, reason=reason.strip(), envelope=envelope, organ=organ)
        return petition
    if not free:
        values = {name: value for name, value in values.items() if name not in TAKEN_OVER}
    person = {name: values.pop(name) for name in ("name", "anonymous", "district") if name in values}
    sealed = {
        name: value for name, value in (("phone", phone), ("idno", idno), ("address", address)) if value is not None
    }
    people = values.pop("people", None)
    with transaction.atomic():
        changes = _matter(petition, {**values, **({"nature": nature} if nature else {})}, free=free)
        before = {name: _plain(getattr(petition, name)) for name in changes}
        of_person = _write_person(petition.petitioner, person, sealed)
        before |= of_person
        if people and people != petition.visit.people:
            before["people"] = petition.visit.people
            type(petition.visit).objects.filter(pk=petition.visit_id).update(people=people)
        if not before:
            return petition
        edit(petition, "correct", changes, by=by, at=at, facts={"fields": sorted(before)})
        Correction.objects.create(petition=petition, at=at, by=by, before=before, reason=reason.strip())
        if of_person:  # the other matters of the same person are corrected with it
            for other in petition.petitioner.petitions.exclude(pk=petition.pk):
                Correction.objects.create(petition=other, at=at, by=by, before=of_person, reason=reason.strip())
        moved.send(sender=Petition, obj=petition, action="correct", by=by, at=at, facts={"fields": sorted(before)})
    return petition


def disclose(petition, *, by, at, wish: str) -> Petition:
    """The petitioner gives up confidentiality; `wish` says how that was said. The ledger shows who it is from now on.

    Raises NotPossible for a matter that is not confidential, or was guided."""
    demand(petition, "disclose", by=by)
    if not petition.confidential or petition.bare_line:
        raise NotPossible(_("There is no confidentiality to give up."))
    with transaction.atomic():
        facts = {"fields": ["confidential"], "wish": wish}
        edit(petition, "disclose", {"confidential": False}, by=by, at=at, facts=facts)
        Correction.objects.create(petition=petition, at=at, by=by, before={"confidential": True})
        moved.send(sender=Petition, obj=petition, action="disclose", by=by, at=at, facts=facts)
    return petition


def _matter(petition, values: dict, *, free: bool) -> dict:
    """The fields that change, with unit and date settled anew; checked as when registering."""
    new = Petition(**{field.attname: getattr(petition, field.attname) for field in Petition._meta.concrete_fields})
    unit, promise_on = values.pop("unit", petition.unit), values.pop("promise_on", petition.promise_on)
    for name, value in values.items():
        setattr(new, name, value)
    registering.check_matter({name: getattr(new, name) for name in ("category", "outcome", "content", "answer")})
    if "content" in values and petition.title == registering.title_of(petition.content):
        new.title = registering.title_of(new.content)
    if free:
        if new.outcome == Outcome.SETTLED and not new.confirmed:
            new.outcome = Outcome.ANSWERED
        registering.settle_unit(new, unit, promise_on)
    names = [field.name for field in Petition._meta.concrete_fields if field.name != "id"]
    return {name: getattr(new, name) for name in names if getattr(new, name) != getattr(petition, name)}


def _write_person(row, person: dict, sealed: dict) -> dict:
    """Write the petitioner anew and return what stood before; of sealed fields the mask only."""
    if row is None or not (person or sealed):
        return {}
    before = {name: getattr(row, name) for name, value in person.items() if value != getattr(row, name)}
    clear = {name: masking.open_sealed(row, name) for name in ("phone", "idno", "address")}
    before |= {name: getattr(row, f"{name}_mask", "***") for name, value in sealed.items() if value != clear[name]}
    if before:
        kept = {name: getattr(row, name) for name in ("name", "anonymous", "district")}
        registering.write_person(row, **{**kept, **person, **clear, **sealed}).save()
    return before


def _plain(value):
    value = getattr(value, "pk", value)
    return value if isinstance(value, (str, int, bool, type(None))) else str(value)
