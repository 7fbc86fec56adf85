"""Translation catalogues: compiled at start, because the compiled files are not kept in the repository;
traditional Chinese is made from simplified by OpenCC and the glossary."""

import csv
import os
import re
from pathlib import Path

import polib

HEADER = {
    "Project-Id-Version": "Plaza",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}


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


def tidy(path: Path) -> None:
    """Rewrite a catalogue so that the same strings give the same bytes: sorted, with the files they come from and no
    lines, no dates, no leftovers."""
    _write(path, polib.pofile(str(path)), "zh-hans")


def write_traditional(simplified: Path, traditional: Path, terms: dict[str, str]) -> None:
    """Make `traditional` anew; a correction belongs into the glossary, never into this file."""
    convert = converter(terms)
    catalogue = polib.pofile(str(simplified))
    for entry in catalogue:
        entry.msgstr = convert(entry.msgstr)
        entry.msgstr_plural = {number: convert(text) for number, text in entry.msgstr_plural.items()}
    _write(traditional, catalogue, "zh-hant")


def faults(path: Path) -> list[str]:
    """One line per entry that is not translated, is fuzzy, or lost a placeholder."""
    lines = []
    for entry in polib.pofile(str(path)):
        texts = list(entry.msgstr_plural.values()) or [entry.msgstr]
        name = f"{path.parts[-3]}: {entry.msgid!r}"
        if not all(texts):
            lines.append(f"{name} is not translated")
        elif entry.fuzzy:
            lines.append(f"{name} is fuzzy")
        elif any(_placeholders(text) - _placeholders(entry.msgid + entry.msgid_plural) for text in texts):
            lines.append(f"{name} has an unknown placeholder")
        elif not entry.msgid_plural and _placeholders(entry.msgid) != _placeholders(entry.msgstr):
            lines.append(f"{name} lost a placeholder")
    return lines


def glossary(path: Path) -> dict[str, str]:
    """The simplified terms of the field with their traditional words; the first row of a term counts."""
    terms: dict[str, str] = {}
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            terms.setdefault(row["zh-Hans"], row["zh-Hant"])
    return terms


def converter(terms: dict[str, str]):
    """A function from simplified to traditional: terms word for word (the longest first), the rest by OpenCC."""
    from opencc import OpenCC

    convert = OpenCC("s2tw").convert
    pattern = re.compile("|".join(sorted(map(re.escape, terms), key=len, reverse=True)) or r"(?!)")

    def traditional(text: str) -> str:
        parts, last = [], 0
        for match in pattern.finditer(text):
            parts += [convert(text[last : match.start()]), terms[match.group()]]
            last = match.end()
        return "".join([*parts, convert(text[last:])]).replace("臺", "台")

    return traditional


def _write(path: Path, catalogue: polib.POFile, language: str) -> None:
    tidied = polib.POFile(wrapwidth=0)
    tidied.metadata = {**HEADER, "Language": language}
    entries = [entry for entry in catalogue if not entry.obsolete]
    for entry in sorted(entries, key=lambda entry: (entry.msgid, entry.msgctxt or "")):
        entry.occurrences = sorted({(path, "") for path, _line in entry.occurrences})
        entry.previous_msgid, entry.previous_msgctxt = None, None
        tidied.append(entry)
    tidied.save(str(path))


def _placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sd]|\{\w*\}", text))
