"""One example per URL that takes arguments, for the tests that walk every page of the project.

A new URL with arguments gets one line here: its name, and what a page of the world below is reached by.
A URL without arguments needs nothing."""

from types import SimpleNamespace

from events.models import Duty, Task
from events.parts import pages
from followup import actions as ledger
from followup.tests import factory
from petitions import actions as day
from petitions.models import SealedStub, SealingProposal
from plaza.core import calendar, numbering, outbox
from plaza.core.models import Message, SetupLink


def world(event, cast, now) -> SimpleNamespace:
    """A small office in full swing: an assigned case with a reply and its scan, a ticket, a stub, a notice."""
    case = factory.case(event, by=cast.recorder, at=now, unit=event.desk1.unit)
    ledger.sign(case, by=cast.handler, at=now)
    scan = factory.scan(by=cast.handler, at=now)
    ledger.accept(case, by=cast.handler, at=now, channel="phone")
    ledger.progress(case, by=cast.handler, at=now, note="已约物业和维保单位到场。", file=scan)
    ticket = day.issue(event, key="ticket-of-the-world-1", by=cast.volunteer, at=now)
    stub = SealedStub.objects.create(
        number="M20260518-01", received_on=event.date, envelope="A1", organ="县纪委监委信访室"
    )
    said = {"nature": "accusation", "envelope": "A2", "organ": "县纪委监委信访室", "reason": "x"}
    day.correct(case.petition, by=cast.organizer, at=now, **said)
    duty = Duty.objects.create(event=event, user=cast.volunteer, kind="volunteer", since=event.date, until=event.date)
    task = Task.objects.create(
        event=event, title="张贴公告", phase="day", offset=0, due_on=event.date, owner=cast.handler
    )
    outbox.post("test", key="world", to=[cast.handler, cast.admin], at=now)
    outbox.deliver_due(at=now)
    stuck = Message.objects.create(
        key="stuck",
        kind="test",
        to=cast.handler,
        channel="mail",
        made_at=now,
        send_after=now,
        error="SMTPServerDisconnected",
        attempts=5,
        failed_at=now,
    )
    calendar.forget()
    petition = case.petition
    return SimpleNamespace(
        event=event,
        cast=cast,
        case=case,
        petition=petition,
        scan=scan,
        ticket=ticket,
        stub=stub,
        proposal=SealingProposal.objects.get(),
        duty=duty,
        task=task,
        stuck=stuck,
        notice=Message.objects.filter(to=cast.handler, channel="app").first(),
        code=numbering.query_code(petition.number, petition.code_issue, petition.code_key),
    )


def setup_token(world) -> str:
    """A token that was never printed: the office of the world is set up, so its pages are not found."""
    assert not SetupLink.objects.exists()
    return "x" * 43


def _event(world):
    return {"pk": world.event.pk}


def _number(world):
    return {"number": world.case.number}


def _desk(world):
    return {"pk": world.event.desk1.pk}


def _task(world):
    return {"pk": world.event.pk, "task_pk": world.task.pk}


EXAMPLES = {
    "core:read_notice": lambda world: {"pk": world.notice.pk},
    "events:plan": _event,
    "events:edit": _event,
    "events:map": _event,
    "events:print": _event,
    "events:history": _event,
    **{f"events:{page.name}": _event for page in pages()},
    "events:part_excel": lambda world: _event(world) | {"name": "desks"},
    "events:assign_duty": _event,
    "events:safety": _event,
    "events:task_new": _event,
    "events:act": lambda world: _event(world) | {"name": "pause"},
    "events:restore": lambda world: _event(world) | {"table": "slots", "ids": "1"},
    "events:end_duty": lambda world: _event(world) | {"duty_pk": world.duty.pk},
    "events:task": _task,
    "events:task_remove": _task,
    "events:task_act": lambda world: _task(world) | {"name": "start"},
    "petitions:desk": _desk,
    "petitions:call": _desk,
    "petitions:promise": _desk,
    "petitions:earlier": _desk,
    "petitions:today": _desk,
    "petitions:late": _event,
    "petitions:display": _event,
    "petitions:queue": _event,
    "petitions:correct": _number,
    "petitions:open": _number,
    "petitions:disclose": _number,
    "petitions:reprint": _number,
    "petitions:paper": lambda world: _number(world) | {"kind": "receipt"},
    "petitions:ticket": lambda world: {"pk": world.ticket.pk},
    "petitions:ticket_act": lambda world: {"pk": world.ticket.pk, "name": "leave"},
    "petitions:decide": lambda world: {"pk": world.proposal.pk},
    "petitions:hand_over": lambda world: {"pk": world.stub.pk},
    "followup:assignment_notice": lambda world: {"unit": world.case.lead_unit_id},
    "followup:undo": _number,
    "followup:case": _number,
    "followup:case_notice": _number,
    "followup:reveal": lambda world: _number(world) | {"field": "phone"},
    "followup:file": lambda world: _number(world) | {"pk": world.scan.pk},
    "followup:act": lambda world: _number(world) | {"name": "draft_reply"},
    "followup:track_code": lambda world: _number(world) | {"code": world.code},
    "office:setup": lambda world: {"token": setup_token(world)},
    "office:setup_step": lambda world: {"token": setup_token(world), "name": "office"},
    "office:setup_blank": lambda world: {"token": setup_token(world), "kind": "units"},
    "office:unit": lambda world: {"pk": world.case.lead_unit_id},
    "office:succeed": lambda world: {"pk": world.case.lead_unit_id},
    "office:hand_over": lambda world: {"pk": world.cast.handler.pk},
    "office:user": lambda world: {"pk": world.cast.handler.pk},
    "office:new_password": lambda world: {"pk": world.cast.handler.pk},
    "office:switch": lambda world: {"pk": world.cast.handler.pk},
    "office:category": lambda world: {"pk": world.case.category_id},
    "office:blank": lambda world: {"kind": "units"},
    "office:send_again": lambda world: {"pk": world.stuck.pk},
}

# Steps and looks that ask, beside the permission, what a person is to the object (or, for the public,
# the cookie of a look-up): 403 says whom to ask.
RELATIONS = {
    "events:act",
    "events:task_act",
    "events:task_remove",
    "followup:act",
    "followup:undo",
    "followup:reveal",
    "petitions:ticket_act",
    "followup:rate_public",
}
