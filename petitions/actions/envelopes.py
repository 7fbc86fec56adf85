"""An accusation against an official (Art. 30): an envelope, and a bare line in the counts; no text, no person.

Envelope and line are linked by nothing that is stored: the envelope waits sealed, its stub is made later, together
with the others that wait and in any order."""

import json
import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from petitions.actions import visits
from petitions.models import Petition, SealedStub, WaitingEnvelope
from petitions.workflow import Nature, Outcome, Purpose
from plaza.core import masking, numbering, submission
from plaza.core.errors import NotPossible
from plaza.core.models import Category
from plaza.core.workflow import create, demand

LENGTH = 1500  # bytes of what is said of an envelope: every sealed text is as long as the others


def take_envelope(
    event, *, key, by, at, happened, envelope, organ, late=False, desk=None, ticket=None, visit=None, people=1
) -> Petition:
    """Keep envelope and organ; return the ordinary confidential guided line of the counts."""
    with transaction.atomic():
        claim, fresh = submission.claim(
            key, "petition", {"event": event.pk, "envelope": envelope, "organ": organ}, by=by, at=at
        )
        if not fresh:
            return Petition.objects.get(pk=claim.object_id)
        keep(envelope, organ, on=timezone.localdate(happened))
        if visit:
            visit = visits.apart(event, desk=desk, happened=happened, at=at)
        else:
            visit = visits.open_visit(
                event, desk=desk, ticket=ticket, visit=None, people=people, leader="", happened=happened, by=by, at=at
            )
        petition = Petition(
            event=event,
            desk=desk,
            visit=visit,
            late=late,
            registered_at=happened,
            entered_at=at,
            registered_by=by,
            **blank(),
        )
        return visits.enter(petition, claim, by=by, at=at)


def keep(envelope: str, organ: str, *, on, **more) -> WaitingEnvelope:
    """The envelope received on the day `on`, until it is taken in. Raises NotPossible, with the field."""
    row = WaitingEnvelope(row_key=masking.row_key())
    row.said_sealed = seal(row, envelope=envelope, organ=organ, on=str(on), **more)
    row.save(force_insert=True)
    return row


def take_in(*, by, at) -> int:
    """Make the stubs of all envelopes that wait, in any order and with numbers that tell none. Returns how many.

    At night without a person; before that when the liaison wants to hand one over. May run twice."""
    demand(SealedStub(), "seal", by=by)
    with transaction.atomic():
        waiting = list(WaitingEnvelope.objects.all())
        secrets.SystemRandom().shuffle(waiting)
        return sum(_take_in(row, by=by, at=at) for row in waiting)


def _take_in(row, *, by, at) -> bool:
    if not WaitingEnvelope.objects.filter(pk=row.pk).delete()[0]:  # somebody else has just taken it in
        return False
    said = opened(row)
    day = parse_date(said["on"])
    values = {name: said.get(name, "") for name in ("envelope", "organ", "decision")}
    stub = SealedStub(number=_number(day), received_on=day, **values)
    create(stub, "seal", by=by, at=at)
    return True


def _number(day) -> str:
    while True:
        number = f"F{day:%Y%m%d}-{''.join(secrets.choice(numbering.ALPHABET) for _sign in range(4))}"
        if not SealedStub.objects.filter(number=number).exists():
            return number


def seal(row, *, envelope: str, organ: str, **more) -> str:
    """What is said of an envelope, or of a proposal, as one sealed text. Raises NotPossible, with the field."""
    if not envelope.strip():
        raise NotPossible(_("Enter the number of the envelope."), field="envelope")
    if not organ.strip():
        raise NotPossible(_("Enter the organ that receives the envelope."), field="organ")
    text = json.dumps({"envelope": envelope.strip(), "organ": organ.strip(), **more}, ensure_ascii=False)
    return masking.seal(row, "said", text + " " * (LENGTH - len(text.encode())))


def opened(row) -> dict:
    """What `seal()` was given."""
    return json.loads(masking.open_sealed(row, "said"))


def blank() -> dict:
    """What the bare line of an accusation holds: every bare line holds the same."""
    other = Category.objects.filter(other=True).order_by("pk").first()
    if other is None:
        raise NotPossible(_("No category is marked as “other”. Ask the administrator to mark one."))
    return {
        "nature": Nature.REQUEST,
        "purpose": Purpose.OTHER,
        "route": "",
        "category": other,
        "title": "",
        "content": "",
        "place": "",
        "complained_unit": None,
        "confidential": True,
        "outcome": Outcome.GUIDED,
        "answer": "",
        "confirmed": False,
        "consultation": False,
        "unit": None,
        "promise_on": None,
        "official_number": "",
        "own_promise": False,
        "earlier": None,
        "petitioner": None,
    }
