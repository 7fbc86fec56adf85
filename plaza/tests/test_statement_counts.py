"""Fifty rows cost as many statements as one, on every list and every page with a list in it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events import actions as plans
from events.models import Duty
from followup import actions as ledger
from followup.tests import factory
from petitions import actions as day
from petitions.models import SealedStub
from plaza.core import audit, outbox
from plaza.core.models import Category, Message, Unit, User
from plaza.tests.test_url_rules import ROUTES

MANY = 50
# URL name -> (person, arguments, query string, statements). A new page with a list gets one line.
PAGES = {
    "core:notices": ("handler", (), "", 7),
    "events:list": ("organizer", (), "", 7),
    "events:list in Excel": ("organizer", (), "?format=xlsx", 6),
    "events:plan": ("organizer", ("event",), "", 16),
    "petitions:desks": ("organizer", (), "", 7),
    "petitions:desk": ("organizer", ("desk",), "", 16),
    "petitions:today": ("organizer", ("desk",), "", 13),
    "petitions:today in print": ("organizer", ("desk",), "?format=print", 14),
    "petitions:queues": ("organizer", (), "", 6),
    "petitions:queue": ("organizer", ("event",), "", 14),
    "petitions:display": (None, ("event",), "", 5),
    "petitions:stubs": ("liaison", (), "", 9),
    "petitions:stubs in Excel": ("liaison", (), "?format=xlsx", 6),
    "followup:work": ("handler", (), "", 11),
    "followup:work to be signed for": ("handler", (), "?tab=sign", 11),
    "followup:work in Excel": ("handler", (), "?format=xlsx", 11),
    "followup:ledger": ("organizer", (), "", 12),
    "followup:ledger in Excel": ("organizer", (), "?format=xlsx", 11),
    "followup:ledger in print": ("organizer", (), "?format=print", 12),
    "followup:ledger by words": ("organizer", (), "?search=电梯", 13),
    "followup:feedback": ("handler", (), "", 8),
    "followup:feedback in print": ("handler", (), "?format=print", 8),
    "followup:case": ("organizer", ("number",), "", 26),
    "followup:assignment_notice": ("organizer", ("unit",), "", 7),
    "followup:tracked": (None, (), "", 8),
    "evaluation:overview": ("leader", (), "", 24),
    "evaluation:report": ("leader", (), "", 23),
    "evaluation:behind": ("supervisor", (), "?period=all&figure=matters", 9),
    "evaluation:behind in Excel": ("supervisor", (), "?period=all&figure=matters&format=xlsx", 7),
    "evaluation:behind batches": ("supervisor", (), "?period=all&figure=batches", 11),
    "evaluation:behind batches in print": ("supervisor", (), "?period=all&figure=batches&format=print", 11),
    "office:unit": ("admin", ("unit",), "", 16),
    "office:hand_over": ("admin", ("person",), "", 14),
    "office:units": ("admin", (), "", 7),
    "office:units in Excel": ("admin", (), "?format=xlsx", 6),
    "office:users": ("admin", (), "", 9),
    "office:users in Excel": ("admin", (), "?format=xlsx", 7),
    "office:users in print": ("admin", (), "?format=print", 8),
    "office:categories": ("admin", (), "", 7),
    "office:categories in print": ("admin", (), "?format=print", 7),
    "office:calendar": ("admin", (), "", 7),
    "office:audit": ("admin", (), "", 8),
    "office:audit in print": ("admin", (), "?format=print", 7),
    "office:messages": ("admin", (), "", 7),
    "office:messages in Excel": ("admin", (), "?format=xlsx", 6),
}


def one_more(world, n):
    """One more of everything that is listed anywhere."""
    cast, event, at = world.cast, world.event, world.petition.registered_at
    case = factory.case(event, by=cast.recorder, at=at - timedelta(days=40), unit=event.desk1.unit)
    ledger.sign(case, by=cast.handler, at=at - timedelta(days=40))
    factory.case(event, by=cast.recorder, at=at, unit=event.desk1.unit)
    ledger.progress(
        factory.fresh(world.case.pk),
        by=cast.handler,
        at=at + timedelta(seconds=n),
        note=f"第{n}次核查",
        public_line="正在办理",
        channel="phone",
        file=world.scan,
    )
    day.issue(event, key=f"ticket-of-the-list-{n:04d}", by=cast.volunteer, at=at)
    SealedStub.objects.create(number=f"F2026-{n:04d}", received_on=at, envelope=f"封{n}", organ="县纪委监委")
    said = {"nature": "accusation", "envelope": "A2", "organ": "县纪委监委", "reason": "性质弄错"}
    day.correct(case.petition, by=cast.organizer, at=at, **said)
    plan = plans.plan_event(
        date=event.date + timedelta(days=40 + n),
        venue="广场",
        lead_unit=event.lead_unit,
        key=f"event-of-the-list-{n:04d}",
        by=cast.organizer,
        at=at,
    )
    type(plan).objects.filter(pk=plan.pk).update(status="open")
    Duty.objects.create(event=plan, user=cast.recorder, kind="recorder", since=event.date, until=event.date)
    unit = Unit.objects.create(code=f"U{n}", name=f"第{n}街道办", parent=event.lead_unit)
    Category.objects.create(name=f"类别{n}", unit=unit, position=10 + n)
    User.objects.create_user(f"user{n}", None, name="苏禾", unit=unit, roles=["handler", "head"])
    outbox.post("test", key=f"of-the-list-{n}", to=[cast.handler], at=at)
    outbox.deliver_due(at=at)
    Message.objects.create(
        key=f"stuck-{n}",
        kind="test",
        to=cast.handler,
        channel="mail",
        made_at=at,
        send_after=at,
        error="SMTPServerDisconnected",
        attempts=5,
        failed_at=at,
    )
    audit.record(unit, "edit", by=cast.admin, at=at)


def assert_costs_are_those_in_the_table(client, world):
    arguments = {
        "desk": world.event.desk1.pk,
        "event": world.event.pk,
        "number": world.case.number,
        "unit": world.case.lead_unit_id,
        "person": world.cast.handler.pk,
    }
    wrong = []
    for page, (who, names, query, written) in PAGES.items():
        client.logout()
        if who:
            client.force_login(getattr(world.cast, who), backend="plaza.roles.RoleBackend")
        else:
            client.get(reverse("followup:track_code", args=[world.case.number, world.code]))
        url = reverse(page.split(" ")[0], args=[arguments[name] for name in names]) + query
        client.get(url)  # what is read once a process is read now
        with CaptureQueriesContext(connection) as seen:
            answer = client.get(url)
        assert answer.status_code == 200, (page, answer.status_code)
        if len(seen) != written:
            wrong.append(f"{page}: {len(seen)}, written {written}")
    assert not wrong, "fewer: lower the number in PAGES; more: find the statement\n" + "\n".join(wrong)


@pytest.mark.django_db
def test_every_page_costs_what_is_written_beside_it(client, world):
    one_more(world, 0)
    one_more(world, 1)
    assert_costs_are_those_in_the_table(client, world)


@pytest.mark.slow
@pytest.mark.django_db
def test_fifty_rows_cost_as_many_statements_as_one_on_every_page(client, world):
    for n in range(MANY):
        one_more(world, n)
    assert_costs_are_those_in_the_table(client, world)


def test_every_list_of_the_program_stands_in_the_table():
    lists = {name for name, entry in ROUTES if hasattr(entry.callback, "view_class")}
    assert lists <= {page.split(" ")[0] for page in PAGES}
