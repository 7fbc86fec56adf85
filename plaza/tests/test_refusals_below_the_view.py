"""What a page refuses its action refuses too: for every URL that changes something, the action itself, called for a
person who may not. The rules of the URLs are tested elsewhere; here a loosened rule does not help."""

from datetime import date, time
from functools import partial

import pytest

from events import actions as plans
from events.models import ScheduleSlot
from followup import actions as ledger
from followup.tests import factory
from petitions import actions as day
from plaza.core import calendar
from plaza.core.errors import NotAllowed, NotPossible
from plaza.core.models import Category, Office
from plaza.office import actions as office
from plaza.office import succession
from plaza.tests import parts
from plaza.tests.test_every_mutation_is_audited import SENT

pytestmark = pytest.mark.django_db
KEY = "key-of-the-refusal-1"


def fresh(world):
    return factory.fresh(world.case.pk)


def matter(world):
    return {"key": KEY, "nature": "request", "name": "林可", "category": world.case.category, "content": "电梯坏了",
            "outcome": "answered", "answer": "已说明"}  # fmt: skip


def duty(world):
    return {"key": KEY, "user": world.cast.recorder, "kind": "recorder", "desk": None, "since": world.event.date,
            "until": world.event.date}  # fmt: skip


def save(page, world, **who):
    return plans.save_tables(world.event, {part: [] for part in page.parts}, key=KEY, **who)


# URL -> (the person who may not, the action, called with by= and at=).
REFUSED = {
    "events:new": ("leader", lambda w, **who: plans.plan_event(
        date=date(2026, 7, 1), venue="广场", lead_unit=w.event.lead_unit, key=KEY, starts_at=time(9), **who)),
    "events:edit": ("leader", lambda w, **who: plans.edit_event(w.event, {"theme": "x"}, **who)),
    "events:act": ("leader", lambda w, **who: plans.pause(w.event, **who)),
    **{f"events:{page.name}": ("leader", partial(save, page)) for page in parts.pages()},
    "events:assign_duty": ("leader", lambda w, **who: plans.assign_duty(w.event, **duty(w), **who)),
    "events:safety": ("leader", lambda w, **who: plans.write_safety(w.event, {}, **who)),
    "events:restore": ("leader", lambda w, **who: plans.restore_lines(w.event, ScheduleSlot, [1], **who)),
    "events:end_duty": ("leader", lambda w, **who: plans.end_duty(w.duty, **who)),
    "events:task_new": ("recorder", lambda w, **who: plans.add_task(
        w.event, key=KEY, title="x", phase="near", due_on=w.event.date, **who)),
    "events:task": ("leader", lambda w, **who: plans.edit_task(w.task, {"title": "x"}, **who)),
    "events:task_remove": ("leader", lambda w, **who: plans.remove_task(w.task, **who)),
    "events:task_act": ("leader", lambda w, **who: plans.start_task(w.task, **who)),
    "petitions:desk": ("volunteer", lambda w, **who: day.register(w.event, desk=w.event.desk1, **matter(w), **who)),
    "petitions:late": ("handler", lambda w, **who: day.register(w.event, late=True, **matter(w), **who)),
    "petitions:call": ("volunteer", lambda w, **who: day.call_next(w.event.desk1, **who)),
    "petitions:earlier": ("volunteer", lambda w, **who: day.look_earlier(w.event.desk1, phone="13800000001", **who)),
    "petitions:correct": ("handler", lambda w, **who: day.correct(w.petition, reason="x", place="y", **who)),
    "petitions:open": ("volunteer", lambda w, **who: day.open_for(w.petition, purpose="desk", **who)),
    "petitions:disclose": ("recorder", lambda w, **who: day.disclose(w.petition, wish="writing", **who)),
    "petitions:take_in": ("organizer", lambda w, **who: day.take_in(**who)),
    "petitions:decide": ("recorder", lambda w, **who: day.confirm(w.proposal, envelope="A2", **who)),
    "petitions:reprint": ("handler", lambda w, **who: day.reprint(w.petition, checked="id", **who)),
    "petitions:queue": ("handler", lambda w, **who: day.issue(w.event, key=KEY, **who)),
    "petitions:ticket_act": ("handler", lambda w, **who: day.leave(w.ticket, **who)),
    "petitions:hand_over": ("organizer", lambda w, **who: day.hand_over(w.stub, receiver="x", **who)),
    "followup:search_reason": ("leader", lambda w, **who: ledger.go_on(purpose="contact", **who)),
    "followup:sign_all": ("outsider", lambda w, **who: ledger.sign(fresh(w), **who)),
    "followup:reveal": ("leader", lambda w, **who: ledger.reveal(fresh(w), "phone", purpose="contact", **who)),
    "followup:undo": ("outsider", lambda w, **who: ledger.unsign(fresh(w), **who)),
    "followup:act": ("outsider", lambda w, **who: ledger.draft_reply(
        fresh(w), text="x", basis="y", conclusion="supported", **who)),
    "followup:rate_public": ("handler", lambda w, **who: ledger.rate(
        fresh(w), office="satisfied", unit="satisfied", solved="yes", **who)),
    "office:settings": ("organizer", lambda w, **who: office.change_office(Office.objects.get(), {"name": "x"}, **who)),
    "office:rules": ("leader", lambda w, **who: office.change_office(Office.objects.get(), {"rating_days": 3}, **who)),
    "office:add_unit": ("organizer", lambda w, **who: office.add_unit(code="X1", name="x", **who)),
    "office:import_units": ("handler", lambda w, **who: office.add_unit(code="X1", name="x", **who)),
    "office:unit": ("organizer", lambda w, **who: office.change_unit(w.case.lead_unit, {"name": "x"}, **who)),
    "office:succeed": ("organizer", lambda w, **who: succession.succeed(
        w.case.lead_unit, successor=w.cast.outsider.unit, **who)),
    "office:hand_over": ("head", lambda w, **who: succession.hand_over(
        w.cast.handler, to=w.cast.handler2, parts=["cases"], **who)),
    "office:add_user": ("organizer", lambda w, **who: office.add_user(
        roles=["admin"], username="me2", name="x", unit=w.case.lead_unit, **who)),
    "office:import_users": ("head", lambda w, **who: office.add_user(
        roles=["admin"], username="me2", name="x", unit=w.case.lead_unit, **who)),
    "office:user": ("handler", lambda w, **who: office.change_user(w.cast.handler, {}, roles=["admin"], **who)),
    "office:new_password": ("organizer", lambda w, **who: office.new_password(w.cast.admin, **who)),
    "office:new_passwords": ("handler", lambda w, **who: office.new_password(w.cast.admin, **who)),
    "office:switch": ("organizer", lambda w, **who: office.switch_off(w.cast.admin, **who)),
    "office:add_category": ("organizer", lambda w, **who: office.add_category(name="x", **who)),
    "office:category": ("leader", lambda w, **who: office.change_category(
        Category.objects.first(), {"promise_days": 90}, **who)),
    "office:calendar": ("organizer", lambda w, **who: office.change_day(
        day=date(2026, 6, 6), kind="work", name="x", **who)),
    "office:import_notice": ("handler", lambda w, **who: calendar.enter_notice(2027, [], notice="x", **who)),
    "office:send_again": ("handler", lambda w, **who: office.send_again(w.stuck, **who)),
}  # fmt: skip
# A person's own affairs, and the petitioner's word, which comes without a person.
OWN = {"core:sign_in", "core:sign_out", "core:language", "core:text_size", "core:settings", "core:password"}
PUBLIC = {"followup:unsolved_public"}
# Refused with a sentence: whose signature it was decides, and that nobody rates for the petitioner.
SAYS_WHY = {"followup:undo", "followup:rate_public"}


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_the_action_refuses_who_may_not(world, name):
    who, action = REFUSED[name]
    with pytest.raises(NotPossible if name in SAYS_WHY else NotAllowed):
        action(world, by=getattr(world.cast, who), at=world.petition.registered_at)


def test_every_form_that_changes_something_has_its_refusal():
    assert set(SENT) == set(REFUSED) | OWN | PUBLIC
