"""The queue: a ticket is called by exactly one desk, in order, and nobody leaves unrecorded."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from petitions import queries
from petitions.models import Ticket, Visit
from plaza.core import numbering, submission
from plaza.core.errors import Conflict, NotPossible
from plaza.core.workflow import create, demand, move

GAP = 1000  # positions are sparse, so that one who comes back fits between two others
BACK = 3  # places later
NOBODY = {"desk": None, "called_at": None, "received_at": None}


def issue(event, *, key: str, by, at, priority: bool = False, wanted_desk=None) -> Ticket:
    """Give out the next number; the same form again returns the same ticket."""
    demand(Ticket(event=event), "issue", by=by)
    if not event.queue:
        raise NotPossible(_("This reception works without tickets."))
    if not event.running:
        raise NotPossible(_("The reception is not open."))
    with transaction.atomic():
        sent = {"event": event.pk, "priority": priority, "desk": wanted_desk and wanted_desk.pk}
        claim, fresh = submission.claim(key, "ticket", sent, by=by, at=at)
        if not fresh:
            return Ticket.objects.get(pk=claim.object_id)
        number = numbering.next_value(f"ticket:{event.pk}")
        ticket = Ticket(
            event=event, number=number, position=number * GAP, priority=priority, wanted_desk=wanted_desk, issued_at=at
        )
        create(ticket, "issue", by=by, at=at, facts={"priority": priority})
        submission.made(claim, ticket, ticket.code)
    return ticket


def call_next(desk, *, by, at) -> Ticket:
    """Call the first that waits for this desk: priority first, then by position. A ticket that another desk
    took meanwhile is passed over for the next. Raises NotPossible when nobody waits or a ticket is still here."""
    if not desk.event.running:
        raise NotPossible(_("The reception is not open."))
    while True:
        try:
            with transaction.atomic():
                if queries.current_ticket(desk):
                    raise NotPossible(_("A ticket is still at this desk. Register it, or mark it as missed, first."))
                ticket = queries.waiting(desk.event, desk).first()
                if ticket is None:
                    raise NotPossible(_("Nobody is waiting."))
                return move(
                    ticket,
                    "call",
                    by=by,
                    at=at,
                    changes={"desk": desk, "calls": 1, "called_at": at},
                    facts={"desk": desk.number},
                )
        except Conflict:
            continue
        except IntegrityError:
            raise NotPossible(_("A ticket is still at this desk. Register it, or mark it as missed, first.")) from None


def call_again(ticket, *, by, at) -> Ticket:
    return move(ticket, "call_again", by=by, at=at, changes={"calls": ticket.calls + 1, "called_at": at})


def uncall(ticket, *, by, at) -> Ticket:
    """Take a call back: the ticket waits again in its old place."""
    return move(ticket, "uncall", by=by, at=at, changes={**NOBODY, "calls": 0})


def receive(ticket, *, by, at) -> Ticket:
    return move(ticket, "receive", by=by, at=at, changes={"received_at": at})


def miss(ticket, *, by, at) -> Ticket:
    return move(ticket, "miss", by=by, at=at, changes={"desk": None})


def come_back(ticket, *, by, at) -> Ticket:
    """Back in the queue, three places later; fewer when fewer wait."""
    with transaction.atomic():
        lane = list(queries.waiting(ticket.event).filter(priority=ticket.priority).values_list("position", flat=True))
        before = 0 if ticket.priority else queries.waiting(ticket.event).filter(priority=True).count()
        skip = min(max(0, BACK - before), len(lane))
        position = lane[skip - 1] + 1 if skip else lane[0] - 1 if lane else ticket.position
        return move(ticket, "come_back", by=by, at=at, changes={"position": position, "calls": 0, "called_at": None})


def leave(ticket, *, by, at) -> Ticket:
    return move(ticket, "leave", by=by, at=at, changes={"finished_at": at})


def transfer(ticket, *, by, at, desk) -> Ticket:
    """To another desk; the place in the queue is kept."""
    if desk.event_id != ticket.event_id or desk.pk == ticket.desk_id or desk.removed_at:
        raise NotPossible(_("Choose another desk of this reception."), field="desk")
    return move(
        ticket,
        "transfer",
        by=by,
        at=at,
        changes={**NOBODY, "calls": 0, "wanted_desk": desk},
        facts={"desk": desk.number},
    )


def only_asked(ticket, *, by, at, people: int = 1) -> Visit:
    """A batch that left no matter: counted as a visit, so that nobody leaves unrecorded."""
    with transaction.atomic():
        desk = ticket.desk
        move(ticket, "finish", by=by, at=at, changes={"finished_at": at})
        return Visit.objects.create(
            event=ticket.event,
            desk=desk,
            ticket=ticket,
            people=people,
            leader=desk.leader,
            started_at=ticket.received_at or ticket.called_at,
            ended_at=at,
        )
