"""The demo never touches what is not demo: a folder or a database of an office stays as it is, byte for byte."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from plaza import demo, startup
from plaza.core import offices
from plaza.core.models import Office, SetupLink, Unit, User
from plaza.demo import own
from plaza.office import actions
from plaza.supervisor import CannotStart

ROOT = settings.BASE_DIR


@pytest.fixture
def in_demo(settings, tmp_path, monkeypatch, db):
    """The settings of a demo with an empty folder, on the database of this test."""
    settings.DEMO, settings.DATA = True, tmp_path
    monkeypatch.setattr(own, "NAMED", "")
    return tmp_path


def refused(match):
    return pytest.raises(CannotStart, match=match)


def person(username, **more):
    unit, _new = Unit.objects.get_or_create(code="XF", name="县信访局")
    return User.objects.create_user(username, None, name="高岩", unit=unit, **more)


def test_an_empty_database_and_the_demos_own_are_the_demos(in_demo):
    own.demand()
    Office.objects.create(pk=1, name="青禾县", demo=True)
    person("gaoyan", demo=True)
    own.demand()


def test_an_office_is_not(in_demo):
    Office.objects.create(pk=1, name="青禾县")
    for act in (own.demand, demo.build, demo.remove):
        with refused("holds an office that is not of the demo. Nothing was touched.*PLAZA_DATA"):
            act()
    with refused("an office"):
        startup.prepare(migrate=True, say=print)
    assert Office.objects.exists() and not list(in_demo.iterdir())


def test_an_account_of_an_office_is_not_also_beside_those_of_the_demo(in_demo):
    Office.objects.create(pk=1, name="青禾县", demo=True)
    person("gaoyan", demo=True)
    person("dingyi", demo=False)
    with refused("holds an account"):
        demo.remove()


def test_an_office_that_is_being_set_up_is_not(in_demo, now):
    SetupLink.objects.create(digest="x", made_at=now)
    with refused("the set-up of an office"):
        own.demand()


def test_files_without_the_mark_of_the_demo_are_not(in_demo):
    (in_demo / "files").mkdir()
    own.demand()
    (in_demo / "files" / "letter.pdf").touch()
    with refused("holds files"):
        demo.remove()
    assert (in_demo / "files" / "letter.pdf").exists()
    (in_demo / "demo-day").write_text("2026-05-18")
    own.demand()


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="a server")
def test_a_database_of_a_server_is_not_unless_its_name_says_so(in_demo, monkeypatch):
    monkeypatch.setattr(own, "NAMED", "demo")
    with refused("its name does not say “demo”. Nothing was touched. Unset DATABASE_URL"):
        own.demand()
    monkeypatch.setitem(connection.settings_dict, "NAME", "plaza_Demo_2")
    own.demand()


def test_who_is_added_in_the_demo_is_of_the_demo(office, cast, now, settings):
    values = {"name": "苏禾", "username": "suhe", "unit": office.xf, "by": cast.admin, "at": now, "roles": ["handler"]}
    assert not actions.add_user(**values)[0].demo
    Office.objects.update(demo=True)
    offices.forget()
    assert actions.add_user(**values | {"username": "suhe2"})[0].demo


def test_make_run_takes_no_database_and_no_broker_from_the_shell(tmp_path):
    """The recipe itself, with a program in the place of Python that says what it was given."""
    told = tmp_path / "python"
    told.write_text("#!/bin/sh\nenv\n")
    told.chmod(0o755)
    environment = os.environ | {"DATABASE_URL": "postgres://x/office", "REDIS_URL": "redis://x"}
    done = subprocess.run(
        ["make", "-s", "run", f"PY={told}", "-o", "environment"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    given = dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)
    assert (given["PLAZA_DEMO"], given["PLAZA_DATA"]) == ("1", "var/demo")
    assert not {"DATABASE_URL", "REDIS_URL"} & given.keys()


# The commands themselves, on a folder of an office.


def plaza(folder, *arguments, **more):
    ours = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT, env=environment | {"PLAZA_DATA": str(folder)} | more, capture_output=True, text=True, timeout=180,
    )  # fmt: skip


OFFICE = """
from plaza.core.models import Office, Unit, User
Office.objects.create(pk=1, name="青禾县", ready=True)
unit = Unit.objects.create(code="XF", name="县信访局")
User.objects.create_user("dingyi", "Geheim-1234", name="丁一", unit=unit)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The folder of an office, with a file."""
    made = tmp_path_factory.mktemp("office")
    for step in (["migrate", "-v0"], ["shell", "-v0", "-c", OFFICE]):
        done = plaza(made, *step, PLAZA_EMBEDDED="1")
        assert done.returncode == 0, done.stderr
    (made / "files").mkdir()
    (made / "files" / "letter.pdf").write_bytes(b"letter")
    (made / "migrations.json").write_text('{"core.0001_initial": "of an earlier version"}')
    return made


def content(folder: Path) -> dict[str, str]:
    """Every file but those that only say who looks at the database."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(("-wal", "-shm", ".lock"))
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    "command", [["--port", "0"], ["demo"], ["demo", "--remove"], ["demo", "--size", "10"], ["prepare"]], ids=" ".join
)
def test_no_command_of_the_demo_touches_the_folder_of_an_office(folder, command):
    before = content(folder)
    done = plaza(folder, "plaza", *command, PLAZA_DEMO="1")
    assert done.returncode == 1
    assert "holds an account that is not of the demo. Nothing was touched." in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1 and done.stdout == ""
    assert content(folder) == before
    assert sorted(path.name for path in folder.parent.iterdir() if path.name.startswith(folder.name)) == [folder.name]


@pytest.mark.slow
def test_a_database_that_was_left_in_the_shell_is_not_touched(folder, tmp_path):
    before, url = content(folder), f"sqlite:///{folder / 'plaza.sqlite3'}"
    for command in (["demo"], ["demo", "--remove"], ["prepare"]):
        done = plaza(tmp_path, "plaza", *command, PLAZA_DEMO="1", DATABASE_URL=url)
        assert (done.returncode, "holds an account" in done.stderr) == (1, True), done.stderr
    assert content(folder) == before


@pytest.mark.slow
def test_the_demo_is_made_made_larger_and_removed_in_a_folder_of_its_own(tmp_path):
    assert plaza(tmp_path, "plaza", "prepare", PLAZA_DEMO="1").returncode == 0
    for command, said in ((["demo"], "Demo: 120 cases"), (["demo", "--size", "130"], "Demo: 130 cases")):
        done = plaza(tmp_path, "plaza", *command, PLAZA_DEMO="1")
        assert done.returncode == 0 and said in done.stdout, done.stderr
    (tmp_path / "demo-day").write_text("2026-01-01")  # a world of another day is made anew
    done = plaza(tmp_path, "plaza", "demo", "--json", PLAZA_DEMO="1")
    assert done.returncode == 0 and '"cases": 120' in done.stdout, done.stderr
    done = plaza(tmp_path, "plaza", "demo", "--remove", PLAZA_DEMO="1")
    assert (done.returncode, done.stdout.strip()) == (0, "The demo is empty.")
    assert not (tmp_path / "demo-day").exists() and not (tmp_path / "audit-mark.json").exists()
