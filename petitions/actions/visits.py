"""The visit a matter belongs to, and the matter's entry: shared by registering and by the envelopes."""

from django.utils import timezone
from django.utils.translation import gettext as _

from petitions import queries
from petitions.models import Petition, Ticket, Visit
from plaza.core import keyring, numbering, submission
from plaza.core.errors import NotPossible
from plaza.core.signals import moved
from plaza.core.workflow import create, move


def enter(petition, claim, *, by, at) -> Petition:
    """Number, save, audit and tell the ledger; inside the transaction of the registering."""
    petition.number = numbering.matter(timezone.localdate(petition.registered_at))
    petition.code_key = keyring.key_ids()[0]
    create(petition, "register", by=by, at=at, facts={"outcome": petition.outcome, "late": petition.late})
    submission.made(claim, petition, petition.number)
    moved.send(sender=Petition, obj=petition, action="register", by=by, at=at, facts={})
    return petition


def open_visit(event, *, desk, ticket, visit, people, leader, happened, by, at) -> Visit:
    """The visit of this matter: the one that was chosen, or a new one. The ticket at this desk is finished.

    A ticket that is no longer here was called elsewhere, or somebody else was registered with it: what was said now
    is kept all the same, as a visit of its own."""
    if ticket:
        ticket = Ticket.objects.get(pk=ticket.pk)
        if ticket.desk_id == (desk and desk.pk) and ticket.status in queries.AT_DESK:
            move(ticket, "finish", by=by, at=at, changes={"finished_at": at})
        else:
            ticket = None
    if visit:
        Visit.objects.filter(pk=visit.pk).update(ended_at=at)
        return visit
    if people < 1:
        raise NotPossible(_("At least one person came."), field="people")
    return Visit.objects.create(
        event=event,
        desk=desk,
        ticket=ticket,
        people=people,
        leader=leader or (desk.leader if desk else ""),
        ended_at=at,
        started_at=(ticket and (ticket.received_at or ticket.called_at)) or happened,
    )
