"""Statements and time of every main page, in this process, against the database of the environment.

    PLAZA_DEMO=1 PLAZA_DATA=... [DATABASE_URL=...] python bench/pages.py --size 10000 --json

`bench/run.py` calls this for each size and database and writes docs/benchmarks.md."""

import argparse
import json
import os
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plaza.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from events.models import Event  # noqa: E402
from followup.models import Case  # noqa: E402
from plaza import demo  # noqa: E402
from plaza.core.models import User  # noqa: E402
from plaza.demo import bulk  # noqa: E402

REPEATS = 9


def pages():
    """(what, account, url): the pages people open all day."""
    case = Case.objects.filter(on_the_spot=False, lead_unit__code="ZJ").order_by("-pk").first()
    event = Event.objects.filter(status="open").first()
    desk = event.desks.filter(unit__code="ZJ").first()
    return [
        ("work list of a department", "gaoyan", "/work"),
        ("case page", "gaoyan", f"/cases/{case.number}"),
        ("ledger, first page", "zhoumin", "/cases"),
        ("ledger, one unit and overdue", "zhoumin", f"/cases?unit={case.lead_unit_id}&time=overdue"),
        ("ledger, search of a common word", "zhoumin", "/cases?search=电梯"),
        ("ledger, search of a phone number", "zhoumin", "/cases?search=13800000012"),
        ("department, search of a common word", "gaoyan", "/cases?search=电梯"),
        ("to be told today", "zhoumin", "/feedback"),
        ("overview of the leader", "shenli", "/overview"),
        ("report on one page", "shenli", "/overview/report"),
        ("plan of an event", "zhoumin", f"/events/{event.pk}"),
        ("desk", "wutong", f"/desks/{desk.pk}"),
        ("call display", None, f"/events/{event.pk}/display"),
    ]


def measure(account, url) -> dict:
    client = Client(HTTP_HOST="127.0.0.1")
    if account:
        client.force_login(User.objects.get(username=account), backend="plaza.roles.RoleBackend")
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(url)
    statements = len(captured)  # the next request empties the log
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        client.get(url)
        times.append((time.perf_counter() - start) * 1000)
    return {
        "status": answer.status_code,
        "statements": statements,
        "kb": round(len(answer.content) / 1024, 1),
        "median_ms": round(statistics.median(times), 1),
        "worst_ms": round(max(times), 1),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, required=True)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if not settings.DEMO:
        sys.exit("Set PLAZA_DEMO=1 and a PLAZA_DATA of its own: the database is filled with copies.")
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    demo.build()
    start = time.perf_counter()
    made = bulk.copy_cases(options.size)
    seconds = time.perf_counter() - start
    if connection.vendor == "postgresql":
        connection.cursor().execute("ANALYZE")
    rows = [{"page": name, **measure(account, url)} for name, account, url in pages()]
    result = {
        "size": Case.objects.count(),
        "database": connection.vendor,
        "inserted": made,
        "insert_seconds": round(seconds, 1),
        "pages": rows,
    }
    print(json.dumps(result, ensure_ascii=False) if options.json else result)


if __name__ == "__main__":
    main()
