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
    is kept all the same, as a visit of its own. No person ever stands on the visit of a sealed line."""
    if ticket:
        ticket = Ticket.objects.get(pk=ticket.pk)
        if ticket.desk_id == (desk and desk.pk) and ticket.status in queries.AT_DESK:
            move(ticket, "finish", by=by, at=at, changes={"finished_at": at})
        else:
            ticket = None
    if visit and not _only_sealed(visit):
        Visit.objects.filter(pk=visit.pk).update(ended_at=at)
        return visit
    if people < 1:
        raise NotPossible(_("At least one person came."), field="people")
    if visit:  # who came is counted with what can be said of them
        Visit.objects.filter(pk=visit.pk).update(people=0)
    return Visit.objects.create(
        event=event,
        desk=desk,
        ticket=ticket,
        people=people,
        leader=leader or (desk.leader if desk else ""),
        ended_at=at,
        started_at=(ticket and (ticket.received_at or ticket.called_at)) or happened,
    )


def apart(event, *, desk, happened, at) -> Visit:
    """The visit of a sealed line whose people are counted with another: it leads to nobody."""
    return Visit.objects.create(event=event, desk=desk, people=0, started_at=happened, ended_at=at)


def _only_sealed(visit) -> bool:
    matters = list(visit.petitions.values_list("petitioner", flat=True))
    return bool(matters) and not any(matters)
