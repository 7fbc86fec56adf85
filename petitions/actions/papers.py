"""Papers printed again, earlier matters looked up, envelopes handed over."""

from django.db import transaction
from django.utils.translation import gettext as _

from petitions import queries
from petitions.models import Petition
from plaza.core import audit, masking
from plaza.core.errors import NotPossible
from plaza.core.workflow import demand, edit


def reprint(petition, *, by, at, checked: str, lost: bool = False) -> Petition:
    """Allow a print after the first minutes: `checked` says how the person's identity was checked.

    A lost receipt raises the issue of the query code: the old code dies."""
    facts = {"checked": checked, "lost": lost}
    if not lost:
        demand(petition, "reprint", by=by)
        audit.record(petition, "reprint", by=by, at=at, facts=facts)
        return petition
    return edit(petition, "reprint", {"code_issue": petition.code_issue + 1}, by=by, at=at, facts=facts)


def open_for(petition, *, by, at, purpose: str) -> Petition:
    """Open a matter of another desk for ten minutes; why is logged first."""
    demand(petition, "reveal", by=by)
    masking.log_look(petition, queries.RECORD, by=by, purpose=purpose, at=at)
    return petition


def show(petition, kind: str, *, by, at) -> None:
    """Log that a paper with the clear name is shown after the first ten minutes."""
    demand(petition, "reprint", by=by)
    masking.log_look(petition.petitioner, "name", by=by, purpose=f"paper: {kind}", at=at)


def look_earlier(desk, *, by, at, phone: str):
    """How many matters came from this phone before and when the last one did; the look is logged.

    Not whom it was about: the matter may turn out to be an accusation."""
    demand(Petition(event=desk.event, desk=desk), "look_earlier", by=by)
    rows = queries.earlier_matters(masking.index("phone", phone), by)
    found = {"count": rows.count(), "last": rows.values_list("registered_at", flat=True).first()}
    audit.record(desk, "look_earlier", by=by, at=at, label=str(desk.number), facts={"count": found["count"]})
    return found


def hand_over(stub, *, by, at, receiver: str):
    """The envelope went to its organ; said once."""
    with transaction.atomic():
        if stub.handed_over_at:
            raise NotPossible(_("This envelope has been handed over already."))
        return edit(stub, "hand_over", {"handed_over_at": at, "receiver": receiver}, by=by, at=at)
