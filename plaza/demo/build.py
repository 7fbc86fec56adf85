"""Builds the demo world by the same actions that people take in the browser."""

import random
import shutil
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone, translation

import events.actions as event_actions
import petitions.actions as desk
from events.models import Desk, Duty, Event
from followup import actions as ledger
from followup.models import Case
from petitions.workflow import Outcome
from plaza.core import audit, calendar, chain, offices, outbox
from plaza.core.models import Category, Message, Office, Unit, User
from plaza.demo import data, own, plan

PASSWORD = "Qinghe-2026"
DESK_UNITS = ["XF", "ZJ", "ZR", "RS", "MZ", "JY", "WJ", "JT", "HB"]
# 120 batches, 168 people, 120 matters: one batch brings two matters, one only asks.
OUTCOMES = [Outcome.SETTLED] * 31 + [Outcome.ANSWERED] * 22 + [Outcome.GUIDED] * 9 + [Outcome.ASSIGNED] * 58
# How far the 58 assigned matters have come: see _Story.run.
STAGES = {0: 3, 1: 3, 2: 3, 3: 9, 5: 4, 6: 8, 7: 6, 8: 5, 9: 6, 10: 11}
GROUPS = [12, 23, 5]
PAIRS = 11
STEPS = 6


def build(*, now: datetime | None = None, say=lambda line: None) -> dict:
    """Make the demo world around `now`; a world made on an earlier day is thrown away first.

    Returns counts and logins; `say` is told each step. Refused outside the demo, and where something stands that is
    not of the demo (CannotStart)."""
    if not settings.DEMO:
        raise RuntimeError("The demo world is made in the demo only (PLAZA_DEMO=1).")
    own.demand()
    now = now or timezone.now()
    stamp = settings.DATA / "demo-day"
    today = timezone.localdate(now)
    if stamp.exists() and stamp.read_text() == str(today) and Office.objects.filter(pk=1, ready=True).exists():
        return summary()
    say("Making the demo county (the first start of a day, about half a minute):")
    numbers = iter(range(1, STEPS + 1))

    def step(what):
        say(f"  {next(numbers)} of {STEPS}  {what}")

    remove()
    stamp.write_text("being made")  # the folder is the demo's from here on
    chance = random.Random(20260518)
    with translation.override("zh-hans"):
        step("the office: units, categories, accounts")
        staff = _office(now)
        past = _past_event(staff, today, chance, step)
        step("the receptions of today and in twelve days")
        _today_event(staff, today, now)
        _coming_event(staff, today)
    step("messages and reminders")
    outbox.deliver_due(at=now, limit=100_000)
    Message.objects.filter(sent_at__isnull=False, made_at__lt=now - timedelta(days=4)).update(read_at=now)
    Message.objects.exclude(sent_at=None).update(sent_at=F("send_after"))  # as if the worker had run all the time
    ledger.remind_due(at=now)
    outbox.deliver_due(at=now, limit=100_000)
    chain.link(at=now)
    stamp.write_text(str(today))
    return summary() | {"event": past.name}


def remove() -> None:
    """Empty the demo: every row and every file of it."""
    if not settings.DEMO:
        raise RuntimeError("Only the demo can be removed.")
    own.demand()
    with transaction.atomic():
        call_command("flush", interactive=False, verbosity=0)
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.rmtree(settings.DATA / "files", ignore_errors=True)
    (settings.DATA / "demo-day").unlink(missing_ok=True)
    chain.mark_file().unlink(missing_ok=True)
    offices.forget()
    calendar.forget()


def summary() -> dict:
    logins = User.objects.filter(demo=True, post__startswith="*").select_related("unit").prefetch_related("role_rows")
    return {
        "password": PASSWORD,
        "cases": Case.objects.count(),
        "logins": [
            {"account": user.username, "name": user.name, "unit": user.unit.name, "roles": sorted(user.roles)}
            for user in logins
        ],
    }


def _office(now) -> dict[str, User]:
    Office.objects.create(
        pk=1,
        name="青禾县广场接访",
        phone="0000-886 0018",
        signature="青禾县信访局",
        ready=True,
        demo=True,
        icp="青ICP备00000000号",
        police_number="青公网安备 00000000000000 号",
        site_code="0000000000",
    )
    offices.forget()
    calendar.seed()
    units = {
        code: Unit.objects.create(
            code=code, name=name, short_name=short, phone=phone, duties=duties, petition_office=code == "XF"
        )
        for code, name, short, phone, duties in data.UNITS
    }
    for position, (name, code, days, route) in enumerate(data.CATEGORIES, start=1):
        Category.objects.create(
            name=name, unit=units[code], promise_days=days, route=route, position=position, other=name == "其他"
        )
    staff = {}
    for account, name, code, role, hint in data.STAFF:
        roles = [role]
        post = f"*{hint}" if hint else ""
        staff[account] = User.objects.create_user(
            account, None, name=name, unit=units[code], roles=roles, post=post, demo=True
        )
    # One hash for all: forty Argon2 runs would cost the first start seconds.
    probe = User(username="probe")
    probe.set_password(PASSWORD)
    User.objects.filter(demo=True).update(password=probe.password)
    audit.record(units["XF"], "demo", by=None, at=now)
    return staff


def _past_event(staff, today, chance, step) -> Event:
    """The reception nine working days ago: closed, its ledger at work, many promises due tomorrow."""
    day = calendar.current().add_working_days(today, -9)
    step(f"the plan of the reception on {day}")
    event = _plan(staff, day, "倾听民声、解决民忧", today)
    desks = {row.unit.code: row for row in event.desks.select_related("unit", "event")}
    start = _at(day, 9, 15)
    batches = _batches(chance)
    step(f"its desks: {len(batches)} batches of people, {len(OUTCOMES)} matters")
    for number, batch in enumerate(batches):
        visit = None
        moment = start + timedelta(minutes=3 * number)
        for matter in batch["matters"]:
            row = desk.register(
                event,
                desk=desks[matter["desk"]],
                visit=visit,
                key=f"demo-matter-{matter['n']:06d}",
                by=staff["wutong"],
                at=moment,
                people=batch["people"],
                **matter["fields"],
            )
            visit = row.visit
        if not batch["matters"]:
            desk.issue(event, key="demo-ticket-of-who-asked", by=staff["chenlu"], at=moment)
            ticket = desk.call_next(desks["XF"], by=staff["wutong"], at=moment)
            desk.only_asked(ticket, people=batch["people"], by=staff["wutong"], at=moment)
    step(f"its ledger: {sum(STAGES.values())} assigned matters at work")
    _work_the_ledger(event, staff, day, today, chance)
    event = Event.objects.get(pk=event.pk)
    event_actions.close_event(event, by=staff["zhoumin"], at=_at(day, 17, 5))
    desk.take_in(by=None, at=_at(day + timedelta(days=1), 2, 40))
    return event


def _batches(chance) -> list[dict]:
    outcomes = list(OUTCOMES)
    chance.shuffle(outcomes)
    people = GROUPS + [2] * PAIRS + [1] * (120 - len(GROUPS) - PAIRS)
    chance.shuffle(people)
    matters = [_matter(number, outcome, chance) for number, outcome in enumerate(outcomes)]
    # The accusation is one of the nine guided: no name, no text.
    guided = next(matter for matter in matters if matter["fields"]["outcome"] == Outcome.GUIDED)
    guided["fields"] = {"nature": "accusation", "envelope": "F-001", "organ": "县纪委监委信访室"}
    guided["desk"] = "XF"
    batches = [{"people": count, "matters": []} for count in people]
    for batch, matter in zip(batches[:-1], matters[:-1], strict=True):
        batch["matters"].append(matter)
    batches[0]["matters"].append(matters[-1])
    return batches


def _matter(number, outcome, chance) -> dict:
    if outcome == Outcome.GUIDED:
        name, title, content, answer, route = chance.choice(data.GUIDED)
    else:
        name, title, content, answer = chance.choice(data.MATTERS)
        route = ""
    category = Category.objects.select_related("unit").get(name=name)
    place, spot = chance.choice(data.PLACES), chance.choice(data.SPOTS)
    anonymous = number % 23 == 7
    fields = {
        "nature": "suggestion" if title.startswith("建议") else "request",
        "category": category,
        "title": title.format(place=place, spot=spot),
        "content": content.format(place=place, spot=spot),
        "name": "" if anonymous else chance.choice(data.SURNAMES) + chance.choice(data.GIVEN),
        "anonymous": anonymous,
        "phone": "" if anonymous else f"1380000{number:04d}",
        "district": place,
        "outcome": outcome,
        "answer": answer,
        "confirmed": outcome == Outcome.SETTLED,
        "consultation": number % 19 == 3,
        "confidential": number % 17 == 5,
        "route": route or category.route,
    }
    if outcome == Outcome.ASSIGNED:
        fields["unit"] = category.unit
    code = category.unit.code
    return {"n": number, "desk": code if code in DESK_UNITS else "XF", "fields": fields}


def _work_the_ledger(event, staff, day, today, chance) -> None:
    """Let the units work: some finished and rated, some on the way, some late, a few objected to."""
    cases = list(Case.objects.filter(event=event, on_the_spot=False).order_by("pk"))
    stages = [stage for stage, count in STAGES.items() for _ in range(count)]
    chance.shuffle(stages)
    for stage, case in zip(stages, cases, strict=True):
        _Story(case, staff, day, today, chance).run(stage)


class _Story:
    """One case followed by its people; every step is an action at a working hour of the past."""

    def __init__(self, case, staff, day, today, chance):
        self.pk, self.staff, self.day, self.today, self.chance = case.pk, staff, day, today, chance
        code = case.lead_unit.code
        people = [user for user in staff.values() if user.unit_id == case.lead_unit_id]
        self.handler = next((user for user in people if "handler" in user.roles), staff["zhoumin"])
        self.head = next((user for user in people if "head" in user.roles), staff["zhoumin"])
        if code == "ZJ" and self.pk % 2:
            self.handler = staff["xieyu"]
        self.n = case.pk

    @property
    def case(self):
        return Case.objects.select_related(
            "petition__event", "petition__desk", "petition__petitioner", "lead_unit"
        ).get(pk=self.pk)

    def at(self, working_days, hour=10):
        day = calendar.current().add_working_days(self.day, working_days)
        return min(_at(day, hour, self.n % 60), timezone.now() - timedelta(minutes=5))

    def run(self, stage) -> None:
        if stage == 0:  # nobody has signed: the notice clock is late
            return
        if stage == 1 and self.handler.unit_id == self.case.lead_unit_id:
            ledger.object_to(self.case, by=self.handler, at=self.at(2), reason="经查，该事项由属地街道管理，建议改派。")
            return
        ledger.sign(self.case, by=self.handler, at=self.at(1, 9))
        by_phone = "" if self.case.petition.confidential else "phone"  # the office tells a confidential petitioner
        ledger.accept(self.case, by=self.handler, at=self.at(2), channel=by_phone)
        if stage == 2:  # accepted and silent since
            return
        ledger.progress(
            self.case,
            by=self.handler,
            at=self.at(4, 15),
            note="已联系群众并到现场核查。",
            public_line=self.chance.choice(data.PUBLIC_LINES),
            channel=by_phone,
        )
        if not by_phone and self.n % 2:
            ledger.tell(
                self.case,
                by=self.staff["zhoumin"],
                at=self.at(5),
                public_line="单位正在核查，请您放心。",
                channel="phone",
            )
        if stage == 3:  # on the way
            return
        conclusion, text = self.chance.choice(data.REPLIES)
        ledger.draft_reply(
            self.case,
            by=self.handler,
            at=self.at(6),
            text=text,
            basis=data.BASIS,
            conclusion=conclusion,
            file=self._scan(),
        )
        if stage == 5:  # the head has a draft to approve
            return
        ledger.approve_reply(self.case, by=self.head, at=self.at(6, 16))
        self._deliver(7)
        if stage == 6:  # waiting for the rating
            return
        self._rate(stage)

    def _deliver(self, working_days):
        confidential = self.case.petition.confidential
        ledger.deliver(
            self.case,
            by=self.staff["zhoumin"] if confidential else self.handler,
            at=self.at(working_days, 11),
            channel="person",
        )

    def _rate(self, stage):
        confidential = self.case.petition.confidential
        unhappy = stage == 7 and self.n % 2 == 0
        grade = "dissatisfied" if unhappy else "basically" if stage == 8 else "satisfied"
        ledger.rate(
            self.case,
            at=self.at(8),
            office="satisfied",
            unit=grade,
            solved="no" if unhappy else "partly" if stage == 8 else "yes",
            comment="还在反复出现。" if unhappy else "",
        )
        if unhappy:
            ledger.handle_again(self.case, by=self.staff["qinlang"], at=self.at(9), reason="问题反复出现，重新核查。")
            ledger.progress(
                self.case,
                by=self.handler,
                at=self.at(10),
                note="重新核查。",
                public_line="已重新到现场核查。",
                channel="" if confidential else "phone",
            )
            return
        if stage < 10:
            return
        caller = self.staff["zhoumin" if confidential else "qinlang"]
        ledger.call_back(self.case, by=caller, at=self.at(9), reached=True, solved="yes")
        ledger.close(self.case, by=self.staff["qinlang"], at=self.at(9, 16))

    def _scan(self):
        """The petition office answers for units without a login: with the scan of their letter."""
        if self.handler.unit_id == self.case.lead_unit_id:
            return None
        from plaza.demo.pictures import letter

        return letter(by=self.handler, at=self.at(6))


def _today_event(staff, today, now) -> None:
    """A small reception open today, so that the desk and the screen can be tried at once."""
    event = _plan(staff, today, "家门口的接访", today)
    for number in range(9):
        desk.issue(
            event,
            key=f"demo-ticket-{number:08d}",
            priority=number == 4,
            by=staff["chenlu"],
            at=now - timedelta(minutes=40 - 4 * number),
        )
    row = Desk.objects.select_related("event").get(event=event, unit__code="ZJ", removed_at=None)
    desk.call_next(row, by=staff["wutong"], at=now - timedelta(minutes=1))


def _coming_event(staff, today) -> None:
    day = today + timedelta(days=12)
    while not calendar.current().is_working(day):
        day += timedelta(days=1)
    event = _draft(staff, day, "倾听民声、解决民忧", today - timedelta(days=18), safety=False)
    done = list(event.tasks.filter(due_on__lt=today))[:-2]
    for task in done:
        event_actions.finish_task(task, by=staff["zhoumin"], at=_at(task.due_on, 16))
    event_actions.approve(Event.objects.get(pk=event.pk), by=staff["zhoumin"], at=_at(today - timedelta(days=3), 10))


def _plan(staff, day, theme, today) -> Event:
    event = _draft(staff, day, theme, day - timedelta(days=30))
    ahead = min(_at(day, 8, 30), timezone.now() - timedelta(hours=1))
    event_actions.approve(event, by=staff["zhoumin"], at=ahead - timedelta(days=20))
    for task in event.tasks.filter(due_on__lt=today):
        event_actions.finish_task(task, by=staff["zhoumin"], at=_at(task.due_on, 16))
    event_actions.open_event(Event.objects.get(pk=event.pk), by=staff["zhoumin"], at=ahead)
    return Event.objects.select_related("lead_unit").get(pk=event.pk)


def _draft(staff, day, theme, made, *, safety=True) -> Event:
    organizer = staff["zhoumin"]
    at = _at(made, 10)
    event = event_actions.plan_event(
        name=f"{day.month}月{day.day}日人民广场接访",
        date=day,
        starts_at=time(9),
        ends_at=time(17),
        venue="青禾人民广场",
        theme=theme,
        lead_unit=organizer.unit,
        expected_people=200,
        key=f"demo-event-{day:%Y%m%d}-{made:%Y%m%d}",
        by=organizer,
        at=at,
    )
    event_actions.edit_event(
        event,
        {"address": "青禾县东溪街道人民路1号", "rain_date": day + timedelta(days=2), "reception_place": True},
        by=organizer,
        at=at,
    )
    Duty.objects.get_or_create(
        event=event,
        user=staff["wutong"],
        kind="recorder",
        desk=None,
        defaults={"since": day, "until": day + timedelta(days=1)},
    )
    plan.fill_in(event, by=organizer, at=at, safety=safety)
    return Event.objects.get(pk=event.pk)


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))
