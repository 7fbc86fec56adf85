"""The cast and the world of the tests: a small office, one open reception day, one person per role."""

from datetime import date, datetime, time, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from plaza.core import calendar, offices

pytest_plugins = ["plaza.tests.acceptance"]


def pytest_addoption(parser):
    parser.addoption("--write-rights", action="store_true", help="write docs/rights.tsv instead of comparing it")


ZONE = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 5, 18)  # a Monday; the dates of docs and look pages
NOW = datetime.combine(DAY, time(10, 30), ZONE)


@pytest.fixture(autouse=True)
def _fresh_office(monkeypatch):
    """Settings and calendar are read once a test, so that statement counts do not hang on the clock."""
    monkeypatch.setattr(offices, "SECONDS_KEPT", float("inf"))
    monkeypatch.setattr(calendar, "SECONDS_KEPT", float("inf"))
    offices.forget()
    calendar.forget()
    yield
    offices.forget()
    calendar.forget()


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def office(db):
    """A ready office with four units and three categories."""
    from plaza.core.models import Category, Office, Unit

    row = Office.objects.create(
        pk=1, name="青禾县广场接访", phone="0000-886 0018", signature="青禾县信访局", ready=True
    )
    make = Unit.objects.create
    calendar.seed()
    row.xf = make(code="XF", name="县信访局", phone="0000-886 0018", petition_office=True)
    row.zj = make(code="ZJ", name="县住房和城乡建设局", short_name="县住建局", phone="0000-886 0123")
    row.rs = make(code="RS", name="县人力资源和社会保障局", short_name="县人社局", phone="0000-886 0124")
    row.zf = make(code="ZF", name="县政府", phone="0000-886 0001")
    row.building = Category.objects.create(name="城乡建设", unit=row.zj, position=1)
    row.labour = Category.objects.create(name="劳动和社会保障", unit=row.rs, position=2, route="R6")
    row.other = Category.objects.create(name="其他", position=99, other=True)
    return row


@pytest.fixture
def cast(office):
    """One person per role: cast.organizer, cast.recorder, cast.handler, cast.head (both of 县住建局),
    cast.outsider (handler of 县人社局), cast.leader, cast.supervisor, cast.liaison, cast.admin, cast.volunteer."""
    from plaza.core.models import User

    def person(username, name, unit, *roles):
        return User.objects.create_user(username, "Qinghe-2026", name=name, unit=unit, roles=roles)

    return SimpleNamespace(
        organizer=person("zhoumin", "周敏", office.xf, "organizer"),
        recorder=person("wutong", "吴桐", office.xf, "recorder"),
        handler=person("gaoyan", "高岩", office.zj, "handler"),
        handler2=person("xieyu", "谢雨", office.zj, "handler"),
        head=person("hejianping", "贺建平", office.zj, "head"),
        outsider=person("luning", "陆宁", office.rs, "handler"),
        leader=person("shenli", "沈立", office.zf, "leader"),
        supervisor=person("qinlang", "秦朗", office.zf, "supervisor"),
        liaison=person("fangzheng", "方正", office.xf, "liaison"),
        admin=person("dingyi", "丁一", office.xf, "admin"),
        volunteer=person("chenlu", "陈露", office.xf, "volunteer"),
    )


@pytest.fixture
def event(office, cast):
    """An open event of today's test day with two desks; the recorder sits at desk 1 (县住建局)."""
    from events.models import Desk, Duty, Event

    row = Event.objects.create(
        name="5月18日人民广场接访",
        theme="倾听民声",
        date=DAY,
        venue="青禾人民广场",
        lead_unit=office.xf,
        status="open",
        made_by=cast.organizer,
        made_at=NOW - timedelta(days=30),
    )
    row.desk1 = Desk.objects.create(event=row, number=1, unit=office.zj)
    row.desk2 = Desk.objects.create(event=row, number=2, unit=office.rs)
    Duty.objects.create(event=row, user=cast.recorder, kind="recorder", desk=row.desk1, since=DAY, until=DAY)
    return row


@pytest.fixture
def as_(client):
    """as_(person) is a browser in which that person is signed in."""

    def sign_in(person):
        client.force_login(person, backend="plaza.roles.RoleBackend")
        return client

    return sign_in


@pytest.fixture
def on_the_day():
    """The clock stands at the test day, 10:30 in the office's time zone."""
    import time_machine

    with time_machine.travel(NOW, tick=False):
        yield NOW
