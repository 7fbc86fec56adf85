from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from plaza.core import audit
from plaza.core.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def linked(cast, now):
    for number in range(12):
        audit.record(cast.handler, "edit", by=cast.admin, at=now, facts={"fields": ["name"], "n": number})
        if number % 4 == 3:
            audit.link(at=now + 2 * audit.SETTLED)


def test_an_untouched_record_has_no_faults(linked, now):
    assert audit.verify() == []
    assert audit.link(at=now + 2 * audit.SETTLED) is None


@pytest.mark.parametrize(
    "tamper",
    [
        "UPDATE core_auditentry SET act = 'other' WHERE id = (SELECT min(id) + 5 FROM core_auditentry)",
        "UPDATE core_auditentry SET label = 'x' WHERE id = (SELECT max(id) FROM core_auditentry)",
        "DELETE FROM core_auditentry WHERE id = (SELECT min(id) + 2 FROM core_auditentry)",
        "UPDATE core_auditentry SET id = id + 1000 WHERE id = (SELECT min(id) + 1 FROM core_auditentry)",
        "INSERT INTO core_auditentry (id, at, act, kind, label, facts, mac) "
        "SELECT id + 2000, at, act, kind, label, facts, mac FROM core_auditentry WHERE id = "
        "(SELECT min(id) FROM core_auditentry)",
        "UPDATE core_auditlink SET count = count + 1",
    ],
)
def test_editing_deleting_moving_and_adding_are_found(linked, tamper):
    with connection.cursor() as cursor:
        cursor.execute(tamper)
        cursor.execute(
            "UPDATE core_auditlink SET last_id = (SELECT max(id) FROM core_auditentry) "
            "WHERE last_id = (SELECT max(last_id) FROM core_auditlink)"
        )
    assert audit.verify() != []


@pytest.mark.parametrize("change", [
    {"at": datetime(2026, 1, 1, tzinfo=UTC)}, {"by": None}, {"act": "x"}, {"kind": "x"}, {"object_id": 0},
    {"label": "x"}, {"facts": {}},
], ids=str)  # fmt: skip
def test_no_part_of_an_entry_is_changed_unnoticed(linked, change):
    entry = AuditEntry.objects.order_by("id")[3]
    AuditEntry.objects.filter(pk=entry.pk).update(**change)
    assert audit.verify() == [f"entry {entry.pk} was edited"]


def test_an_entry_holds_names_of_fields_only(linked):
    assert AuditEntry.objects.first().facts == {"fields": ["name"], "n": 0}


def test_an_entry_of_a_later_moment_neither_waits_nor_is_passed_over(cast, now):
    audit.record(cast.handler, "edit", by=None, at=now + timedelta(days=400))
    audit.record(cast.handler, "edit", by=None, at=now)
    assert audit.link(at=now + 2 * audit.SETTLED).count == 2
    assert audit.verify() == []


def test_an_entry_behind_one_of_the_last_minute_waits_with_it(cast, now):
    """Two servers whose clocks differ: the order of the chain is that of the ids."""
    for at in (now, now + 3 * audit.SETTLED, now):
        audit.record(cast.handler, "edit", by=None, at=at)
    assert audit.link(at=now + 3 * audit.SETTLED).count == 1
    assert audit.link(at=now + 9 * audit.SETTLED).count == 2
    assert audit.verify() == []
