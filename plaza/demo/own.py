"""Whose database and folder these are: asked before anything is brought up to date, made, moved or removed."""

from django.conf import settings
from django.db import connection

from plaza.supervisor import CannotStart

NAMED = "demo"  # what the name of a database of the demo on a server says


def demand() -> None:
    """Raises CannotStart when something here may not be of the demo; nothing is touched, the database only read.

    The database may be of any version, or empty. What is of the demo carries its mark: the office and each account
    in the database, the file `demo-day` in the folder."""
    name = str(connection.settings_dict["NAME"])
    advice = "Nothing was touched. Unset PLAZA_DEMO to run an office, or give the demo a folder of its own: PLAZA_DATA."
    if connection.vendor != "sqlite" and NAMED not in name.lower():
        raise CannotStart(
            f"The demo does not use the database {name} of a server, for its name does not say “{NAMED}”. "
            "Nothing was touched. Unset DATABASE_URL."
        )
    if what := _another():
        raise CannotStart(f"The database {name} holds {what} that is not of the demo. {advice}")
    files = settings.DATA / "files"
    if not (settings.DATA / "demo-day").exists() and files.is_dir() and any(files.iterdir()):
        raise CannotStart(f"The folder {files} holds files that are not of the demo. {advice}")


def _another() -> str:
    """What of an office stands in the database without the mark of the demo; "" for nothing."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:

        def any_row(table: str, condition: str = "") -> bool:
            if table not in tables:
                return False
            cursor.execute(f"SELECT 1 FROM {table} {condition} LIMIT 1")
            return cursor.fetchone() is not None

        if any_row("core_user", "WHERE NOT demo"):
            return "an account"
        marked = "core_office" in tables and "demo" in {
            column.name for column in connection.introspection.get_table_description(cursor, "core_office")
        }
        if any_row("core_setuplink"):
            return "the set-up of an office"
        # Before the office carried the mark, its accounts did.
        if any_row("core_office", "WHERE NOT demo") if marked else any_row("core_office") and not any_row("core_user"):
            return "an office"
    return ""
