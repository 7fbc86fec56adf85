"""Papers printed again, earlier matters looked up and linked, envelopes handed over."""

from django.db import transaction
from django.utils.translation import gettext as _

from petitions import queries
from petitions.models import Petition
from plaza.core import audit, masking
from plaza.core.errors import NotPossible
from plaza.core.workflow import edit


def reprint(petition, *, by, at, checked: str, lost: bool = False) -> Petition:
    """Allow a print after the first minutes: `checked` says how the person's identity was checked.

    A lost receipt raises the issue of the query code: the old code dies."""
    facts = {"checked": checked, "lost": lost}
    if not lost:
        audit.record(petition, "reprint", by=by, at=at, facts=facts)
        return petition
    return edit(petition, {"code_issue": petition.code_issue + 1}, by=by, at=at, act="reprint", facts=facts)


def look_earlier(desk, *, by, at, phone: str):
    """How many matters came from this phone before and when the last one did; the look is logged."""
    rows = queries.earlier_matters(masking.index("phone", phone))
    found = {"count": rows.count(), "last": rows.values_list("registered_at", flat=True).first()}
    audit.record(
        desk,
        "look_earlier",
        by=by,
        at=at,
        label=str(desk.number),
        facts={"count": found["count"], "phone": masking.index("phone", phone)[:12]},
    )
    return found


def link_earlier(petition, *, by, at) -> Petition:
    """Link the last earlier matter of the same phone."""
    index = petition.petitioner.phone_index if petition.petitioner else ""
    before = queries.earlier_matters(index).filter(registered_at__lt=petition.registered_at).first()
    if before is None:
        raise NotPossible(_("There is no earlier matter of this phone."))
    return edit(petition, {"earlier": before}, by=by, at=at, act="link_earlier")


def hand_over(stub, *, by, at, receiver: str):
    """The envelope went to its organ; said once."""
    with transaction.atomic():
        if stub.handed_over_at:
            raise NotPossible(_("This envelope has been handed over already."))
        return edit(stub, {"handed_over_at": at, "receiver": receiver}, by=by, at=at, act="hand_over")
