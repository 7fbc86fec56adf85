import base64
from collections import namedtuple
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from followup.tests.factory import petition
from petitions.models import Petitioner, Visit
from plaza.core import audit, chain, keyring, masking, outbox, tasks
from plaza.core.models import Heartbeat, Message
from plaza.core.views import health

Usage = namedtuple("Usage", "total used free")
READY = {"ready": True, "database": True, "migrations": True, "keys": True}


@pytest.fixture
def beat(db):
    """Beat and worker gave a sign of life just now."""
    tasks.heartbeat(timezone.now().timestamp())


@pytest.fixture
def field_keys(settings):
    """Configure other keys, as after a start with another environment."""

    def configure(*ids, byte=b"0"):
        body = base64.urlsafe_b64encode(byte * 32).decode()
        settings.FIELD_KEYS = ",".join(f"{key_id}:{body}" for key_id in ids)
        keyring._keys.cache_clear()
        keyring.derived_key.cache_clear()

    yield configure
    keyring._keys.cache_clear()
    keyring.derived_key.cache_clear()


def past(**ago):
    return timezone.now() - timedelta(**ago)


def warnings(client):
    """Of an installation that is ready all the same."""
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (200, True)
    return answer.json()["warnings"]


def test_healthz_answers_without_a_database(client):
    """No `db` fixture: a query would fail here."""
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")


def test_readyz_is_ready_when_everything_is(client, beat):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {**READY, "warnings": {}}


def test_after_a_quiet_start_it_is_ready_and_says_that_beat_never_ran(client, db):
    assert warnings(client) == {"beat": None, "worker": None}


def test_a_beat_that_stopped_is_a_warning_with_its_age_in_seconds(client, beat):
    Heartbeat.objects.filter(name="beat").update(at=past(minutes=6))
    assert list(found := warnings(client)) == ["beat"]
    assert 360 <= found["beat"] < 370


def test_a_worker_that_only_empties_a_heap_of_old_messages_shows_an_old_beat(client, db):
    tasks.heartbeat(past(hours=2).timestamp())
    assert list(warnings(client)) == ["beat"]


def test_a_worker_that_delivers_is_alive_also_while_beat_is_not(client, db):
    tasks.deliver()
    assert warnings(client) == {"beat": None}


def test_a_message_of_the_version_before_carries_no_time_and_counts_as_sent_now(client, db):
    tasks.heartbeat()
    assert warnings(client) == {}


def test_a_sign_of_life_from_the_future_is_a_warning_until_the_next_one(client, beat):
    """The clock was set back by an hour."""
    Heartbeat.objects.update(at=timezone.now() + timedelta(hours=1))
    assert list(warnings(client)) == ["beat", "worker"]
    tasks.heartbeat(timezone.now().timestamp())
    assert warnings(client) == {}


def test_a_message_that_waits_too_long_is_a_warning(client, beat, cast):
    outbox.post("notice", key="x", to=[cast.handler], at=past(minutes=9))
    assert 540 <= warnings(client)["undelivered"] < 550


def test_a_message_that_may_wait_or_was_given_up_is_none(client, beat, cast):
    tomorrow = timezone.now() + timedelta(hours=9)
    outbox.post("notice", key="x", to=[cast.handler], at=past(minutes=9), send_after=tomorrow)
    outbox.post("notice", key="y", to=[cast.head], at=past(minutes=9))
    Message.objects.filter(to=cast.head).update(failed_at=timezone.now())
    assert warnings(client) == {}


def test_a_full_disk_is_a_warning_with_the_megabytes_left(client, beat, monkeypatch):
    monkeypatch.setattr(health.shutil, "disk_usage", lambda path: Usage(10**9, 10**9 - 10**6, 3 * 1024 * 1024))
    assert warnings(client) == {"disk": 3}


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
    assert answer.json() == {"ready": False, "database": False, "migrations": False, "keys": False, "warnings": {}}


class TestKeys:
    """The phone numbers of these tests are sealed under k1."""

    @pytest.fixture
    def visit(self, beat, event, now):
        return Visit.objects.create(event=event, started_at=now)

    @staticmethod
    def seal(visit):
        row = Petitioner(visit=visit, row_key=masking.row_key())
        row.phone_sealed = masking.seal(row, "phone", "13800000001")
        row.save()

    @staticmethod
    def keys(client):
        answer = client.get("/readyz")
        assert answer.status_code == (200 if answer.json()["keys"] else 503)
        return answer.json()["keys"]

    def test_any_key_fits_while_nothing_is_sealed(self, client, visit, field_keys):
        Petitioner.objects.create(visit=visit, row_key=masking.row_key())
        field_keys("k9")
        assert self.keys(client)

    def test_the_key_that_sealed_fits(self, client, visit):
        self.seal(visit)
        assert self.keys(client)

    def test_another_key_under_the_same_id_does_not(self, client, visit, field_keys):
        self.seal(visit)
        field_keys("k1", byte=b"x")
        assert not self.keys(client)

    def test_a_key_that_is_no_key_does_not(self, client, visit, settings, field_keys):
        self.seal(visit)
        field_keys("k1")
        settings.FIELD_KEYS = "k1"
        keyring._keys.cache_clear()
        keyring.derived_key.cache_clear()
        assert not self.keys(client)

    def test_an_old_key_that_was_removed_is_missed_also_when_newer_rows_open(self, client, visit, field_keys):
        self.seal(visit)
        field_keys("k2")
        self.seal(visit)
        assert not self.keys(client)
        Petitioner.objects.order_by("pk").first().delete()
        assert self.keys(client)

    def test_the_key_of_the_codes_on_the_receipts_is_needed_too(self, client, visit, event, cast, now, field_keys):
        petition(event, by=cast.recorder, at=now, phone="")
        assert self.keys(client)
        field_keys("k9")
        assert not self.keys(client)


def test_an_entry_of_the_record_without_a_link_is_a_warning(client, beat, cast):
    audit.record(cast.handler, "edit", by=cast.admin, at=past(minutes=6))
    assert list(warnings(client)) == ["unlinked"]
    chain.link(at=timezone.now())
    assert warnings(client) == {}
