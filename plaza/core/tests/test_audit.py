from datetime import UTC, datetime

import pytest
from django.db import transaction
from django.utils import translation

from plaza.core import audit, chain
from plaza.core.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def entry(cast, now):
    return audit.record(cast.handler, "edit", by=cast.admin, at=now, facts={"fields": ["name"], "n": 0})


def test_an_entry_holds_names_of_fields_only(entry):
    assert AuditEntry.objects.get(pk=entry.pk).facts == {"fields": ["name"], "n": 0}


@pytest.mark.parametrize("change", [
    {"at": datetime(2026, 1, 1, tzinfo=UTC)}, {"by": None}, {"act": "x"}, {"kind": "x"}, {"object_id": 0},
    {"label": "x"}, {"facts": {}}, {"mac": "0" * 64}, {"id": 10**6},
], ids=str)  # fmt: skip
def test_no_part_of_an_entry_is_changed_unnoticed(entry, now, change):
    AuditEntry.objects.filter(pk=entry.pk).update(**change)
    assert f"entry {change.get('id', entry.pk)} was changed or copied" in chain.verify(at=now)


def test_an_entry_and_what_it_proves_come_together_or_not_at_all(cast, now, monkeypatch):
    def fails(text):
        raise RuntimeError

    monkeypatch.setattr(audit, "mac", fails)
    with pytest.raises(RuntimeError), transaction.atomic():
        audit.record(cast.handler, "edit", by=None, at=now)
    assert not AuditEntry.objects.exists()
