"""The story of a case: audit entries with the rows they wrote, newest first. An entry keeps kind and key of what its
act wrote; its title is the past tense of the step in the workflow table."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from followup.workflow import Conclusion, Grade, Solved
from plaza.core import audit
from plaza.core.past import Past


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


# Kept in the record, no line of the story: a look is told where looks are told.
UNTOLD = ("reveal",)


def of(case, entries, then: Past, *, progress=(), call_backs=(), objections=(), ratings=(), replies=()) -> list[Entry]:
    """The lines of the story, newest first. `entries` are those of the case and of its petition; `then` knows the
    units to which people belonged at the time, by the names of the time."""
    rows = {(row._meta.label_lower, row.pk): row for row in (*progress, *call_backs, *objections, *ratings, *replies)}
    lines, shown = [], set()
    for entry in entries:
        title = _title(case, entry)
        if not title:
            continue
        line = Entry(
            entry.at,
            title,
            entry.by.name if entry.by else "",
            then.unit_name(entry.by, entry.at),
            entry.act,
        )
        for key in audit.written(entry):
            if key in rows and (key not in shown or key[0] != "followup.reply"):
                WRITES[key[0]](line, rows[key], then)
                shown.add(key)
        if entry.act == "draft_reply" and entry.facts.get("conclusion"):
            line.notes.insert(0, str(Conclusion(entry.facts["conclusion"]).label))
        if entry.act == "recompute":
            line.notes.append(f"{entry.facts.get('rule')}: {entry.facts.get('from')} → {entry.facts.get('to')}")
        lines.append(line)
    lines += [line for key, row in rows.items() if key not in shown and (line := _alone(case, row, then))]
    return sorted(lines, key=lambda line: line.at, reverse=True)


def _title(case, entry) -> str:
    table = case.workflow if entry.kind == case._meta.label_lower else case.petition.workflow
    row = table.by_name.get(entry.act)
    return str(row.past) if row and entry.act not in UNTOLD else ""


def _alone(case, row, then) -> Entry | None:
    """A row that no entry names, taken over in bulk or from before entries did: it still belongs to the story."""
    act = {"followup.progress": "progress", "followup.callback": "call_back", "followup.rating": "rate"}.get(
        row._meta.label_lower
    )
    if act is None:
        return None
    by = getattr(row, "by", None)
    line = Entry(row.at, str(case.workflow[act].past), by.name if by else "", then.unit_name(by, row.at), act)
    WRITES[row._meta.label_lower](line, row, then)
    return line


def _tell(line, row, then) -> None:
    if row.note:
        line.notes.append(row.note)
    line.public, line.file, line.next_on = row.public_line, row.file, row.next_on
    if row.told_at:
        line.told = row.get_channel_display()
    if row.on_behalf:
        line.notes.append(
            _("Recorded on behalf of %(unit)s by its letter.") % {"unit": then.name(row.on_behalf, row.at)}
        )


def _call(line, row, then) -> None:
    line.notes.append(
        _("Reached: %(answer)s") % {"answer": Solved(row.solved).label}
        if row.reached and row.solved
        else _("Not reached")
    )
    if row.note:
        line.notes.append(row.note)


def _object(line, row, then) -> None:
    if line.act == "object":
        line.notes.append(row.reason)
        return
    if row.decision:
        line.notes.append(row.decision)
    if row.organ:
        line.notes.append(_("%(organ)s, %(document)s") % {"organ": row.organ, "document": row.document})


def _rate(line, row, then) -> None:
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


def _draft(line, row, then) -> None:
    """A draft that was written anew keeps its row: the file is that of the newest line."""
    line.file = row.file


# What a row adds to the line of the act that wrote it.
WRITES = {
    "followup.progress": _tell,
    "followup.callback": _call,
    "followup.objection": _object,
    "followup.rating": _rate,
    "followup.reply": _draft,
    "followup.remark": lambda line, row, then: None,
}
