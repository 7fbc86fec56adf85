"""Words typed before the nature was known leave nothing behind: database, file, folder, log."""

import logging
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

from petitions.models import Petition

WORDS = ("鹬蚌相争收受字画", "秘密举报人甲乙")
PHONE = "13877770001"


def _tables() -> str:
    """Every value of every table, as text."""
    found = []
    for model in apps.get_models():
        found += [repr(row) for row in model._base_manager.values_list()]
    return "\n".join(found)


def _files() -> bytes:
    """What lies in the data folder, the database file among it, after its log was written back."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return b"".join(path.read_bytes() for path in Path(settings.DATA).rglob("*") if path.is_file())


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("on_the_day")
@pytest.mark.parametrize("when", ["at once", "later"])
def test_an_accusation_leaves_no_word(as_, cast, event, office, caplog, when):
    client, url = as_(cast.recorder), f"/desks/{event.desk1.pk}"
    typed = {
        "content": f"{WORDS[0]}。要求查处。",
        "name": WORDS[1],
        "phone": PHONE,
        "people": "1",
        "place": WORDS[0],
        "category": office.building.pk,
        "outcome": "assigned",
        "answer": WORDS[0],
        "address": WORDS[1],
    }
    sealed = {"nature": "accusation", "envelope": "封01", "organ": "县纪委监委"}
    with caplog.at_level(logging.DEBUG):
        key = client.get(url).context["form"]["key"].value()
        if when == "at once":
            client.post(url, {"key": key, **typed, **sealed, "envelope": ""})
            client.post(url, {"key": key, **typed, **sealed})
        else:
            client.post(url, {"key": key, "nature": "request", **typed})
            assert WORDS[0] in _tables()  # the control: without sealing it would be found
            number = Petition.objects.get().number
            correct = f"/petitions/{number}/correct"
            client.post(correct, {"version": 1, "nature": "request", **typed, "place": WORDS[1]})
            assert client.post(correct, {"version": 2, **typed, **sealed}).status_code == 302
    dump, files = _tables(), _files()
    for word in (*WORDS, PHONE, WORDS[0][:4], WORDS[1][:4]):
        assert word not in dump and word.encode() not in files and word not in caplog.text
    assert Petition.objects.get().petitioner is None
