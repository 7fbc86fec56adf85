"""Bring the catalogues up to date: zh_Hans from the sources, zh_Hant from zh_Hans and locale/glossary.tsv."""

import os
from pathlib import Path

from django.conf import settings
from django.core.management import CommandError

from plaza import catalogues

IGNORED = [".venv*", "var", "e2e", "bench", "docs", "frontend", "static", "staticfiles", "*/tests/*"]


def arguments(parser):
    parser.add_argument("--check", action="store_true", help="change nothing; fail when a catalogue is not up to date")


def run(options, say):
    folder = settings.BASE_DIR / "locale"
    files = [folder / language / "LC_MESSAGES" / "django.po" for language in ("zh_Hans", "zh_Hant")]
    before = {path: path.read_bytes() if path.exists() else None for path in files}
    gather(*files)
    stale = [path for path in files if path.read_bytes() != before[path]]
    faults = [fault for path in files for fault in catalogues.faults(path)]
    if options["check"]:
        _put_back(before)
        faults += [f"{path.relative_to(settings.BASE_DIR)} is not up to date: make messages" for path in stale]
    else:
        catalogues.compile_all(folder)
    for fault in faults:
        say(fault)
    if faults and options["check"]:
        raise CommandError(f"catalogues: {len(faults)} faults")
    say(f"catalogues: {len(faults)} missing" if faults else "catalogues: complete")


def gather(simplified: Path, traditional: Path) -> None:
    """Take the strings of the sources into `simplified`, keep its translations, write `traditional` anew."""
    from django.core.management.commands import makemessages

    class Gather(makemessages.Command):
        msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]

    for path in (simplified, traditional):
        path.parent.mkdir(parents=True, exist_ok=True)
    here = Path.cwd()
    os.chdir(settings.BASE_DIR)  # makemessages reads the current folder
    try:
        from django.core.management import call_command

        call_command(
            Gather(), locale=["zh_Hans"], add_location="file", no_obsolete=True, ignore_patterns=IGNORED, verbosity=0
        )
    finally:
        os.chdir(here)
    catalogues.tidy(simplified)
    catalogues.write_traditional(simplified, traditional, catalogues.glossary(simplified.parents[2] / "glossary.tsv"))


def _put_back(before) -> None:
    for path, content in before.items():
        if content is None:
            path.unlink()
        else:
            path.write_bytes(content)
