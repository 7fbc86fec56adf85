"""The secrets of one installation: made once, kept beside the data, never in a backup."""

import base64
import os
import secrets
from pathlib import Path


def fresh() -> str:
    """New keys as lines NAME=value, for the environment of an installation."""
    field_key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    return f"PLAZA_SECRET_KEY={secrets.token_urlsafe(48)}\nPLAZA_FIELD_KEYS=k1:{field_key}\n"


def ensure(folder: Path) -> dict[str, str]:
    """Read `folder`/keys.env, writing it (mode 0600) with fresh keys when there is none."""
    path = folder / "keys.env"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(fresh())
    lines = path.read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


if __name__ == "__main__":
    print(fresh(), end="")
