"""The story of a case: audit entries joined with the rows they wrote, newest first.

An action writes its row and its audit entry with the same moment: that is what joins them."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from followup.workflow import Grade, Solved


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
        "open_case": _("Registered"), "assign": _("Assigned"), "sign": _("Signed for"),
        "unsign": _("Signature taken back"), "accept": _("Accepted"), "begin": _("Progress recorded"),
        "progress": _("Progress recorded"), "tell": _("Petitioner told"),
        "draft_reply": _("Reply drafted"), "return_reply": _("Draft returned"),
        "approve_reply": _("Reply approved"), "deliver": _("Reply delivered"), "object": _("Objection raised"),
        "consent": _("Objection consented to, reassigned"), "reject": _("Objection rejected"),
        "rule": _("Ruling from above recorded"), "not_accept": _("Not accepted"),
        "name_handler": _("Handler named"), "add_assisting": _("Assisting unit added"),
        "call_back": _("Called back"), "rate": _("Rated by the petitioner"),
        "still_unsolved": _("The petitioner says it is not solved"), "handle_again": _("Handled again"),
        "close": _("Closed"), "official_number": _("Number in the official system recorded"),
        "recompute": _("Date computed anew"),
    }


def of(entries, *, progress=(), call_backs=(), objections=(), ratings=(), replies=(), clocks=()) -> list[Entry]:
    words = titles()
    told = {row.at: row for row in progress}
    calls = {row.at: row for row in call_backs}
    raised = {row.at: row for row in objections}
    decided = {row.decided_at: row for row in objections if row.decided_at}
    rated = {row.at: row for row in ratings}
    returned = {row.drafted_at: row for row in replies}
    lines = []
    for entry in entries:
        if entry.act not in words:
            continue
        line = Entry(entry.at, words[entry.act], entry.by.name if entry.by else "",
                     entry.by.unit.name if entry.by else "", entry.act)
        if entry.act in ("begin", "progress", "tell", "accept", "not_accept") and entry.at in told:
            _tell(line, told.pop(entry.at))
        elif entry.act == "call_back" and entry.at in calls:
            _call(line, calls.pop(entry.at))
        elif entry.act == "object" and entry.at in raised:
            line.notes.append(raised[entry.at].reason)
        elif entry.act in ("consent", "reject", "rule") and entry.at in decided:
            _decide(line, decided[entry.at])
        elif entry.act == "rate" and entry.at in rated:
            _rate(line, rated.pop(entry.at))
        elif entry.act == "draft_reply" and entry.at in returned:
            line.notes.append(returned[entry.at].get_conclusion_display())
            line.file = returned[entry.at].file
        elif entry.act == "recompute":
            line.notes.append(f"{entry.facts.get('rule')}: {entry.facts.get('from')} → {entry.facts.get('to')}")
        lines.append(line)
    # Rows that came without an entry of their own (taken over in bulk) still belong to the story.
    lines += [_tell(Entry(row.at, words["progress"], row.by.name, row.by.unit.name, "progress"), row)
              for row in told.values()]
    lines += [_call(Entry(row.at, words["call_back"], row.by.name, "", "call_back"), row) for row in calls.values()]
    lines += [_rate(Entry(row.at, words["rate"], act="rate"), row) for row in rated.values()]
    return sorted(lines, key=lambda line: line.at, reverse=True)


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
    line.notes.append(_("Reached: %(answer)s") % {"answer": Solved(row.solved).label} if row.reached and row.solved
                      else _("Not reached"))
    if row.note:
        line.notes.append(row.note)
    return line


def _decide(line, row) -> None:
    if row.decision:
        line.notes.append(row.decision)
    if row.organ:
        line.notes.append(_("%(organ)s, %(document)s") % {"organ": row.organ, "document": row.document})


def _rate(line, row) -> Entry:
    line.notes.append(_("Petition office: %(office)s. Responsible unit: %(unit)s. %(solved)s.") % {
        "office": Grade(row.office).label, "unit": Grade(row.unit).label,
        "solved": str(Solved(row.solved).label).capitalize()})
    if row.comment:
        line.notes.append(row.comment)
    if row.by_staff_id:
        line.notes.append(_("Keyed in by %(name)s from paper or phone.") % {"name": row.by_staff.name})
    return line
