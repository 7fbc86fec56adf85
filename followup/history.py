"""The story of a case: audit entries joined with the rows they wrote, newest first.

An action writes its row and its audit entry with the same moment: that is what joins them."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from followup.workflow import Grade, Solved

# Steps that may leave a line of the story: a note, words for the petitioner, a file.
WRITES_A_LINE = (
    "begin",
    "progress",
    "tell",
    "accept",
    "not_accept",
    "sign",
    "unsign",
    "approve_reply",
    "handle_again",
    "close",
)


@dataclass
class Entry:
    """One line: when, what, who; with the words for the petitioner marked as theirs."""

    at: datetime
    title: str
    by: str = ""
    unit: str = ""
    act: str = ""
    notes: list[str] = field(default_factory=list)
    public: str = ""
    told: str = ""
    file: object = None
    next_on: object = None


def titles() -> dict[str, str]:
    """What happened, by the name of the act."""
    return {
        "open_case": _("Registered"),
        "assign": _("Assigned"),
        "sign": _("Signed for"),
        "unsign": _("Signature taken back"),
        "accept": _("Accepted"),
        "begin": _("Progress recorded"),
        "progress": _("Progress recorded"),
        "tell": _("Petitioner told"),
        "draft_reply": _("Reply drafted"),
        "return_reply": _("Draft returned"),
        "approve_reply": _("Reply approved"),
        "deliver": _("Reply delivered"),
        "object": _("Objection raised"),
        "consent": _("Objection consented to, reassigned"),
        "reject": _("Objection rejected"),
        "rule": _("Ruling from above recorded"),
        "not_accept": _("Not accepted"),
        "name_handler": _("Handler named"),
        "add_assisting": _("Assisting unit added"),
        "call_back": _("Called back"),
        "rate": _("Rated by the petitioner"),
        "still_unsolved": _("The petitioner says it is not solved"),
        "handle_again": _("Handled again"),
        "close": _("Closed"),
        "official_number": _("Number in the official system recorded"),
        "recompute": _("Date computed anew"),
        "correct": _("Registration corrected"),
        "set_out_anew": _("Set out anew after a correction"),
    }


def of(entries, *, progress=(), call_backs=(), objections=(), ratings=(), replies=()) -> list[Entry]:
    words = titles()
    told, calls, rated = _by_moment(progress, "at"), _by_moment(call_backs, "at"), _by_moment(ratings, "at")
    raised, decided = _by_moment(objections, "at"), _by_moment(objections, "decided_at")
    drafted = _by_moment(replies, "drafted_at")
    lines = []
    for entry in entries:
        if entry.act not in words:
            continue
        line = Entry(
            entry.at,
            words[entry.act],
            entry.by.name if entry.by else "",
            entry.by.unit.name if entry.by else "",
            entry.act,
        )
        if entry.act in WRITES_A_LINE and told.get(entry.at):
            _tell(line, told[entry.at].pop(0))
        elif entry.act == "call_back" and calls.get(entry.at):
            _call(line, calls[entry.at].pop(0))
        elif entry.act == "object" and raised.get(entry.at):
            line.notes.append(raised[entry.at].pop(0).reason)
        elif entry.act in ("consent", "reject", "rule") and decided.get(entry.at):
            _decide(line, decided[entry.at].pop(0))
        elif entry.act == "rate" and rated.get(entry.at):
            _rate(line, rated[entry.at].pop(0))
        elif entry.act == "draft_reply" and drafted.get(entry.at):
            reply = drafted[entry.at].pop(0)
            line.notes.append(reply.get_conclusion_display())
            line.file = reply.file
        elif entry.act == "recompute":
            line.notes.append(f"{entry.facts.get('rule')}: {entry.facts.get('from')} → {entry.facts.get('to')}")
        lines.append(line)
    # Rows that came without an entry of their own (taken over in bulk) still belong to the story.
    lines += [
        _tell(Entry(row.at, words["progress"], row.by.name, row.by.unit.name, "progress"), row)
        for rows in told.values()
        for row in rows
    ]
    lines += [
        _call(Entry(row.at, words["call_back"], row.by.name, "", "call_back"), row)
        for rows in calls.values()
        for row in rows
    ]
    lines += [_rate(Entry(row.at, words["rate"], act="rate"), row) for rows in rated.values() for row in rows]
    return sorted(lines, key=lambda line: line.at, reverse=True)


def _by_moment(rows, name) -> dict[datetime, list]:
    found = defaultdict(list)
    for row in sorted(rows, key=lambda row: -row.pk):
        found[getattr(row, name)].append(row)
    return found


def _tell(line, row) -> Entry:
    if row.note:
        line.notes.append(row.note)
    line.public, line.file, line.next_on = row.public_line, row.file, row.next_on
    if row.told_at:
        line.told = row.get_channel_display()
    if row.on_behalf:
        line.notes.append(_("Recorded on behalf of %(unit)s by its letter.") % {"unit": row.on_behalf.name})
    return line


def _call(line, row) -> Entry:
    line.notes.append(
        _("Reached: %(answer)s") % {"answer": Solved(row.solved).label}
        if row.reached and row.solved
        else _("Not reached")
    )
    if row.note:
        line.notes.append(row.note)
    return line


def _decide(line, row) -> None:
    if row.decision:
        line.notes.append(row.decision)
    if row.organ:
        line.notes.append(_("%(organ)s, %(document)s") % {"organ": row.organ, "document": row.document})


def _rate(line, row) -> Entry:
    line.notes.append(
        _("Petition office: %(office)s. Responsible unit: %(unit)s. %(solved)s.")
        % {
            "office": Grade(row.office).label,
            "unit": Grade(row.unit).label,
            "solved": str(Solved(row.solved).label).capitalize(),
        }
    )
    if row.comment:
        line.notes.append(row.comment)
    if row.by_staff_id:
        line.notes.append(_("Keyed in by %(name)s from paper or phone.") % {"name": row.by_staff.name})
    return line
