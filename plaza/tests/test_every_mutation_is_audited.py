"""What changes the database writes an audit entry; what is only looked at writes nothing: for every URL."""

import re
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from followup import actions as ledger
from followup.tests import factory
from plaza.commands.routes import all_routes
from plaza.core import refusals
from plaza.core.models import AuditEntry
from plaza.tests import parts
from plaza.tests.test_url_rules import ROUTES, url_of
from plaza.tests.test_words_of_the_record import unspoken

pytestmark = pytest.mark.django_db
ENTRIES = dict(ROUTES)
POSTED = sorted(route["name"] for route in all_routes() if "POST" in route["methods"])
WRITTEN = re.compile(r'^(?:INSERT INTO|INSERT OR IGNORE INTO|UPDATE|DELETE FROM) "(\w+)"')
# Not the office's records: who is signed in, and how often somebody guessed.
BESIDE = {"django_session", "core_wrongtry"}
PASSWORD = "Qinghe-2026"


def key(world, name):
    return f"key-of-the-mutation-{name}"


def event_facts(world):
    event = world.event
    names = ("name", "date", "starts_at", "ends_at", "venue", "expected_people", "registers", "version")
    facts = {name: getattr(event, name) for name in names}
    return facts | {"lead_unit": event.lead_unit_id, "theme": "倾听", "queue": "on"}


def table(page, world):
    return parts.sent(page, world.event)


def duty(world):
    day = str(world.event.date)
    facts = {"key": key(world, "duty"), "user_id": world.cast.organizer.pk, "kind": "organizer", "desk_id": ""}
    return {f"duty-{name}": value for name, value in (facts | {"since": day, "until": day}).items()}


def safety(world):
    from events.models import SafetyText

    row = SafetyText.objects.create(event=world.event, kind="content", code="fire", title="消防", text="")
    return {f"text_{row.pk}": "灭火器每区两具", f"lead_{row.pk}": "", f"version_{row.pk}": row.version}


def removed_slot(world):
    from events.models import ScheduleSlot

    ScheduleSlot.objects.create(
        pk=1,
        event=world.event,
        title="开幕",
        starts_at="09:00",
        ends_at="09:15",
        removed_at=world.event.made_at.replace(year=2026, month=5, day=17),
        removed_by=world.cast.organizer,
    )
    return {}


def matter(world, **more):
    return {
        "nature": "request",
        "name": "林可",
        "phone": "13800000002",
        "category": world.case.category_id,
        "content": "电梯坏了，要求修好。",
        "outcome": "assigned",
        "people": 1,
        **more,
    }


def correction(world):
    return matter(world, version=world.petition.version, place="锦绣苑", reason="补录地点")


def confidential(world):
    type(world.petition).objects.filter(pk=world.petition.pk).update(confidential=True)
    return {"version": world.petition.version, "wish": "writing"}


def envelope(world):
    """One that waits."""
    factory.accusation(world.event, by=world.cast.recorder, at=world.petition.registered_at)
    return {}


def signed(world):
    """Another matter of the unit, to be signed for."""
    row = factory.case(
        world.event, by=world.cast.recorder, at=world.petition.registered_at, unit=world.event.desk1.unit
    )
    return {"case": [row.number]}


def signed_last(world):
    """The example case at its signing, nothing after it."""
    from plaza.core import audit

    type(world.case).objects.filter(pk=world.case.pk).update(status="signed")
    audit.record(world.case, "sign", by=world.cast.handler, at=world.petition.registered_at)
    return {}


def opened(world, client, case):
    answer = client.post("/t/", {"number": case.number, "code": world.code_of(case)})
    assert answer.status_code == 302, answer.context["form"].errors


def rating(world, client):
    case, now = world.case, world.petition.registered_at
    case = factory.fresh(case.pk)
    ledger.draft_reply(case, by=world.cast.handler, at=now, text="已修好。", basis="条例", conclusion="supported")
    ledger.approve_reply(case, by=world.cast.head, at=now)
    ledger.deliver(case, by=world.cast.handler, at=now, channel="person")
    opened(world, client, case)
    return {"office": "satisfied", "unit": "satisfied", "solved": "yes"}


def unsolved(world, client):
    case = factory.case(
        world.event,
        by=world.cast.recorder,
        at=world.petition.registered_at,
        outcome="answered",
        unit=world.event.desk1.unit,
    )
    opened(world, client, case)
    return {"text": "还没修好"}


def days(world):
    rows = "\n".join(f"2027-02-{n:02d}\trest\t春节\t国办发明电〔2026〕7号" for n in range(1, 13))
    return {"text": f"date\tkind\tname\tnotice\n{rows}", "do": "enter"}


def office_row(world, *names):
    from plaza.core.models import Office

    row = Office.objects.get(pk=1)
    return {name: getattr(row, name) for name in names}


def office_facts(world):
    facts = office_row(world, "version", "name", "signature", "phone", "division", "default_language", "promise_days")
    return facts | {"languages": ["zh-hans", "en"], "public_pages": "on"}


def office_rules(world):
    from plaza.office.forms import RulesForm

    facts = office_row(world, *RulesForm.Meta.fields)
    return {name: value for name, value in facts.items() if value is not False} | {"feedback_days": 20}


def unit_facts(world):
    unit = world.case.lead_unit
    return {"version": unit.version, "code": unit.code, "name": unit.name, "duties": "房屋、电梯", "active": "on"}


def category_facts(world):
    row = world.case.category
    return {
        "version": row.version,
        "name": row.name,
        "unit": row.unit_id,
        "promise_days": 12,
        "route": "R0",
        "position": 1,
        "active": "on",
    }


def user_facts(world):
    person = world.cast.handler
    return {
        "version": person.version,
        "name": person.name,
        "unit": person.unit_id,
        "post": "科员",
        "roles": ["handler"],
    }


# URL -> (person of the cast or None, what is sent, given the world [and the browser]).
SENT = {
    "core:sign_in": (None, lambda w: {"username": "gaoyan", "password": PASSWORD}),
    "core:sign_out": ("handler", lambda w: {}),
    "core:language": ("handler", lambda w: {"language": "en"}),
    "core:text_size": ("handler", lambda w: {"size": "large"}),
    "core:settings": ("handler", lambda w: {"language": "", "text_size": "", "theme": "dark"}),
    "core:password": (
        "handler",
        lambda w: {"old_password": PASSWORD, "new_password1": "Qinghe-2027-x", "new_password2": "Qinghe-2027-x"},
    ),
    "events:new": (
        "organizer",
        lambda w: {
            "key": key(w, "event"),
            "date": "2026-07-01",
            "starts_at": "09:00",
            "ends_at": "17:00",
            "venue": "人民广场",
            "expected_people": 100,
            "lead_unit": w.event.lead_unit_id,
        },
    ),
    "events:edit": ("organizer", event_facts),
    "events:act": ("organizer", lambda w: {"version": w.event.version}),
    **{f"events:{page.name}": ("organizer", partial(table, page)) for page in parts.pages()},
    "events:assign_duty": ("organizer", duty),
    "events:safety": ("organizer", safety),
    "events:restore": ("organizer", removed_slot),
    "events:end_duty": ("organizer", lambda w: {}),
    "events:task_new": (
        "organizer",
        lambda w: {"key": key(w, "task"), "title": "通知各单位", "phase": "near", "due_on": "2026-05-17"},
    ),
    "events:task": (
        "organizer",
        lambda w: {"version": w.task.version, "title": "张贴接访公告", "phase": "day", "due_on": "2026-05-18"},
    ),
    "events:task_remove": ("organizer", lambda w: {"version": w.task.version}),
    "events:task_act": ("organizer", lambda w: {"version": w.task.version}),
    "petitions:desk": ("recorder", lambda w: matter(w, key=key(w, "matter"))),
    "petitions:call": ("recorder", lambda w: {}),
    "petitions:earlier": ("recorder", lambda w: matter(w)),
    "petitions:late": (
        "recorder",
        lambda w: matter(w, key=key(w, "late"), desk=w.event.desk1.pk, registered_at="2026-05-18T09:30"),
    ),
    "petitions:correct": ("organizer", correction),
    "petitions:open": ("recorder", lambda w: {"purpose": "desk"}),
    "petitions:disclose": ("organizer", confidential),
    "petitions:take_in": ("liaison", envelope),
    "petitions:decide": ("liaison", lambda w: {"version": 1, "confirmed": "yes", "envelope": "A2"}),
    "petitions:reprint": ("recorder", lambda w: {"version": w.petition.version, "checked": "id"}),
    "petitions:queue": ("organizer", lambda w: {"key": key(w, "ticket")}),
    "petitions:ticket_act": ("organizer", lambda w: {"version": w.ticket.version}),
    "petitions:hand_over": ("liaison", lambda w: {"version": w.stub.version, "receiver": "孙纪委"}),
    "followup:search_reason": ("handler", lambda w: {"purpose": "contact"}),
    "followup:sign_all": ("handler", signed),
    "followup:reveal": ("handler", lambda w: {"purpose": "contact"}),
    "followup:undo": ("handler", signed_last),
    "followup:act": (
        "handler",
        lambda w: {
            "version": factory.fresh(w.case.pk).version,
            "text": "已修好。",
            "basis": "条例",
            "conclusion": "supported",
        },
    ),
    "followup:rate_public": (None, rating),
    "followup:unsolved_public": (None, unsolved),
    "office:settings": ("admin", office_facts),
    "office:rules": ("admin", office_rules),
    "office:add_unit": ("admin", lambda w: {"key": key(w, "unit"), "code": "JY", "name": "县教育局"}),
    "office:import_units": ("admin", lambda w: {"text": "code\tname\nJY\t县教育局", "do": "enter"}),
    "office:unit": ("admin", unit_facts),
    "office:succeed": (
        "admin",
        lambda w: {"version": w.case.lead_unit.version, "successor": w.cast.outsider.unit_id},
    ),
    "office:hand_over": (
        "admin",
        lambda w: {"version": w.cast.handler.version, "to": w.cast.handler2.pk, "parts": ["cases"]},
    ),
    "office:add_user": (
        "admin",
        lambda w: {
            "key": key(w, "user"),
            "name": "苏禾",
            "username": "suhe",
            "unit": w.event.lead_unit_id,
            "roles": ["recorder"],
        },
    ),
    "office:import_users": (
        "admin",
        lambda w: {"do": "enter", "text": "name\taccount\tunit\troles\n苏禾\tsuhe\t县信访局\t记录员"},
    ),
    "office:user": ("admin", user_facts),
    "office:new_password": ("admin", lambda w: {"version": w.cast.handler.version}),
    "office:new_passwords": ("admin", lambda w: {"chosen": [w.cast.handler.pk]}),
    "office:switch": ("admin", lambda w: {"to": "off", "version": w.cast.handler.version}),
    "office:add_category": (
        "admin",
        lambda w: {"key": key(w, "category"), "name": "教育", "promise_days": 10, "route": "R0", "position": 5},
    ),
    "office:category": ("admin", category_facts),
    "office:calendar": ("admin", lambda w: {"date": "2026-06-06", "kind": "work", "name": "补班"}),
    "office:import_notice": ("admin", days),
    "office:send_again": ("admin", lambda w: {}),
}
# A notice that was read is the reader's own mark. The set-up has no audit of its own people yet: it is walked
# by test_setting_up. The demo's door exists in the demo only.
OWN_MARK = {"core:read_notice", "core:read_all_notices"}
ELSEWHERE = {"core:demo_sign_in", "office:setup", "office:setup_step", "office:setup_blank"}
PAGES = sorted(set(POSTED) - SENT.keys() - OWN_MARK - ELSEWHERE)


def posted(client, world, name, who, make):
    """(answer, tables written, entries added) of one form."""
    world.code_of = _code
    sent = make(world, client) if name.endswith("_public") else make(world)
    if who:
        client.force_login(getattr(world.cast, who), backend="plaza.roles.RoleBackend")
    url, before = url_of(name, ENTRIES[name], world), _changes().count()
    with CaptureQueriesContext(connection) as seen:
        answer = client.post(url, sent)
    tables = {found[1] for query in seen if (found := WRITTEN.match(query["sql"]))}
    return answer, tables - BESIDE, _changes().count() - before


def _changes():
    """Entries of what was done; what was refused is on record, too."""
    return AuditEntry.objects.exclude(kind=refusals.KIND)


def _code(case):
    from plaza.core import numbering

    return numbering.query_code(case.number, case.petition.code_issue, case.petition.code_key)


@pytest.mark.parametrize("name", sorted(SENT))
def test_a_form_that_changes_something_is_on_record(client, world, name):
    who, make = SENT[name]
    answer, tables, entries = posted(client, world, name, who, make)
    assert answer.status_code in (200, 302), _errors(answer)
    assert tables and entries > 0, (tables, entries, _errors(answer))
    assert unspoken(_changes().order_by("-pk")[:entries]) == set()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_that_is_only_looked_at_changes_nothing_also_when_something_is_sent(client, world, name):
    """A new URL that changes something: add what is sent to SENT."""
    for who in ("organizer", "admin", "handler", "recorder", "liaison", "leader"):
        _answer, tables, entries = posted(client, world, name, who, lambda world: {"name": "x"})
        assert (tables - {"core_auditentry"}, entries) == (set(), 0), who


@pytest.mark.parametrize("name", sorted(OWN_MARK))
def test_reading_a_notice_marks_this_one_thing(client, world, name):
    """Also the control: what is changed without an entry is seen."""
    _answer, tables, entries = posted(client, world, name, "handler", lambda world: {})
    assert (tables, entries) == ({"core_message"}, 0)


def test_every_form_that_is_sent_is_a_url():
    assert SENT.keys() | OWN_MARK | ELSEWHERE <= set(POSTED)


def _errors(answer):
    form = answer.context.get("form") if answer.context else None
    return answer.status_code, getattr(answer, "url", ""), form.errors if form is not None else ""
