"""Translation catalogues: compiled at start, because the compiled files are not kept in the repository."""

import os
from pathlib import Path

import polib


def compile_all(folder: Path) -> list[Path]:
    """Compile each `folder`/*/LC_MESSAGES/*.po that is newer than its .mo; returns what was written."""
    written = []
    for po in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime_ns > po.stat().st_mtime_ns:
            continue
        aside = mo.with_suffix(f".{os.getpid()}.tmp")
        polib.pofile(str(po)).save_as_mofile(str(aside))
        os.replace(aside, mo)
        written.append(mo)
    return written
