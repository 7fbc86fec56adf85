"""The record proves itself: who can only write the database does nothing to it that is not found, and named."""

import importlib
import json
import threading

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone, translation

from plaza.core import audit, chain, masking, offices, tasks
from plaza.core.models import AuditEntry, AuditLink, Reveal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


ENTRIES = "core_auditentry"
COLUMNS = "at, by_id, act, kind, object_id, label, facts, mac"
PAST_THE_MARK = "the record does not reach to the mark outside the database: link 3 is missing or another"


@pytest.fixture
def written(cast, now):
    """The numbers of fourteen entries: three links over four each, and two that still wait."""
    return _write(cast, now)


def _write(cast, now):
    numbers = []
    for number in range(14):
        entry = audit.record(cast.handler, "edit", by=cast.admin, at=now, facts={"fields": ["name"], "n": number})
        numbers.append(entry.pk)
        if number % 4 == 3:
            chain.link(at=now)
    return numbers


def tampered(numbers, *statements):
    names = {f"e{place}": number for place, number in enumerate(numbers)}
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement.format(entries=ENTRIES, columns=COLUMNS, links="core_auditlink", **names))


# What is done by SQL -> the first fault, here with the places of the entries. Two when SQLite, where every number
# counts from the moment it is drawn, can say more than PostgreSQL.
TAMPERINGS = {
    "an entry edited": (["UPDATE {entries} SET act = 'other' WHERE id = {e5}"], "entry {e5} was changed or copied"),
    "an entry edited that waits": (
        ["UPDATE {entries} SET label = 'x' WHERE id = {e13}"],
        "entry {e13} was changed or copied",
    ),
    "an entry added by copy of a row": (
        ["INSERT INTO {entries} (id, {columns}) SELECT {e13} + 1, {columns} FROM {entries} WHERE id = {e2}"],
        "entry {after} was changed or copied",
    ),
    "an entry put in the place of another": (
        [
            "DELETE FROM {entries} WHERE id = {e5}",
            "INSERT INTO {entries} (id, {columns}) SELECT {e5}, {columns} FROM {entries} WHERE id = {e6}",
        ],
        "entry {e5} was changed or copied",
    ),
    "two entries exchanged": (
        [
            "UPDATE {entries} SET id = -1 WHERE id = {e5}",
            "UPDATE {entries} SET id = {e5} WHERE id = {e6}",
            "UPDATE {entries} SET id = {e6} WHERE id = -1",
        ],
        "entry {e5} was changed or copied",
    ),
    "an entry deleted": (["DELETE FROM {entries} WHERE id = {e2}"], "entry {e2} is missing"),
    "several entries deleted": (
        ["DELETE FROM {entries} WHERE id IN ({e5}, {e6})"],
        "the entries {e5} to {e6} are missing",
    ),
    "the first entry deleted": (["DELETE FROM {entries} WHERE id = {e0}"], "entry {e0} is missing"),
    "an entry deleted and its link told so": (
        [
            "DELETE FROM {entries} WHERE id = {e5}",
            "UPDATE {links} SET count = 3, gaps = '[[{e5}, {e5}]]' WHERE number = 2",
        ],
        ("entry {e5} is missing", "link 2, over the entries {e4} to {e7}, was changed"),
    ),
    "a link deleted with its entries": (
        ["DELETE FROM {entries} WHERE id BETWEEN {e4} AND {e7}", "DELETE FROM {links} WHERE number = 2"],
        "link 2 is missing",
    ),
    "the first link deleted with its entries": (
        ["DELETE FROM {entries} WHERE id <= {e3}", "DELETE FROM {links} WHERE number = 1"],
        "link 1 is missing",
    ),
    "the first link deleted, the others counted anew": (
        [
            "DELETE FROM {links} WHERE number = 1",
            "UPDATE {links} SET number = 1 WHERE number = 2",
            "UPDATE {links} SET number = 2 WHERE number = 3",
        ],
        "link 1, over the entries {e4} to {e7}, was changed",
    ),
    "a link edited": (
        ["UPDATE {links} SET count = count + 1 WHERE number = 2"],
        "link 2, over the entries {e4} to {e7}, was changed",
    ),
    "a link that knows of no shape": (
        ["UPDATE {links} SET gaps = '[7]' WHERE number = 2"],
        "link 2, over the entries {e4} to {e7}, was changed",
    ),
    "the end cut off with its link": (
        ["DELETE FROM {entries} WHERE id >= {e8}", "DELETE FROM {links} WHERE number = 3"],
        PAST_THE_MARK,
    ),
    "all links deleted, to be linked anew": (["DELETE FROM {links}"], PAST_THE_MARK),
    "an entry deleted, and all links": (
        ["DELETE FROM {entries} WHERE id = {e2}", "DELETE FROM {links}"],
        ("entry {e2} is missing", PAST_THE_MARK),
    ),
    "everything deleted": (["DELETE FROM {entries}", "DELETE FROM {links}"], PAST_THE_MARK),
}


@pytest.mark.parametrize("done", TAMPERINGS)
def test_what_was_done_by_hand_is_found_also_after_the_next_run_of_the_background_work(written, now, done):
    statements, first = TAMPERINGS[done]
    if isinstance(first, tuple):
        first = first[connection.vendor != "sqlite"]
    names = {f"e{place}": number for place, number in enumerate(written)} | {"after": written[-1] + 1}
    tampered(written, *statements)
    assert chain.verify(at=now)[0] == first.format(**names)
    chain.link(at=now)
    assert chain.verify(at=now)[0] == first.format(**names)


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="a failed transaction uses up its number there")
def test_what_was_deleted_before_its_link_is_found_where_each_number_counts(written, now):
    tampered(written, "DELETE FROM {entries} WHERE id = {e12}")
    assert chain.verify(at=now) == [f"entry {written[12]} is missing"]
    chain.link(at=now)
    assert chain.verify(at=now) == [f"entry {written[12]} is missing"]


def test_an_untouched_record_has_no_faults(written, now):
    assert chain.verify(at=now) == []
    assert [(link.number, link.count) for link in AuditLink.objects.order_by("number")] == [(1, 4), (2, 4), (3, 4)]
    assert (chain.link(at=now).count, chain.link(at=now)) == (2, None)
    assert chain.verify(at=now) == []


def test_a_damaged_record_is_not_linked_on(written, cast, now, caplog):
    tampered(written, "DELETE FROM {links}")
    assert chain.link(at=now) is None and not AuditLink.objects.exists()
    assert PAST_THE_MARK in caplog.text


def test_an_entry_of_a_later_moment_neither_waits_nor_is_passed_over(cast, now):
    audit.record(cast.handler, "edit", by=None, at=now.replace(year=2027))
    audit.record(cast.handler, "edit", by=None, at=now)
    assert chain.link(at=now).count == 2


def test_an_entry_without_a_link_for_more_than_two_minutes_is_a_fault(written, now):
    assert chain.verify(at=now + chain.LONGEST_UNLINKED) == []
    fault = f"entry {written[12]} and later ones, 2 in all, have had no link for more than two minutes"
    assert chain.verify(at=now + 1.1 * chain.LONGEST_UNLINKED) == [fault]


# The mark and the head.


def test_the_mark_says_where_the_record_ended(written, now):
    mark = json.loads(chain.mark_file().read_text())
    link = AuditLink.objects.get(number=3)
    assert (mark["number"], mark["last_id"], mark["mac"]) == (3, link.last_id, link.mac)
    assert chain.mark_file().stat().st_mode & 0o777 == 0o600


def test_a_mark_that_cannot_be_read_is_a_fault_and_not_written_over(written, now):
    chain.mark_file().write_text("{}")
    assert "cannot be read" in chain.verify(at=now)[0]
    assert chain.link(at=now) is None and chain.mark_file().read_text() == "{}"


def put_back(numbers):
    """The database as it was after the second link."""
    tampered(numbers, "DELETE FROM {entries} WHERE id >= {e8}", "DELETE FROM {links} WHERE number >= 3")
    if connection.vendor == "sqlite":
        tampered(numbers, "UPDATE sqlite_sequence SET seq = {e7} WHERE name = '{entries}'")


def test_a_backup_that_was_put_back_goes_on_when_the_mark_was_taken_away_and_says_so(written, now):
    put_back(written)
    chain.mark_file().unlink()
    assert (chain.link(at=now).number, chain.verify(at=now)) == (3, [])
    entry = AuditEntry.objects.latest("pk")
    assert (entry.act, entry.kind, entry.facts) == ("begin_mark", "core.auditlink", {"number": 2})


def test_the_head_that_was_noted_down_tells_of_a_record_that_was_put_in_its_place(written, cast, now):
    noted = str(chain.head())
    assert noted == f"{written[11]}:12:{AuditLink.objects.get(number=3).mac[:32]}"
    audit.record(cast.handler, "edit", by=None, at=now)
    chain.link(at=now)
    assert str(chain.head()) != noted and chain.verify(at=now, anchor=noted) == []
    put_back(written)
    chain.mark_file().unlink()
    chain.link(at=now)
    assert chain.verify(at=now) == []
    assert chain.verify(at=now, anchor=noted) == [f"the record is not the one of the anchor {noted}"]


@pytest.mark.parametrize("anchor", ["x", "1:2", "1:2:3", "99999999999999999999:1:x", "²:1:x"])
def test_what_is_no_head_is_not_found(written, now, anchor):
    assert chain.verify(at=now, anchor=anchor) == [f"“{anchor}” is no head of a record"]


def test_the_head_is_known_as_it_was_printed(written, now):
    chain.link(at=now)
    assert chain.verify(at=now, anchor=f"head: {chain.head()} ") == []


def test_once_a_day_the_head_goes_to_the_one_who_keeps_it_and_what_is_wrong(
    written, office, settings, mailoutbox, caplog
):
    chain.link(at=timezone.now())
    tasks.prove_audit()
    assert not mailoutbox
    settings.AUDIT_MAIL = "keeper@example.org"
    office.__class__.objects.update(default_language="en")
    offices.forget()
    tasks.prove_audit()
    assert caplog.text == "" and mailoutbox[0].to == ["keeper@example.org"]
    assert mailoutbox[0].body == f"The record of acts ends at {chain.head()}."
    tampered(written, "DELETE FROM {entries} WHERE id = {e2}")
    tasks.prove_audit()
    found = f"1 fault was found in the record: entry {written[2]} is missing."
    assert found in mailoutbox[1].body and f"entry {written[2]} is missing" in caplog.text


# The list of looks at personal data.


@pytest.fixture
def looks(the_case, cast, now):
    person = the_case.petition.petitioner
    for _number in range(2):
        masking.reveal(person, "phone", by=cast.handler, purpose="contact", at=now)
    chain.link(at=now)
    return list(AuditEntry.objects.filter(act="reveal").order_by("pk"))


def test_an_emptied_list_of_looks_is_found(looks, now):
    assert chain.verify(at=now) == []
    Reveal.objects.all().delete()
    missing = [f"the look of entry {entry.pk} is missing in the list of looks" for entry in looks]
    assert chain.verify(at=now) == missing


def test_one_look_less_one_of_another_person_and_one_too_many_are_found(looks, cast, now):
    Reveal.objects.earliest("pk").delete()
    assert chain.verify(at=now) == [f"the look of entry {looks[1].pk} is missing in the list of looks"]
    Reveal.objects.update(by=cast.head)
    assert chain.verify(at=now)[-1] == "1 look in the list of looks is not in the record"


# Records of before, and several at once.


def test_a_record_of_an_earlier_version_is_sealed_anew_what_was_damaged_stays_damaged(written, now):
    migration = importlib.import_module("plaza.core.migrations.0005_audit_numbers")
    chain.mark_file().unlink()
    migration.as_before(apps, None)
    assert chain.verify(at=now) != []
    migration.seal_anew(apps, None)
    assert chain.verify(at=now) == []
    said = AuditEntry.objects.latest("pk")
    assert (said.act, said.facts) == ("seal_anew", {"entries": 15, "links": 3})
    migration.as_before(apps, None)
    tampered(written, "UPDATE {entries} SET act = 'x' WHERE id = {e5}", "DELETE FROM {entries} WHERE id = {e9}")
    migration.seal_anew(apps, None)
    faults = chain.verify(at=now)
    assert faults[0] == f"entry {written[5]} was changed or copied" and len(faults) == 2
    assert AuditLink.objects.get(number=3).gaps == [[written[9], written[9]]]


@pytest.fixture
def meanwhile():
    """meanwhile(work, *arguments): in a thread with a connection of its own."""

    def start(work, *arguments):
        def run():
            try:
                work(*arguments)
            finally:
                connection.close()

        thread = threading.Thread(target=run)
        thread.start()
        return thread

    return start


class Failed(Exception):
    pass


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_record_written_by_many_of_whom_some_fail_is_whole(cast, now, meanwhile):
    def write(number):
        for turn in range(12):
            try:
                with transaction.atomic():
                    audit.record(cast.handler, "edit", by=cast.admin, at=now, facts={"n": number * 100 + turn})
                    if turn % 3 == 0:
                        raise Failed
            except Failed:
                pass

    desks = [meanwhile(write, number) for number in range(6)]
    while any(desk.is_alive() for desk in desks):
        chain.link(at=now)
    chain.link(at=now)
    assert AuditEntry.objects.filter(act="edit").count() == 48
    assert chain.verify(at=now + 2 * chain.LONGEST_UNLINKED) == []


def _late_commit(cast, now, meanwhile):
    """One draws its number, waits, and writes after another of a later number was linked; the links meanwhile."""
    drawn, go_on = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            audit.record(cast.handler, "edit", by=cast.admin, at=now)
            drawn.set()
            go_on.wait(20)

    desk = meanwhile(slow)
    drawn.wait(20)
    audit.record(cast.handler, "edit", by=cast.admin, at=now)
    meanwhile_made = chain.link(at=now)
    go_on.set()
    desk.join()
    return meanwhile_made


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_a_number_whose_transaction_is_still_under_way_is_waited_for(cast, now, meanwhile):
    for _turn in range(2):  # where the record begins, and later
        assert _late_commit(cast, now, meanwhile) is None
        assert chain.link(at=now).count == 2
    assert chain.verify(at=now) == []


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_without_the_waiting_it_would_come_after_its_link(cast, now, meanwhile, monkeypatch):
    """The control."""
    audit.record(cast.handler, "edit", by=cast.admin, at=now)
    chain.link(at=now)
    monkeypatch.setattr(chain, "_somebody_writes", lambda: False)
    assert _late_commit(cast, now, meanwhile).count == 1
    assert "was added after its link" in chain.verify(at=now)[0]
