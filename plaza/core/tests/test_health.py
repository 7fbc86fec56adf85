from collections import namedtuple
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from plaza.core.models import Heartbeat
from plaza.core.views import health

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def beat(db):
    return Heartbeat.objects.create(name="beat", at=timezone.now())


def test_healthz_answers_without_a_database(client):
    """No `db` fixture: a query would fail here."""
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")


def test_readyz_is_ready_when_everything_is(client, beat):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "database": True, "migrations": True, "beat": True, "disk": True}


def test_readyz_names_a_beat_that_stopped(client, beat):
    Heartbeat.objects.update(at=timezone.now() - timedelta(minutes=6))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["beat"]) == (503, False)


def test_readyz_names_a_beat_that_never_ran(client, db):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["beat"]) == (503, False)


def test_readyz_names_a_full_disk(client, beat, monkeypatch):
    monkeypatch.setattr(health.shutil, "disk_usage", lambda path: Usage(10**9, 10**9 - 10**6, 10**6))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["disk"]) == (503, False)


def test_readyz_names_a_migration_that_was_not_applied(client, beat):
    from django.db.migrations.recorder import MigrationRecorder

    MigrationRecorder.Migration.objects.filter(app="evaluation").delete()
    MigrationRecorder.Migration.objects.filter(app="followup").delete()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["migrations"]) == (503, False)


def test_readyz_answers_when_the_database_does_not(client, beat, monkeypatch):
    class Gone:
        def cursor(self):
            raise DatabaseError

    monkeypatch.setattr(health, "connection", Gone())
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "database": False, "migrations": False, "beat": False, "disk": True}
