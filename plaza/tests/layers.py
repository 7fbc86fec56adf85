"""What most tests stand on, made once a process: the office, its cast, an open event, a matter, a world.

A layer is made by its function in the first test that asks for it. What that wrote is kept as rows, and every
later test gets the rows back, inside its own transaction, with a copy of the objects. Layers stand on each other,
so that `event.lead_unit` and `office.xf` are one object in every test."""

import copy
from datetime import date, datetime, time, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import time_machine
from django.db import connection, transaction

from events.models import Desk, Duty, Event
from followup.tests import factory
from plaza.core import calendar, offices
from plaza.core.models import Category, Office, Unit, User
from plaza.tests import examples

ZONE = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 5, 18)  # a Monday; the dates of docs and look pages
NOW = datetime.combine(DAY, time(10, 30), ZONE)
INDEX = {"sqlite": ["core_searchgrams"], "postgresql": []}  # tables without a model


def office(made):
    """A ready office with four units and three categories."""
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


def cast(made):
    """One person per role: cast.organizer, cast.recorder, cast.handler, cast.head (both of 县住建局),
    cast.outsider (handler of 县人社局), cast.leader, cast.supervisor, cast.liaison, cast.admin, cast.volunteer."""

    def person(username, name, unit, *roles):
        return User.objects.create_user(username, "Qinghe-2026", name=name, unit=unit, roles=roles)

    return SimpleNamespace(
        organizer=person("zhoumin", "周敏", made.office.xf, "organizer"),
        recorder=person("wutong", "吴桐", made.office.xf, "recorder"),
        handler=person("gaoyan", "高岩", made.office.zj, "handler"),
        handler2=person("xieyu", "谢雨", made.office.zj, "handler"),
        head=person("hejianping", "贺建平", made.office.zj, "head"),
        outsider=person("luning", "陆宁", made.office.rs, "handler"),
        leader=person("shenli", "沈立", made.office.zf, "leader"),
        supervisor=person("qinlang", "秦朗", made.office.zf, "supervisor"),
        liaison=person("fangzheng", "方正", made.office.xf, "liaison"),
        admin=person("dingyi", "丁一", made.office.xf, "admin"),
        volunteer=person("chenlu", "陈露", made.office.xf, "volunteer"),
    )


def event(made):
    """An open event of today's test day with two desks; the recorder sits at desk 1 (县住建局)."""
    row = Event.objects.create(
        name="5月18日人民广场接访",
        theme="倾听民声",
        date=DAY,
        venue="青禾人民广场",
        lead_unit=made.office.xf,
        status="open",
        made_by=made.cast.organizer,
        made_at=NOW - timedelta(days=30),
    )
    row.desk1 = Desk.objects.create(event=row, number=1, unit=made.office.zj)
    row.desk2 = Desk.objects.create(event=row, number=2, unit=made.office.rs)
    Duty.objects.create(event=row, user=made.cast.recorder, kind="recorder", desk=row.desk1, since=DAY, until=DAY)
    return row


def case(made):
    """A matter assigned to 县住建局 today."""
    return factory.case(made.event, by=made.cast.recorder, at=NOW, unit=made.event.desk1.unit)


def world(made):
    """The small office of examples.py, at the hour of the test day."""
    return examples.world(made.event, made.cast, NOW)


BELOW = {"office": "", "cast": "office", "event": "cast", "the_case": "event", "the_world": "event"}
MAKE = {"office": office, "cast": cast, "event": event, "the_case": case, "the_world": world}
_kept: dict = {}  # layer -> its statements, its objects


def lend(names) -> SimpleNamespace:
    """The layers among `names` with those below them, for the test that runs now."""
    wanted = [name for name in BELOW if name in names]
    with connection.cursor() as cursor:
        for table in INDEX[connection.vendor]:  # a test that flushed its rows left these
            cursor.execute(f"DELETE FROM {table}")
    made = _stand(wanted[-1]) if wanted else SimpleNamespace()
    offices.forget()
    calendar.forget()
    return made


def forget() -> None:
    """The layers are made anew: the database counts its keys from the beginning again."""
    _kept.clear()


def _stand(layer: str) -> SimpleNamespace:
    """`layer` and those below it, as attributes of one object."""
    if not layer:
        return SimpleNamespace()
    if layer in _kept:
        statements, made = _kept[layer]
        with transaction.atomic(), connection.cursor() as cursor:
            for statement, rows in statements:
                cursor.executemany(statement, rows)
        return copy.deepcopy(made)
    before = _rows()
    made = _stand(BELOW[layer])
    with time_machine.travel(NOW, tick=False):
        setattr(made, layer, MAKE[layer](made))
    statements = []
    for insert, rows in _rows().items():
        new = rows - before[insert]
        if new:
            statements.append((insert, sorted(new, key=repr)))
    _kept[layer] = statements, copy.deepcopy(made)
    return made


def _rows() -> dict[str, set]:
    """What stands in the database: the statement that would write a table's rows -> the rows."""
    found = {}
    with connection.cursor() as cursor:
        for table in (*connection.introspection.django_table_names(only_existing=True), *INDEX[connection.vendor]):
            cursor.execute(f"SELECT {'rowid, ' if table in INDEX['sqlite'] else ''}* FROM {table}")
            columns = [connection.ops.quote_name(column[0]) for column in cursor.description]
            places = ", ".join(["%s"] * len(columns))
            rows = {tuple(map(_as_sent, row)) for row in cursor.fetchall()}
            found[f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})"] = rows
    return found


def _as_sent(value):
    """A value as both databases take it back."""
    match value:
        case memoryview():
            return bytes(value)
        case time():
            return str(value)
    return value
