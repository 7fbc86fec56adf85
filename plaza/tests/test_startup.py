"""What is done before the processes start, and what is not done twice."""

import json
import sqlite3

import pytest
from django.db import DatabaseError
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation.reloader import translation_file_changed

from plaza import startup
from plaza.supervisor import CannotStart


@pytest.fixture
def lines():
    return []


@pytest.fixture
def demo(settings, tmp_path, monkeypatch):
    """A demo folder with a database, made by this version."""
    settings.DEMO = True
    settings.DATA = tmp_path / "demo"
    settings.DATA.mkdir()
    (settings.DATA / "plaza.sqlite3").touch()
    (settings.DATA / "keys.env").write_text("PLAZA_SECRET_KEY=kept\n")
    (settings.DATA / "migrations.json").write_text(json.dumps(startup._migration_digests()))
    monkeypatch.setattr(startup, "_on_sqlite_file", lambda: True)
    monkeypatch.setitem(startup.connection.settings_dict, "NAME", settings.DATA / "plaza.sqlite3")
    return settings.DATA


def test_a_demo_of_this_version_stays(demo, lines):
    startup.put_old_demo_aside(lines.append)
    assert (demo / "plaza.sqlite3").exists()
    assert lines == []


def test_a_demo_of_another_version_is_moved_aside_and_its_keys_stay(demo, lines):
    stamp = json.loads((demo / "migrations.json").read_text())
    (demo / "migrations.json").write_text(json.dumps(stamp | {"core.0001_initial": "another text"}))
    (demo.parent / "demo-old-1").mkdir()
    startup.put_old_demo_aside(lines.append)
    assert (demo.parent / "demo-old-2" / "plaza.sqlite3").exists()
    assert [path.name for path in demo.iterdir()] == ["keys.env"]
    assert str(demo.parent / "demo-old-2") in lines[0]


def test_a_folder_beside_a_database_elsewhere_stays(demo, lines, monkeypatch):
    (demo / "migrations.json").write_text(json.dumps({"core.0001_initial": "another text"}))
    monkeypatch.setitem(startup.connection.settings_dict, "NAME", demo.parent / "plaza.sqlite3")
    startup.put_old_demo_aside(lines.append)
    assert (demo / "plaza.sqlite3").exists() and lines == []


def test_a_demo_that_lacks_only_new_migrations_stays(demo, lines):
    stamp = json.loads((demo / "migrations.json").read_text())
    stamp.pop("core.0001_initial")
    (demo / "migrations.json").write_text(json.dumps(stamp))
    startup.put_old_demo_aside(lines.append)
    assert lines == []


def test_a_backup_holds_what_the_database_holds(settings, tmp_path, monkeypatch):
    settings.DATA = tmp_path
    source = sqlite3.connect(tmp_path / "plaza.sqlite3")
    source.execute("CREATE TABLE matter (number)")
    source.execute("INSERT INTO matter VALUES ('20260518-0001')")
    source.commit()
    monkeypatch.setattr(startup, "_on_sqlite_file", lambda: True)
    monkeypatch.setitem(startup.connection.settings_dict, "NAME", str(tmp_path / "plaza.sqlite3"))
    copy = startup.back_up_sqlite()
    assert sqlite3.connect(copy).execute("SELECT number FROM matter").fetchall() == [("20260518-0001",)]
    assert copy.stat().st_mode & 0o077 == 0


def test_only_the_latest_backups_are_kept(settings, tmp_path, monkeypatch):
    settings.DATA = tmp_path
    (tmp_path / "backups").mkdir()
    for day in range(10, 25):
        (tmp_path / "backups" / f"plaza-202601{day}-080000.sqlite3").touch()
    monkeypatch.setattr(startup, "_on_sqlite_file", lambda: True)
    monkeypatch.setitem(startup.connection.settings_dict, "NAME", str(tmp_path / "plaza.sqlite3"))
    copy = startup.back_up_sqlite()
    left = sorted(path.name for path in (tmp_path / "backups").iterdir())
    assert len(left) == startup.KEPT_BACKUPS
    assert left[-1] == copy.name


def test_static_files_are_collected_when_they_changed_and_not_otherwise(settings, tmp_path, monkeypatch, lines):
    collected = []
    monkeypatch.setattr(startup, "call_command", lambda *args, **options: collected.append(args[0]))
    settings.DATA, settings.STATIC_ROOT, source = tmp_path, tmp_path / "static", tmp_path / "source"
    settings.STATIC_ROOT.mkdir()
    source.mkdir()
    settings.STATICFILES_DIRS = [source]
    (source / "plaza.css").write_text("a{}")
    startup.collect_static(lines.append)
    startup.collect_static(lines.append)
    assert collected == ["collectstatic"]
    (source / "plaza.css").write_text("b{}")
    startup.collect_static(lines.append)
    assert collected == ["collectstatic", "collectstatic"]
    assert lines == ["Collecting style sheets, scripts and pictures ..."] * 2


def test_words_compiled_at_the_start_are_used_in_the_same_process(settings, tmp_path):
    folder = tmp_path / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "A word of this test"\nmsgstr "试"\n'
    )
    before = settings.LOCALE_PATHS
    settings.LOCALE_PATHS = [tmp_path]
    translation_file_changed(None, folder / "django.mo")
    try:
        with translation.override("zh-hans"):
            assert gettext("A word of this test") == "A word of this test"
        startup.compile_catalogues()
        with translation.override("zh-hans"):
            assert gettext("A word of this test") == "试"
    finally:
        settings.LOCALE_PATHS = before
        translation_file_changed(None, folder / "django.mo")


def test_a_database_that_cannot_be_opened_ends_the_start_in_one_line(monkeypatch):
    def refused(*args):
        raise DatabaseError("file is not a database\nDETAIL: more")

    monkeypatch.setattr(startup.connection.introspection, "table_names", refused)
    with pytest.raises(CannotStart) as refusal:
        startup.reach_database()
    assert "file is not a database" in str(refusal.value) and "\n" not in str(refusal.value)
