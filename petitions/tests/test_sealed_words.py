"""Words typed before the nature was known leave nothing behind: tables, free pages, logs of the database, index, files,
sheets. And nobody who reads the tables tells which line of the ledger an envelope belongs to."""

import io
import logging
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client
from openpyxl import load_workbook

from followup import actions as ledger
from followup.models import Case
from petitions import actions
from petitions.models import Petition, SealedStub, SealingProposal, Trace, Visit, WaitingEnvelope
from plaza.core import outbox
from plaza.core.models import AuditEntry, Submission

WORDS = ("鹬蚌相争收受字画", "秘密举报人甲乙")
GRAM = "鹬蚌".encode()[1:]  # as the index keeps a pair of signs: the beginning is said once for many
PHONE = "13877770001"
SEALED = {"nature": "accusation", "envelope": "封01", "organ": "县纪委监委"}


def _tables() -> str:
    """Every value of every table, as text; of SQLite the words of the index too."""
    found = []
    for model in apps.get_models():
        found += [repr(row) for row in model._base_manager.values_list()]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            found += map(repr, cursor.execute("SELECT * FROM core_searchgrams_data").fetchall())
    return "\n".join(found)


def _kept() -> bytes:
    """What lies in the data folder, the database file and its log among it; on PostgreSQL the files of the tables and
    indexes, without its write-ahead log (docs/security.md)."""
    files = b"".join(path.read_bytes() for path in Path(settings.DATA).rglob("*") if path.is_file())
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("CHECKPOINT")
            cursor.execute(
                "SELECT pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class WHERE relkind IN ('r', 'i', 't') "
                "AND relnamespace IN ('public'::regnamespace, 'pg_toast'::regnamespace)"
            )
            files += b"".join(bytes(row[0]) for row in cursor.fetchall())
    return files


def _sheets(as_, cast) -> str:
    answer = as_(cast.organizer).get("/cases?tab=closed&format=xlsx")
    return str(list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)))


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("on_the_day")
@pytest.mark.parametrize("when", ["at once", "corrected", "confirmed"])
def test_an_accusation_leaves_no_word(as_, cast, event, office, now, caplog, when):
    client, url = as_(cast.recorder), f"/desks/{event.desk1.pk}"
    typed = {
        "content": f"{WORDS[0]}。要求查处。" * 20,
        "name": WORDS[1],
        "phone": PHONE,
        "people": "1",
        "place": WORDS[0],
        "category": office.building.pk,
        "outcome": "assigned",
        "answer": WORDS[0],
        "address": WORDS[1],
    }
    with caplog.at_level(logging.DEBUG):
        key = client.get(url).context["form"]["key"].value()
        if when == "at once":
            client.post(url, {"key": key, **typed, **SEALED, "envelope": ""})
            client.post(url, {"key": key, **typed, **SEALED})
        else:
            client.post(url, {"key": key, "nature": "request", **typed})
            assert WORDS[0] in _tables() and WORDS[0].encode() in _kept() and GRAM in _kept()  # the control
            number = Petition.objects.get().number
            correct = f"/petitions/{number}/correct"
            client.post(correct, {"version": 1, "nature": "request", **typed, "place": WORDS[1]})
            if when == "corrected":
                assert client.post(correct, {"version": 2, **typed, **SEALED}).status_code == 302
            else:
                case = Case.objects.get()
                ledger.sign(case, by=cast.handler, at=now)
                ledger.progress(case, by=cast.handler, at=now, note=WORDS[0])
                petition = Petition.objects.get()
                actions.correct(petition, by=cast.recorder, at=now + timedelta(hours=1), reason=WORDS[1], **SEALED)
                actions.confirm(SealingProposal.objects.get(), by=cast.liaison, at=now, envelope="封01")
            assert Trace.objects.count() == 1
    sheets = _sheets(as_, cast)
    connection.close()  # its readers are gone
    ledger.wipe_traces()
    ledger.wipe_traces(thorough=True)
    assert not Trace.objects.exists()
    dump, files = _tables() + sheets, _kept()
    for word in (*WORDS, PHONE, WORDS[0][:4], WORDS[1][:4]):
        assert word not in dump and word.encode() not in files and word not in caplog.text
    assert GRAM not in files
    assert Petition.objects.get().petitioner is None
    actions.take_in(by=None, at=now + timedelta(hours=16))
    assert SealedStub.objects.get().envelope == "封01"


@pytest.mark.django_db
def test_where_nothing_was_sealed_nothing_is_wiped(take):
    take()
    assert ledger.wipe_traces() is False
    assert ledger.wipe_traces(thorough=True) is False


@pytest.mark.django_db
@pytest.mark.usefixtures("on_the_day")
def test_a_page_of_refusal_gives_no_word_of_an_accusation_back(cast, event):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.recorder, backend="plaza.roles.RoleBackend")
    sent = {"content": f"{WORDS[0]}。要求查处，详见材料。", "name": WORDS[1], "organ": "县纪委监委信访举报受理室某处"}
    pages = {
        nature: browser.post(f"/desks/{event.desk1.pk}", {**sent, "nature": nature}).content.decode()
        for nature in ("request", "accusation")
    }
    assert WORDS[0] in pages["request"]  # the control
    assert not any(word in pages["accusation"] for word in WORDS)
    assert sent["organ"] in pages["accusation"]


NIGHT = timedelta(hours=16)


def _values(rows) -> set[str]:
    """What stands in the columns, without what stands everywhere. Keys meet by chance; their order is asked below."""
    common, keys = ("", None, True, False, 0, 1, 2), ("id", "object_id", "version")
    return {str(value) for row in rows for name, value in row.items() if value not in common and name not in keys}


@pytest.fixture
def sealed(take, cast, now, office):
    """Ten lines of accusations among others, their envelopes taken in at night."""
    lines = []
    for n in range(10):
        at = now + timedelta(minutes=3 * n, seconds=17, microseconds=n)
        take(at=at, name=f"林{n}", phone=f"1380000{n:04d}")
        given = {"envelope": f"封{n:03d}", "organ": "县纪委监委"}
        line = take(nature="accusation", at=at + timedelta(minutes=1), **given)
        lines.append(line.pk)
    actions.take_in(by=None, at=now + NIGHT)
    return lines


@pytest.mark.django_db
def test_a_stub_and_a_line_share_no_value_of_any_column(sealed, event):
    entries = AuditEntry.objects.all()
    of_stubs = [*SealedStub.objects.values(), *entries.filter(kind="petitions.sealedstub").values()]
    lines = Petition.objects.filter(pk__in=sealed)
    of_lines = [
        *lines.values(),
        *Case.objects.filter(pk__in=sealed).values(),
        *Visit.objects.filter(petitions__in=sealed).values(),
        *Submission.objects.filter(kind="petition", object_id__in=sealed).values(),
        *entries.exclude(kind="petitions.sealedstub").values(),
    ]
    assert len(of_stubs) == 20 and len(of_lines) > 40
    assert _values(of_stubs) & _values(of_lines) == {"2026-05-18"}  # the day alone
    assert WaitingEnvelope.objects.count() == 0
    assert [entry.facts for entry in entries.filter(kind="petitions.sealedstub")] == [{}] * 10


@pytest.mark.django_db
def test_nor_an_order(sealed):
    in_order = [f"封{n:03d}" for n in range(10)]
    for order in ("pk", "number", "-pk", "-number"):
        assert (
            list(SealedStub.objects.order_by(order).values_list("envelope", flat=True)) != in_order
        )  # 1 in 3.6 million
    days = set(SealedStub.objects.values_list("received_on", flat=True))
    assert len(days) == 1


@pytest.mark.django_db
def test_what_waits_says_nothing_without_the_keys(take):
    for n in range(2):
        take(nature="accusation", envelope=f"封{n}" * (n + 1), organ="县纪委监委" * (n + 1))
    rows = list(WaitingEnvelope.objects.values())
    assert "封" not in str(rows) and "县纪委" not in str(rows)
    assert len({len(row["said_sealed"]) for row in rows}) == 1


@pytest.mark.django_db
def test_two_who_take_in_at_once_make_each_stub_once(take, cast, now, monkeypatch):
    take(nature="accusation", **{k: v for k, v in SEALED.items() if k != "nature"})
    row = WaitingEnvelope.objects.get()
    assert actions.take_in(by=cast.liaison, at=now) == 1
    row.save(force_insert=True)  # what the slower one had read before
    WaitingEnvelope.objects.all().delete()
    monkeypatch.setattr(WaitingEnvelope.objects, "all", lambda: [row], raising=False)
    assert actions.take_in(by=None, at=now) == 0
    assert SealedStub.objects.count() == 1


@pytest.mark.django_db
def test_the_look_for_earlier_matters_keeps_no_digest_of_a_person(take, cast, event, now):
    take()
    actions.look_earlier(event.desk1, by=cast.recorder, at=now, phone="13800000001")
    assert AuditEntry.objects.get(act="look_earlier").facts == {"count": 1}


@pytest.mark.django_db
def test_no_message_and_no_visit_leads_from_a_sealed_line_to_a_person(take, now):
    """As the second matter of a visit, and as the first."""
    first = take()
    second = take(visit=first.visit, nature="accusation", envelope="封1", organ="县纪委监委")
    assert second.visit_id != first.visit_id and not second.visit.petitioners.exists()
    third = take(nature="accusation", envelope="封2", organ="县纪委监委", people=2)
    fourth = take(visit=third.visit, people=2)
    assert fourth.visit_id != third.visit_id
    assert sorted(Visit.objects.values_list("people", flat=True)) == [0, 0, 1, 2]
    assert not outbox.told_of(second).exists()
