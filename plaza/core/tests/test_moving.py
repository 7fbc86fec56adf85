import threading

import pytest
from django.db import connection

from events.models import Event
from plaza.core import audit
from plaza.core.errors import Conflict, NotAllowed, NotPossible
from plaza.core.models import AuditEntry
from plaza.core.workflow import available_actions, demand, edit, move

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(event):
    Event.objects.filter(pk=event.pk).update(status="draft")
    return Event.objects.get(pk=event.pk)


def test_a_move_changes_status_and_version_and_is_audited(draft, cast, now):
    move(draft, "approve", by=cast.organizer, at=now)
    stored = Event.objects.get(pk=draft.pk)
    entry = AuditEntry.objects.get(kind="events.event", act="approve")
    assert (stored.status, stored.version, draft.status, draft.version) == ("approved", 2, "approved", 2)
    assert (entry.by, entry.facts["from"], entry.facts["to"]) == (cast.organizer, "draft", "approved")


def test_a_stale_version_conflicts_and_changes_nothing(draft, cast, now):
    draft.version = 7
    with pytest.raises(Conflict):
        move(draft, "approve", by=cast.organizer, at=now)
    assert Event.objects.get(pk=draft.pk).status == "draft"


def test_a_conflict_names_who_changed_the_row_and_not_who_looked_at_it_since(draft, cast, now):
    stale = Event.objects.get(pk=draft.pk)
    edit(draft, "edit", {"venue": "东溪广场"}, by=cast.organizer, at=now)
    audit.record(draft, "reprint", by=cast.leader, at=now, facts={"checked": "id", "lost": False})
    audit.record(draft, "reveal", by=cast.head, at=now, facts={"field": "phone"})
    with pytest.raises(Conflict) as refusal:
        edit(stale, "edit", {"venue": "南桥广场"}, by=cast.organizer, at=now)
    assert (refusal.value.entry.act, refusal.value.entry.by) == ("edit", cast.organizer)


def test_the_version_that_was_shown_does_not_save_a_move_from_a_status_that_is_gone(draft, cast, now):
    Event.objects.filter(pk=draft.pk).update(status="cancelled", version=2)
    draft.version = 2
    with pytest.raises(Conflict):
        move(draft, "approve", by=cast.organizer, at=now)
    assert Event.objects.get(pk=draft.pk).status == "cancelled"


def test_only_a_row_of_the_machine_is_taken_without_a_person(draft, now):
    with pytest.raises(NotAllowed):
        demand(draft, "approve", by=None)


def test_a_person_without_the_permission_is_refused(draft, cast, now):
    with pytest.raises(NotAllowed):
        move(draft, "approve", by=cast.recorder, at=now)
    assert AuditEntry.objects.filter(act="approve").count() == 0


def test_a_move_from_another_status_says_so(draft, cast, now):
    with pytest.raises(NotPossible) as refusal:
        move(draft, "close", by=cast.organizer, at=now)
    assert "draft" in refusal.value.message or "草稿" in refusal.value.message


def test_the_page_offers_what_move_would_take(draft, cast):
    assert [row.name for row in available_actions(draft, cast.organizer)] == ["approve", "cancel"]
    assert available_actions(draft, cast.recorder) == []


def _race(pk, person, now, step, threads=8):
    barrier, results = threading.Barrier(threads), []

    def take():
        try:
            row = Event.objects.get(pk=pk)
            barrier.wait(timeout=20)
            step(row)
            results.append("won")
        except (Conflict, NotPossible):
            results.append("told")
        finally:
            connection.close()

    crowd = [threading.Thread(target=take) for _ in range(threads)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_of_eight_at_once_one_wins_and_seven_are_told(draft, cast, now):
    results = _race(draft.pk, cast.organizer, now, lambda row: move(row, "approve", by=cast.organizer, at=now))
    assert sorted(results) == ["told"] * 7 + ["won"]
    assert AuditEntry.objects.filter(act="approve").count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_guard_more_than_one_would_win(draft, cast, now):
    """Negative control: the same crowd over a plain save()."""

    def unguarded(row):
        if row.status == "draft":
            row.status = "approved"
            row.save()

    assert _race(draft.pk, cast.organizer, now, unguarded).count("won") > 1
