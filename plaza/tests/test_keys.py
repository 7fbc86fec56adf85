"""A database and its keys belong together: without them nothing starts, and nothing is made anew in silence."""

import os
import stat
import subprocess
import sys

import pytest
from django.conf import settings as configured
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from petitions.models import Petitioner, Visit
from plaza import keys, startup
from plaza.core import fingerprint, keyring, masking
from plaza.core.models import AuditEntry, KeyMark
from plaza.supervisor import CannotStart

SHEET = dict(line.split("=", 1) for line in keys.fresh().splitlines())


@pytest.fixture
def with_keys(settings):
    """with_keys(field="k1:…", secret="…"): as after a start with other keys."""

    def change(field=settings.FIELD_KEYS, secret=settings.SECRET_KEY):
        settings.FIELD_KEYS, settings.SECRET_KEY = field, secret
        keyring._keys.cache_clear()
        keyring.derived_key.cache_clear()

    yield change
    keyring._keys.cache_clear()
    keyring.derived_key.cache_clear()


@pytest.fixture
def sealed(event, now):
    row = Petitioner(visit=Visit.objects.create(event=event, started_at=now), row_key=masking.row_key())
    row.phone_sealed = masking.seal(row, "phone", "13800000001")
    row.save()


OTHER = SHEET["PLAZA_FIELD_KEYS"]
MORE = OTHER.replace("k1:", "k2:")


class TestTheDatabaseKnowsItsKeys:
    pytestmark = pytest.mark.django_db

    @pytest.fixture(autouse=True)
    def remembered(self, db):
        fingerprint.remember()

    def test_with_its_keys_it_starts_again(self):
        startup.refuse_foreign_keys()
        startup.remember_keys()
        assert sorted(KeyMark.objects.values_list("name", flat=True)) == ["PLAZA_FIELD_KEYS k1", "PLAZA_SECRET_KEY"]

    @pytest.mark.parametrize(
        ("changed", "named"),
        [
            ({"field": OTHER}, "(PLAZA_FIELD_KEYS k1)"),
            ({"field": MORE}, "(PLAZA_FIELD_KEYS k1)"),
            ({"secret": "s" * 64}, "(PLAZA_SECRET_KEY)"),
            ({"field": OTHER, "secret": "s" * 64}, "(PLAZA_FIELD_KEYS k1, PLAZA_SECRET_KEY)"),
        ],
    )
    def test_with_others_it_refuses_in_one_line_that_says_which_and_what_to_do(self, with_keys, changed, named):
        with_keys(**changed)
        with pytest.raises(CannotStart) as refusal:
            startup.refuse_foreign_keys()
        line = str(refusal.value)
        assert named in line and "\n" not in line and "key sheet" in line
        assert KeyMark.objects.count() == 2

    def test_a_key_that_is_put_in_front_is_learnt(self, with_keys, settings):
        with_keys(field=f"{MORE},{settings.FIELD_KEYS}")
        startup.refuse_foreign_keys()
        startup.remember_keys()
        with_keys(field=settings.FIELD_KEYS.split(",")[1])
        with pytest.raises(CannotStart, match="PLAZA_FIELD_KEYS k2"):
            startup.refuse_foreign_keys()

    def test_a_deliberate_change_is_accepted_by_hand_and_on_record(self, with_keys, office):
        with_keys(secret="s" * 64)
        call_command("plaza", "accept_keys")
        startup.refuse_foreign_keys()
        entry = AuditEntry.objects.get(act="accept_keys")
        assert entry.facts == {"keys": ["PLAZA_SECRET_KEY"]}
        call_command("plaza", "accept_keys")
        assert AuditEntry.objects.filter(act="accept_keys").count() == 1

    def test_keys_that_open_nothing_are_never_accepted(self, with_keys, sealed):
        with_keys(field=OTHER)
        with pytest.raises(CommandError, match="do not open"):
            call_command("plaza", "accept_keys")
        assert fingerprint.foreign() == ["PLAZA_FIELD_KEYS k1"]

    def test_what_is_kept_says_nothing_about_a_key(self, settings):
        digests = " ".join(KeyMark.objects.values_list("digest", flat=True))
        assert settings.SECRET_KEY not in digests and settings.FIELD_KEYS.split(":")[1] not in digests


def test_a_database_of_the_version_before_is_asked_what_it_holds(with_keys, sealed):
    with_keys(field=OTHER)
    with pytest.raises(CannotStart, match="other keys"):
        startup.remember_keys()
    assert not KeyMark.objects.exists()


def test_a_new_folder_gets_keys_that_only_its_user_reads(tmp_path):
    made = keys.ensure(tmp_path / "new")
    assert set(made) == set(keys.NAMES)
    assert keys.ensure(tmp_path / "new") == made
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "new" / "keys.env").stat().st_mode) == 0o600


def test_a_database_without_its_key_file_gets_no_new_keys(tmp_path):
    (tmp_path / "plaza.sqlite3").touch()
    with pytest.raises(ImproperlyConfigured, match=r"keys.env is missing.* Enter the key sheet: .* enter "):
        keys.ensure(tmp_path)
    assert not (tmp_path / "keys.env").exists()


def test_the_key_sheet_is_entered_line_by_line_as_it_is_printed(tmp_path):
    (tmp_path / "keys.env").write_text("PLAZA_SECRET_KEY=wrong\n")
    typed = {"PLAZA_FIELD_KEYS": f" {OTHER},\n{MORE} ", "PLAZA_SECRET_KEY": f"PLAZA_SECRET_KEY={'s' * 64}"}
    keys.enter(tmp_path, typed.get)
    assert keys.ensure(tmp_path) == {"PLAZA_FIELD_KEYS": f"{OTHER},{MORE}", "PLAZA_SECRET_KEY": "s" * 64}
    assert (tmp_path / "keys.env.before").read_text() == "PLAZA_SECRET_KEY=wrong\n"


@pytest.mark.parametrize(
    "typed",
    [
        {"PLAZA_FIELD_KEYS": ""},
        {"PLAZA_FIELD_KEYS": "k1"},
        {"PLAZA_FIELD_KEYS": OTHER[:-4]},
        {"PLAZA_FIELD_KEYS": OTHER + ","},
        {"PLAZA_FIELD_KEYS": OTHER.removeprefix("k1")},
        {"PLAZA_SECRET_KEY": "short"},
    ],
)
def test_what_is_no_key_is_refused_and_nothing_is_written(tmp_path, typed):
    (tmp_path / "plaza.sqlite3").touch()
    with pytest.raises(ValueError, match="no key|shorter"):
        keys.enter(tmp_path, (SHEET | typed).get)
    assert not (tmp_path / "keys.env").exists()


def test_no_key_of_before_is_lost_and_no_folder_is_made(tmp_path):
    (tmp_path / "keys.env").write_text("PLAZA_SECRET_KEY=right\n")
    for _turn in range(3):
        keys.enter(tmp_path, SHEET.get)
    kept = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert kept["keys.env.before"] == "PLAZA_SECRET_KEY=right\n" and len(kept) == 4
    with pytest.raises(ValueError, match="holds no office"):
        keys.enter(tmp_path / "ofice", SHEET.get)
    assert not (tmp_path / "ofice").exists()


@pytest.fixture
def start(tmp_path):
    """start("prepare"): what `make office` would do in a folder of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PLAZA_", "DJANGO_", "DATABASE"))}
    environment = kept | {"PLAZA_EMBEDDED": "1", "PLAZA_DATA": str(tmp_path / "office")}

    def run(*command, **how):
        return subprocess.run(
            [sys.executable, *command], cwd=configured.BASE_DIR, env=environment, capture_output=True, text=True, **how
        )

    return run


@pytest.mark.slow
def test_a_lost_key_file_stops_the_start_until_the_sheet_is_entered(start, tmp_path):
    """The way of a machine that was restored from a backup, which holds no keys."""
    prepare = ("manage.py", "plaza", "prepare")
    assert start(*prepare).returncode == 0
    kept = tmp_path / "office" / "keys.env"
    sheet = dict(line.split("=", 1) for line in kept.read_text().splitlines())
    kept.unlink()
    refused = start(*prepare)
    assert refused.returncode != 0
    assert len(refused.stderr.strip().splitlines()) == 1 and "key sheet" in refused.stderr
    assert not kept.exists()
    entering = ("-m", "plaza.keys", "enter", str(tmp_path / "office"))
    wrong = "\n".join((OTHER, sheet["PLAZA_SECRET_KEY"])) + "\n"
    assert start(*entering, input=wrong).returncode == 0
    refused = start(*prepare)
    assert refused.returncode != 0 and "(PLAZA_FIELD_KEYS k1)" in refused.stderr
    right = "\n".join((sheet["PLAZA_FIELD_KEYS"], sheet["PLAZA_SECRET_KEY"])) + "\n"
    assert start(*entering, input=right).returncode == 0
    assert start(*prepare).returncode == 0
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "office").rglob("*")}
    open_ones = {path for path, mode in modes.items() if mode & 0o077 and "static" not in path.parts}
    assert open_ones == set()
    assert stat.S_IMODE((tmp_path / "office").stat().st_mode) == 0o700


def test_the_data_folder_is_closed_at_each_start(tmp_path, settings):
    settings.DATA = tmp_path
    tmp_path.chmod(0o755)
    startup.close_folder(print)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700


def test_what_is_written_is_for_its_own_user(tmp_path):
    (tmp_path / "made").write_text("x")
    assert stat.S_IMODE((tmp_path / "made").stat().st_mode) & 0o077 == 0


def test_a_damaged_key_file_refuses_in_one_line(settings, monkeypatch):
    settings.FIELD_KEYS = OTHER[:-1]
    monkeypatch.setattr(startup.keyring, "_keys", startup.keyring._keys.__wrapped__)
    with pytest.raises(CannotStart, match="PLAZA_FIELD_KEYS is damaged"):
        startup.refuse_foreign_keys()


@pytest.mark.parametrize("text", ["", "PLAZA_SECRET_KEY=x\n", "PLAZA_FIELD_KEYS=\nPLAZA_SECRET_KEY=x\n"])
def test_a_key_file_that_lacks_a_key_leads_to_the_sheet(tmp_path, text):
    (tmp_path / "keys.env").write_text(text)
    with pytest.raises(ImproperlyConfigured, match=r"does not say .*PLAZA_FIELD_KEYS.* Enter the key sheet: "):
        keys.ensure(tmp_path)
