"""The record proves itself: links over its entries, and a mark of the last link outside the database.

Beat links once a minute what has no link yet. A link covers every number since the link before it, and the key is
not in the database: who can only write there changes, adds, copies, moves or takes away nothing without `verify()`
naming the first number that does not fit. That the end was cut off, or all of it emptied, is told by the mark, a file
in the data folder, and by the head that somebody noted down (`verify(anchor=…)`). While the mark does not fit, nothing
is linked: a damaged record is not sealed over.

On PostgreSQL a failed transaction uses up numbers, so that there a gap before the first link (a minute) means nothing.
"""

import hmac
import json
import logging
import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, timedelta
from itertools import takewhile
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Max, Min, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plaza.core import audit
from plaza.core.models import AuditEntry, AuditLink, Reveal

LONGEST_UNLINKED = timedelta(minutes=2)
DIGITS = 32  # of a digest on paper
Span = tuple[int, int]  # of numbers, both ends included

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Head:
    """Where the record ends: number of the last linked entry, how many entries up to it, digest of the last link."""

    last_id: int
    count: int
    digest: str

    def __str__(self) -> str:
        return f"{self.last_id}:{self.count}:{self.digest[:DIGITS]}"


def head(last_id: int | None = None) -> Head | None:
    """The head of the record, or what it was at `last_id`; None when there is no link that ends there."""
    links = AuditLink.objects.all() if last_id is None else AuditLink.objects.filter(last_id=last_id)
    link = links.order_by("-number").first()
    if link is None:
        return None
    count = AuditLink.objects.filter(number__lte=link.number).aggregate(n=Sum("count"))["n"]
    return Head(link.last_id, count, link.mac)


def link(*, at) -> AuditLink | None:
    """Link the entries that have none yet; None when there are none, or when the mark outside does not fit."""
    if fault := fault_of_mark():
        log.error("The audit record is not linked: %s", fault)
        return None
    try:
        with transaction.atomic():
            made = _link(at)
    except IntegrityError:  # the same task, at the same time
        return None
    if made:
        _write_mark(made)
    return made


def verify(*, at, anchor: str = "") -> list[str]:
    """What is wrong with the record, the first number that does not fit first; empty when nothing is.

    `anchor`: the head as it was noted down at an earlier time."""
    faults = [*_chain(at), fault_of_mark(), *_looks()]
    if anchor:
        faults.append(_fault_of_anchor(anchor))
    return [fault for fault in faults if fault]


def letter(faults: list[str]) -> tuple[str, str]:
    """Subject and text for whoever keeps the heads of the record, in the active language."""
    lines = [_("The record of acts ends at %(head)s.") % {"head": head() or "–"}]
    if faults:
        sentence = ngettext(
            "%(count)d fault was found in the record: %(first)s.",
            "%(count)d faults were found in the record; the first: %(first)s.",
            len(faults),
        )
        lines.append(sentence % {"count": len(faults), "first": faults[0]})
    return _("Head of the record of acts: please keep"), "\n".join(lines)


def longest_wait(*, at) -> timedelta:
    """How long the oldest entry has waited for its link; zero when none waits."""
    last = AuditLink.objects.order_by("-number").first()
    oldest = AuditEntry.objects.filter(id__gt=last.last_id if last else 0).aggregate(oldest=Min("at"))["oldest"]
    return at - oldest if oldest else timedelta()


def mark_file() -> Path:
    return settings.DATA / "audit-mark.json"


def fault_of_mark() -> str:
    """Why the record does not reach to the mark outside, or is another one; "" when it does."""
    path = mark_file()
    try:
        mark = json.loads(path.read_text())
        number, digest = int(mark["number"]), str(mark["mac"])
    except FileNotFoundError:
        return ""
    except (ValueError, KeyError, TypeError, OSError):
        return _("the mark outside the database, %(file)s, cannot be read") % {"file": path}
    at_mark = AuditLink.objects.filter(number=number).first()
    if at_mark is not None and hmac.compare_digest(at_mark.mac, digest):
        return ""
    sentence = _("the record does not reach to the mark outside the database: link %(number)d is missing or another")
    return sentence % {"number": number}


def _link(at) -> AuditLink | None:
    last = AuditLink.objects.order_by("-number").first()
    if last and not mark_file().exists():
        audit.record(last, "begin_mark", by=None, at=at, facts={"number": last.number})
    # In this order: what was drawn up to `newest` and is written by nobody now has come to its end.
    newest = AuditEntry.objects.aggregate(newest=Max("id"))["newest"] or 0
    under_way = _somebody_writes()
    found = AuditEntry.objects.filter(id__gt=last.last_id if last else 0, id__lte=newest).order_by("id")
    rows = list(found.values_list("id", "mac"))
    if last is None and under_way:  # where the count begins is not known yet
        return None
    after = last.last_id if last else rows[0][0] - 1 if rows else 0
    if under_way:
        rows = [row for _place, row in takewhile(lambda pair: pair[1][0] == after + pair[0], enumerate(rows, start=1))]
    if not rows:
        return None
    made = AuditLink(
        number=last.number + 1 if last else 1,
        first_id=after + 1,
        last_id=rows[-1][0],
        count=len(rows),
        gaps=_holes(after, [pk for pk, _mac in rows]),
        made_at=at,
    )
    made.mac = _mac(made, last.mac if last else "", rows)
    made.save(force_insert=True)
    return made


def _somebody_writes() -> bool:
    """Whether a transaction that drew a number may still be under way. SQLite has one writer: it is we."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' "
            "AND relation = %s::regclass AND pid <> pg_backend_pid() "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))",
            [AuditEntry._meta.db_table],
        )
        return cursor.fetchone()[0]


def _write_mark(link: AuditLink) -> None:
    path = mark_file()
    fresh = path.with_suffix(f".{os.getpid()}")
    facts = {"number": link.number, "last_id": link.last_id, "made_at": link.made_at.isoformat(), "mac": link.mac}
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(facts, file)
    fresh.replace(path)


def _chain(at) -> Iterator[str]:
    """Entries and links side by side, in the order of their numbers."""
    entries = AuditEntry.objects.order_by("id").iterator()
    entry = next(entries, None)
    before, number, after = "", 0, None
    for link in AuditLink.objects.order_by("number").iterator():
        follows = link.number == number + 1
        after = link.first_id - 1 if after is None else after
        if not follows:
            yield _spoken(_("link %(first)d is missing"), _("links %(first)d to %(last)d are missing"))(
                (number + 1, link.number - 1)
            )
        rows, faults = [], []
        while entry is not None and entry.pk <= link.last_id:
            rows.append((entry.pk, entry.mac))
            faults += _fault_of_entry(entry)
            entry = next(entries, None)
        known = _known_gaps(link)
        faults += _missing(_without(_holes(after, [pk for pk, _mac in rows], link.last_id), known))
        faults += [
            _("entry %(number)d was added after its link") % {"number": pk}
            for pk, _mac in rows
            if any(first <= pk <= last for first, last in known)
        ]
        yield from faults
        if follows and not faults and not hmac.compare_digest(link.mac, _mac(link, before, rows)):
            sentence = _("link %(number)d, over the entries %(first)d to %(last)d, was changed")
            yield sentence % {"number": link.number, "first": link.first_id, "last": link.last_id}
        before, number, after = link.mac, link.number, link.last_id
    waiting, late = [], []
    while entry is not None:
        yield from _fault_of_entry(entry)
        waiting.append(entry.pk)
        if entry.at < at - LONGEST_UNLINKED:
            late.append(entry.pk)
        entry = next(entries, None)
    if connection.vendor == "sqlite" and waiting:
        yield from _missing(_holes(waiting[0] - 1 if after is None else after, waiting))
    if late:
        sentence = ngettext(
            "entry %(number)d has had no link for more than two minutes",
            "entry %(number)d and later ones, %(count)d in all, have had no link for more than two minutes",
            len(late),
        )
        yield sentence % {"number": late[0], "count": len(late)}


def _fault_of_entry(entry) -> list[str]:
    fits = hmac.compare_digest(entry.mac, audit.mac(audit.canonical(entry)))
    return [] if fits else [_("entry %(number)d was changed or copied") % {"number": entry.pk}]


def _looks() -> Iterator[str]:
    """Each look at personal data stands twice, in the list of looks and in the record."""
    listed = Counter(Reveal.objects.values_list("at", "by_id", "kind", "object_id", "field"))
    for entry in AuditEntry.objects.filter(act="reveal").order_by("id").iterator():
        look = (entry.at, entry.by_id, entry.kind, entry.object_id, entry.facts.get("field"))
        if not listed[look]:
            yield _("the look of entry %(number)d is missing in the list of looks") % {"number": entry.pk}
        else:
            listed[look] -= 1
    if left := listed.total():
        sentence = ngettext(
            "%(count)d look in the list of looks is not in the record",
            "%(count)d looks in the list of looks are not in the record",
            left,
        )
        yield sentence % {"count": left}


def _fault_of_anchor(anchor: str) -> str:
    anchor = anchor.strip().removeprefix("head:").strip()
    if not re.fullmatch(rf"\d{{1,18}}:\d{{1,18}}:[0-9a-f]{{{DIGITS}}}", anchor):
        return _("“%(anchor)s” is no head of a record") % {"anchor": anchor}
    if str(head(int(anchor.partition(":")[0]))) == anchor:
        return ""
    return _("the record is not the one of the anchor %(anchor)s") % {"anchor": anchor}


def _mac(link: AuditLink, before: str, rows) -> str:
    when = link.made_at and link.made_at.astimezone(UTC).isoformat(timespec="seconds")
    parts = [link.number, link.first_id, link.last_id, link.count, link.gaps, when, before]
    return audit.mac(json.dumps(parts) + "".join(f"{pk}:{mac}" for pk, mac in rows))


def _known_gaps(link: AuditLink) -> list[Span]:
    """The numbers that were not there when the link was made. On SQLite a failed transaction gives its number back:
    what was missing had been taken away."""
    if connection.vendor == "sqlite":
        return []
    try:
        return [(int(first), int(last)) for first, last in link.gaps]
    except (TypeError, ValueError):
        return []  # the digest of the link tells


def _holes(after: int, numbers: list[int], end: int = 0) -> list[Span]:
    """The spans of numbers between `after` and the last of them, or `end`, that are not among `numbers`."""
    holes = []
    for number in [*numbers, *([end + 1] if end else [])]:
        if number > after + 1:
            holes.append((after + 1, number - 1))
        after = number
    return holes


def _without(spans: list[Span], known: list[Span]) -> Iterator[Span]:
    for first, last in spans:
        for start, stop in known:
            if start <= last and stop >= first:
                if start > first:
                    yield first, start - 1
                first = stop + 1
        if first <= last:
            yield first, last


def _missing(spans) -> list[str]:
    said = _spoken(_("entry %(first)d is missing"), _("the entries %(first)d to %(last)d are missing"))
    return [said(span) for span in spans]


def _spoken(one: str, several: str):
    return lambda span: (one if span[0] == span[1] else several) % {"first": span[0], "last": span[1]}
