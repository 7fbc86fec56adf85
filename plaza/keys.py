"""The secrets of one installation: made once, kept beside the data, never in a backup.

python -m plaza.keys                 print fresh ones, for the environment of a new installation
python -m plaza.keys enter FOLDER    write those of a key sheet to FOLDER/keys.env"""

import base64
import binascii
import os
import secrets
import sys
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

NAMES = ("PLAZA_FIELD_KEYS", "PLAZA_SECRET_KEY")


def fresh() -> str:
    """New keys as lines NAME=value, for the environment of an installation."""
    field_key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    return f"PLAZA_SECRET_KEY={secrets.token_urlsafe(48)}\nPLAZA_FIELD_KEYS=k1:{field_key}\n"


def ensure(folder: Path) -> dict[str, str]:
    """Read `folder`/keys.env, writing it (mode 0600) with fresh keys when there is none and nothing to open.

    Raises ImproperlyConfigured when there is a database without its keys: new ones would open nothing in it; and for
    a file that lacks one."""
    path = folder / "keys.env"
    if not path.exists():
        if (folder / "plaza.sqlite3").exists():
            sheet = f"{how_to_enter(folder)} (a demo has no sheet: delete {folder})"
            raise ImproperlyConfigured(f"{path} is missing, and the database needs its keys. {sheet}")
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(path, fresh())
    made = dict(line.split("=", 1) for line in path.read_text().splitlines() if "=" in line)
    if missing := [name for name in NAMES if not made.get(name)]:
        raise ImproperlyConfigured(f"{path} does not say {', '.join(missing)}. {how_to_enter(folder)}")
    return made


def how_to_enter(folder: Path) -> str:
    return f"Enter the key sheet: {sys.executable} -m plaza.keys enter {folder}"


def enter(folder: Path, ask) -> None:
    """Write the keys that `ask(name)` gives; what stood there is kept: keys.env.before, keys.env.before-2 …

    Raises ValueError, with a sentence, for what is no key and for a folder without a database."""
    if not (folder / "plaza.sqlite3").exists() and not (folder / "keys.env").exists():
        raise ValueError(f"{folder} holds no office.")
    given = {name: "".join(ask(name).split()).removeprefix(f"{name}=") for name in NAMES}
    for part in given["PLAZA_FIELD_KEYS"].split(","):
        key_id, _colon, body = part.partition(":")
        if not key_id or not _is_key(body):
            raise ValueError(f"“{key_id}” is no key: it reads id:key, and the key has 44 signs.")
    if len(given["PLAZA_SECRET_KEY"]) < 50:
        raise ValueError("PLAZA_SECRET_KEY is shorter than any that Plaza made.")
    path = folder / "keys.env"
    if path.exists():
        path.replace(_free(folder))
    _write(path, "".join(f"{name}={value}\n" for name, value in given.items()))


def _free(folder: Path) -> Path:
    """A name that is taken by no keys of before."""
    names = ("keys.env.before", *(f"keys.env.before-{n}" for n in range(2, 1000)))
    return next(folder / name for name in names if not (folder / name).exists())


def _is_key(body: str) -> bool:
    try:
        return len(base64.urlsafe_b64decode(body)) == 32
    except (ValueError, binascii.Error):
        return False


def _write(path: Path, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)


def main(arguments: list[str]) -> None:
    match arguments:
        case []:
            print(fresh(), end="")
        case ["enter", folder]:
            try:
                enter(Path(folder).resolve(), lambda name: input(f"{name}, from the key sheet: "))
            except ValueError as error:
                sys.exit(f"Nothing was written. {error}")
            except (EOFError, KeyboardInterrupt):
                sys.exit("Nothing was written.")
            print("Written. The next start compares them with the database.")
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
