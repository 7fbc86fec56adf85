"""The record of acts speaks: every kind and every act that the program can write has a word in every language."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.utils import translation

from plaza.core import masking
from plaza.core.forms import PURPOSES
from plaza.core.models import AuditEntry
from plaza.office import words

ROOT = Path(__file__).resolve().parents[2]
HAN = re.compile("[一-鿿]")
CODE = re.compile(r"[a-z]+[._][a-z_]+|^[a-z_]+$")
MODELS = [model for model in apps.get_models() if hasattr(model, "workflow")]
ACTS = sorted({(row.name, model._meta.label_lower) for model in MODELS for row in model.workflow})
LATIN = re.compile(r"[A-Za-z]{3,}")
WRITING = {"record": 1, "edit": 1, "create": 1, "move": 1}


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_every_kind_and_every_act_has_its_word(language):
    wrong = []
    with translation.override(language):
        said = [words.kind(model._meta.label_lower) for model in MODELS] + [words.act(*pair) for pair in ACTS]
        said += [words.act(name, "") for name in words.ACTS]
    for text in said:
        if not text or CODE.search(text) or bool(HAN.search(text)) != (language != "en"):
            wrong.append(text)
    assert wrong == []


def test_every_act_written_in_the_program_stands_in_a_table():
    known, unknown = {name for name, _kind in ACTS} | set(words.ACTS), []
    for folder in ("plaza", "events", "petitions", "followup", "evaluation"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "tests" in path.parts or "migrations" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text())):
                name = getattr(node.func, "attr", getattr(node.func, "id", "")) if isinstance(node, ast.Call) else ""
                if name in WRITING and len(node.args) > 1 and isinstance(node.args[1], ast.Constant):
                    act = node.args[1].value
                    if isinstance(act, str) and act not in known:
                        unknown.append((path.name, act))
    assert unknown == []


def unspoken(entries) -> set[tuple]:
    """What of these entries shows as a code, or in another language than the reader's: in all three languages."""
    wrong = set()
    for language in ("zh-hans", "zh-hant", "en"):
        with translation.override(language):
            for entry in entries:
                said = words.kind(entry.kind), words.act(entry.act, entry.kind)
                beyond = words.told(entry)
                if any(not text or CODE.search(text) or bool(HAN.search(text)) != (language != "en") for text in said):
                    wrong.add((language, entry.kind, entry.act, *said))
                if (HAN if language == "en" else LATIN).search(beyond):
                    wrong.add((language, entry.kind, entry.act, beyond))
    return wrong


@pytest.mark.django_db
def test_every_entry_of_a_day_in_full_swing_has_its_words(world):
    entries = AuditEntry.objects.all()
    assert entries and unspoken(entries) == set()


@pytest.mark.django_db
@pytest.mark.parametrize("purpose", ["contact", "verify", "correct", "other: 回电"])
def test_a_look_at_personal_data_says_what_for(world, purpose):
    masking.reveal(world.petition.petitioner, "phone", by=world.cast.organizer, purpose=purpose, at=world.event.made_at)
    entry = AuditEntry.objects.get(act="reveal")
    assert unspoken([entry]) == set()
    with translation.override("en"):
        assert words.told(entry) == PURPOSES[purpose.partition(":")[0]]
