"""An accusation against an official (Art. 30): a stub and an envelope, no text, no person.

The stub and the ordinary line that stands in the counts are linked by nothing that is stored."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from petitions.actions import visits
from petitions.models import Petition, SealedStub
from petitions.workflow import Nature, Outcome, Purpose
from plaza.core import numbering, submission
from plaza.core.errors import NotPossible
from plaza.core.models import Category
from plaza.core.workflow import create


def take_envelope(
    event, *, key, by, at, happened, envelope, organ, late=False, desk=None, ticket=None, visit=None, people=1
) -> Petition:
    """Keep number, time, envelope and organ; return the ordinary confidential guided line of the counts."""
    with transaction.atomic():
        claim, fresh = submission.claim(
            key, "petition", {"event": event.pk, "envelope": envelope, "organ": organ}, by=by, at=at
        )
        if not fresh:
            return Petition.objects.get(pk=claim.object_id)
        keep_stub(envelope, organ, received_at=happened, by=by, at=at)
        visit = visits.open_visit(
            event, desk=desk, ticket=ticket, visit=visit, people=people, leader="", happened=happened, by=by, at=at
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


def keep_stub(envelope: str, organ: str, *, received_at, by, at) -> SealedStub:
    if not envelope.strip():
        raise NotPossible(_("Enter the number of the envelope."), field="envelope")
    if not organ.strip():
        raise NotPossible(_("Enter the organ that receives the envelope."), field="organ")
    day = timezone.localdate(received_at)
    number = f"F{day:%Y%m%d}-{numbering.next_value(f'stub:{day:%Y}'):04d}"
    stub = SealedStub(number=number, received_at=received_at, envelope=envelope.strip(), organ=organ.strip())
    return create(stub, "seal", by=by, at=at)


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
        "own_promise": False,
        "earlier": None,
        "petitioner": None,
    }
