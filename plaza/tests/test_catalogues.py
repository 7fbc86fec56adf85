"""Catalogues: compiled when newer, traditional Chinese made from simplified."""

import os

import polib
import pytest
from django.conf import settings

from plaza import catalogues


@pytest.fixture
def simplified(tmp_path):
    path = tmp_path / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=UTF-8", "POT-Creation-Date": "2026-05-18"}
    for msgid, msgstr in (("overdue", "超期"), ("%(count)s cases", "%(count)s 件"), ("audit log", "审计日志")):
        catalogue.append(polib.POEntry(msgid=msgid, msgstr=msgstr))
    catalogue.save(str(path))
    return path


@pytest.fixture
def convert():
    return catalogues.converter(catalogues.glossary(settings.BASE_DIR / "locale" / "glossary.tsv"))


def test_a_catalogue_is_compiled_once_and_again_when_it_changed(simplified, tmp_path):
    mo = simplified.with_suffix(".mo")
    assert catalogues.compile_all(tmp_path / "locale") == [mo]
    assert polib.mofile(str(mo)).find("overdue").msgstr == "超期"
    later = simplified.stat().st_mtime_ns + 10**9
    os.utime(mo, ns=(later, later))
    assert catalogues.compile_all(tmp_path / "locale") == []
    os.utime(simplified, ns=(later + 1, later + 1))
    assert catalogues.compile_all(tmp_path / "locale") == [mo]


@pytest.mark.parametrize(
    ("simplified_text", "traditional_text"),
    [
        ("超期", "逾期"),
        ("已答复", "已答覆"),
        ("打印回执", "列印回執"),
        ("问题台账", "問題台帳"),
        ("网络问政", "網絡問政"),
        ("按期办结率", "按期辦結率"),
        ("请到接访台办理", "請到接訪台辦理"),
        ("%(name)s 已签收 %(count)s 件", "%(name)s 已簽收 %(count)s 件"),
    ],
)
def test_terms_of_the_field_win_over_the_conversion(convert, simplified_text, traditional_text):
    assert convert(simplified_text) == traditional_text


def test_the_traditional_catalogue_has_every_string_and_is_the_same_each_time(simplified, tmp_path):
    traditional = tmp_path / "zh_Hant.po"
    terms = {"审计日志": "稽核日誌"}
    catalogues.write_traditional(simplified, traditional, terms)
    first = traditional.read_bytes()
    catalogues.write_traditional(simplified, traditional, terms)
    assert traditional.read_bytes() == first
    assert [entry.msgstr for entry in polib.pofile(str(traditional))] == ["%(count)s 件", "稽核日誌", "超期"]
    assert b"POT-Creation-Date" not in first


def test_an_entry_names_the_files_that_use_it_without_lines(simplified, tmp_path):
    catalogue = polib.pofile(str(simplified))
    catalogue[0].occurrences = [("plaza/home.py", "12"), ("followup/forms.py", "3"), ("plaza/home.py", "40")]
    catalogue.save()
    catalogues.tidy(simplified)
    traditional = tmp_path / "zh_Hant.po"
    catalogues.write_traditional(simplified, traditional, {})
    for path in (simplified, traditional):
        assert b'#: followup/forms.py plaza/home.py\nmsgid "overdue"' in path.read_bytes()


def test_what_is_wrong_with_a_catalogue_is_listed(tmp_path):
    path = tmp_path / "zh_Hans" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    catalogue = polib.POFile()
    catalogue.append(polib.POEntry(msgid="missing"))
    catalogue.append(polib.POEntry(msgid="fuzzy", msgstr="模糊", flags=["fuzzy"]))
    catalogue.append(polib.POEntry(msgid="%(a)s lost", msgstr="丢失"))
    catalogue.append(polib.POEntry(msgid="added", msgstr="%(b)s 多出"))
    catalogue.append(polib.POEntry(msgid="good %(a)s", msgstr="%(a)s 好"))
    catalogue.save(str(path))
    assert catalogues.faults(path) == [
        "zh_Hans: 'missing' is not translated",
        "zh_Hans: 'fuzzy' is fuzzy",
        "zh_Hans: '%(a)s lost' lost a placeholder",
        "zh_Hans: 'added' has an unknown placeholder",
    ]
