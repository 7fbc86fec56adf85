"""What has to be done before the processes start, and is skipped when nothing changed since the last start."""

import hashlib
import json
import shutil
import sqlite3
from importlib import metadata
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from django.utils.translation.reloader import translation_file_changed

from plaza import catalogues, keys
from plaza.core import fingerprint, keyring, masking
from plaza.core.models import KeyMark
from plaza.supervisor import CannotStart

KEPT_BACKUPS = 10
NOT_SERVED = ["django_htmx"]  # its htmx is among our vendored files


def prepare(*, migrate: bool, say) -> None:
    """Folders, catalogues, database and static files. The demo is made by its own command, after this.

    Raises CannotStart when the keys are not those of the database, or a demo would touch what is not its own; nothing
    is changed then."""
    if settings.DEMO:
        own_demo()
    settings.DATA.mkdir(parents=True, exist_ok=True)
    close_folder(say)
    reach_database()
    compile_catalogues()
    refuse_foreign_keys()
    if migrate:
        bring_database_up(say)
    remember_keys()
    collect_static(say)


def own_demo() -> None:
    """Raises CannotStart before a demo touches what is not its own."""
    from plaza.demo import own  # needs the models

    reach_database()
    own.demand()


def reach_database() -> None:
    """Raises CannotStart, in one line, for a server that does not answer and a file that is no database."""
    try:
        connection.introspection.table_names()
    except DatabaseError as error:
        why = str(error).strip().partition("\n")[0]
        raise CannotStart(f"Not started: the database cannot be opened ({why}). Nothing was changed.") from None


def close_folder(say) -> None:
    """The data is for the user of these processes alone, also when the folder was made by hand."""
    try:
        settings.DATA.chmod(0o700)
    except PermissionError:
        say(f"{settings.DATA} belongs to somebody else. See that only Plaza can read it: chmod 700")


def refuse_foreign_keys() -> None:
    """Before anything is changed; a database of the version before has no digests yet."""
    try:
        keyring.key_ids()
    except ValueError:
        raise CannotStart(
            "Not started: PLAZA_FIELD_KEYS is damaged. Enter the key sheet (docs/deploy.md, Keys)."
        ) from None
    if KeyMark._meta.db_table in connection.introspection.table_names() and (names := fingerprint.foreign()):
        raise CannotStart(_not_its_keys(", ".join(names)))


def remember_keys() -> None:
    if not KeyMark.objects.exists() and not masking.keys_fit():
        raise CannotStart(_not_its_keys("PLAZA_FIELD_KEYS"))
    fingerprint.remember()


def _not_its_keys(names: str) -> str:
    how = keys.how_to_enter(settings.DATA) if settings.EMBEDDED else "Enter the key sheet in its environment"
    return (
        f"Not started: this database was made with other keys ({names}). {how}; "
        "after a deliberate change: manage.py plaza accept_keys. See docs/deploy.md, Keys."
    )


def compile_catalogues() -> None:
    """Compile what changed. This process may have looked for the words before they were there: it forgets them,
    else the demo of a first start is written in English."""
    for folder in settings.LOCALE_PATHS:
        for compiled in catalogues.compile_all(Path(folder)):
            translation_file_changed(None, compiled)


def put_old_demo_aside(say) -> None:
    """Move a demo folder whose migrations are not those of this version out of the way; its keys stay."""
    data = settings.DATA
    stamp = data / "migrations.json"
    database = data / "plaza.sqlite3"
    if not _on_sqlite_file() or not database.exists() or Path(connection.settings_dict["NAME"]) != database:
        return
    was, now = json.loads(stamp.read_text()) if stamp.exists() else {}, _migration_digests()
    if all(now.get(name) == digest for name, digest in was.items()):
        return
    number = 1
    while (aside := data.with_name(f"{data.name}-old-{number}")).exists():
        number += 1
    connection.close()
    data.rename(aside)
    data.mkdir(parents=True)
    shutil.copy2(aside / "keys.env", data / "keys.env")
    say(f"The demo in {data} is of another version of Plaza: moved to {aside}, a new one is made.")


def bring_database_up(say) -> None:
    """Apply what is not applied; an office's SQLite database is copied first."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        if not executor.loader.applied_migrations:
            say("Making the database ...")
        elif not settings.DEMO:
            copy = back_up_sqlite()
            say(
                f"The database is brought up to this version. Copy from before: {copy}"
                if copy
                else "The database is brought up to this version."
            )
        call_command("migrate", interactive=False, verbosity=0)
    (settings.DATA / "migrations.json").write_text(json.dumps(_migration_digests(), indent=0, sort_keys=True))


def back_up_sqlite() -> Path | None:
    """Copy the SQLite database, also while it is in use, to PLAZA_DATA/backups; None on another database."""
    if not _on_sqlite_file():
        return None
    folder = settings.DATA / "backups"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    copy = folder / f"plaza-{timezone.localtime():%Y%m%d-%H%M%S}.sqlite3"
    source, target = sqlite3.connect(connection.settings_dict["NAME"]), sqlite3.connect(copy)
    try:
        source.backup(target)
    finally:
        source.close()
        target.close()
    copy.chmod(0o600)
    for old in sorted(folder.glob("plaza-*.sqlite3"))[:-KEPT_BACKUPS]:
        old.unlink()
    return copy


def collect_static(say) -> None:
    """Collect and compress the static files when they, or the packages that bring some, have changed."""
    stamp = settings.DATA / "static.sha256"
    digest = _static_digest()
    if stamp.exists() and stamp.read_text() == digest and Path(settings.STATIC_ROOT).is_dir():
        return
    say("Collecting style sheets, scripts and pictures ...")
    call_command(
        "collectstatic",
        interactive=False,
        verbosity=0,
        clear=Path(settings.STATIC_ROOT).is_dir(),
        ignore_patterns=NOT_SERVED,
    )
    stamp.write_text(digest)


def _static_digest() -> str:
    digest = hashlib.sha256()
    for folder in map(Path, settings.STATICFILES_DIRS):
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            digest.update(str(path.relative_to(folder)).encode())
            digest.update(path.read_bytes())
    for package in ("Django", "django-htmx", "django-filter", "whitenoise"):
        digest.update(f"{package} {metadata.version(package)}".encode())
    return digest.hexdigest()


def _migration_digests() -> dict[str, str]:
    """app.name -> digest of the text of each migration of our own, comments and blank lines left out."""
    digests = {}
    for (app, name), migration in sorted(MigrationLoader(None).disk_migrations.items()):
        path = settings.BASE_DIR / (migration.__module__.replace(".", "/") + ".py")
        if path.exists():
            lines = [line for line in path.read_text().splitlines() if line.strip() and not line.startswith("#")]
            digests[f"{app}.{name}"] = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    return digests


def _on_sqlite_file() -> bool:
    return connection.vendor == "sqlite" and str(connection.settings_dict["NAME"]) != ":memory:"
