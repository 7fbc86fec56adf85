"""Words: no Chinese of ours on an English page, no simplified sign in a traditional one, no hole in a catalogue."""

import re
from pathlib import Path

import polib
import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from plaza.core import masks
from plaza.office import imports
from plaza.tests.test_url_rules import ROUTES, url_of

LOCALE = Path(settings.BASE_DIR) / "locale"
CATALOGUES = sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))
HAN = re.compile(r"[㐀-鿿豈-﫿]+")
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd]|\{\w*\}")
# Simplified signs that are also good traditional ones: 后 queen, 里 a mile, 台 in 接訪台 …
BOTH = set(
    "万与个了云余准几出别发只台叶吃合同后向周咨回园家尽岳布干并当征志愿折抵提摆斗旋曲术朱松板极柜洒游炼"
    "烟熏症确种空系纤绷老胡致舍表谷赞迹郁里钟锤门闲面须饥"
)
# What stays Chinese in every language: names of the languages, and form of an official document number.
ALWAYS = {"简体中文", "繁體中文", "号", "中文"}


def pages(client, person, world):
    """(name, text) of every page that this person may read by GET."""
    client.raise_request_exception = False  # a broken page is found by the matrix of URLs
    client.force_login(person, backend="plaza.roles.RoleBackend")
    for name, entry in ROUTES:
        if entry.callback.rule.allows(person):
            response = client.get(url_of(name, entry, world))
            if response.status_code in (200, 403, 404) and response.get("Content-Type", "").startswith("text/html"):
                yield name, response.content.decode()


def data_words() -> set[str]:
    """Every Chinese word that came from a row of the database or stands there masked; it is never translated."""
    words = set(ALWAYS)
    for model in apps.get_models():
        names = [
            field.attname
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField | models.JSONField)
        ]
        for row in model._base_manager.values_list(*names) if names else []:
            for value in row:
                found = HAN.findall(str(value))
                words |= set(found) | {masks.name(word) for word in found}
    words |= {word for values in imports.SAMPLES.values() for value in values for word in HAN.findall(value)}
    return words


def foreign(text: str, words) -> list[str]:
    """Han words of the page that are no data: outside of scripts, taken out by the longest word first."""
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, " ")
    return sorted(set(HAN.findall(text)))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "role", ["organizer", "recorder", "handler", "head", "leader", "supervisor", "liaison", "admin"]
)
def test_an_english_page_has_no_chinese_but_data(client, world, role):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    words = data_words()
    wrong = {
        name: found for name, text in pages(client, getattr(world.cast, role), world) if (found := foreign(text, words))
    }
    assert wrong == {}


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_a_catalogue_is_complete(path):
    rows = [entry for entry in polib.pofile(str(path)) if not entry.obsolete]
    assert [entry.msgid for entry in rows if not entry.translated() or entry.fuzzy] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_a_translation_keeps_every_placeholder(path):
    wrong = []
    for entry in polib.pofile(str(path)):
        wanted = set(PLACEHOLDER.findall(entry.msgid)) | set(PLACEHOLDER.findall(entry.msgid_plural))
        for text in [*entry.msgstr_plural.values(), entry.msgstr]:
            if text and set(PLACEHOLDER.findall(text)) != wanted:
                wrong.append(entry.msgid)
    assert wrong == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_a_translation_does_not_shout(path):
    entries = polib.pofile(str(path))
    assert [entry.msgid for entry in entries if "！" in entry.msgstr or "!" in entry.msgid] == []


@pytest.mark.parametrize("path", [path for path in CATALOGUES if "zh_Hant" in str(path)], ids=lambda path: "zh_Hant")
def test_traditional_words_have_no_simplified_sign(path):
    from opencc import OpenCC

    to_traditional, to_simplified = OpenCC("s2tw").convert, OpenCC("tw2s").convert
    wrong = []
    for entry in polib.pofile(str(path)):
        for text in [*entry.msgstr_plural.values(), entry.msgstr]:
            signs = [
                sign
                for sign in text
                if HAN.match(sign) and sign not in BOTH and to_traditional(sign) != sign and to_simplified(sign) == sign
            ]
            if signs:
                wrong.append((entry.msgid, "".join(signs)))
    assert wrong == []


def test_messages_have_no_fixed_chinese():
    """Sentences of Python, templates and scripts are English; Chinese stands in the catalogues and in data."""
    folder = Path(settings.BASE_DIR) / "templates"
    files = [path for path in folder.rglob("*") if path.suffix in (".html", ".txt") and "documents" not in path.parts]
    wrong = {path.name: found for path in files if (found := foreign(path.read_text(encoding="utf-8"), ALWAYS))}
    assert wrong == {}
