"""The unit at work: sign for, accept, progress."""

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from followup import notifications
from followup.actions import clocks
from followup.models import NEVER, Case, Progress
from followup.queries import UNDO, reaches
from followup.workflow import Status
from petitions import deadlines
from plaza.core import audit, offices
from plaza.core.errors import Conflict, NotAllowed, NotPossible
from plaza.core.models import Unit
from plaza.core.models.people import Role
from plaza.core.workflow import move


def represented(case, by) -> Unit | None:
    """The unit for which this person of the petition office records (据××单位来函代录), or None."""
    others = by and case.lead_unit_id and by.unit_id != case.lead_unit_id
    return case.lead_unit if others and by.has_perm("followup.on_behalf") else None


def sign(case, *, by, at, note="") -> Case:
    """Sign for the receipt; whoever signs as a handler becomes the handler when none is named."""
    changes = {}
    if case.handler_id is None and by.unit_id == case.lead_unit_id and Role.HANDLER in by.roles:
        changes["handler"] = by
    with transaction.atomic():
        wrote = remark(case, note, by=by, at=at)
        move(case, "sign", by=by, at=at, changes=changes, facts=_facts(case, by), wrote=wrote)
    return case


def sign_all(cases, *, by, at) -> tuple[int, list[tuple[Case, str]]]:
    """Sign for several cases, each by itself: how many were signed, and which were not and why."""
    done, failed = 0, []
    for case in cases:
        try:
            sign(case, by=by, at=at)
            done += 1
        except NotPossible as refusal:
            failed.append((case, str(refusal.message)))
        except NotAllowed:
            failed.append((case, _("This step is not yours.")))
        except Conflict:
            failed.append((case, _("Somebody else changed it meanwhile.")))
    return done, failed


def unsign(case, *, by, at, note="") -> Case:
    """Take a signature back: the same person, within ten minutes, nothing after it."""
    last = audit.of(case).first()
    if last is None or last.act != "sign" or last.by_id != by.pk or at - last.at > UNDO:
        raise NotPossible(_("Signing can be undone within 10 minutes, by the same person, before anything else."))
    # Who was named before signing stays named.
    changes = {"handler": None} if "handler" in last.facts.get("fields", ()) else {}
    with transaction.atomic():
        wrote = remark(case, note, by=by, at=at)
        move(case, "unsign", by=by, at=at, changes=changes, wrote=wrote)
    return case


def accept(case, *, by, at, channel="", note="") -> Case:
    """Accept (受理): the notice clock is met, the answer clock (T5 or T12) starts today.

    `channel` says how the petitioner was told; of a confidential matter the petition office tells it."""
    today = timezone.localdate(at)
    _told_or_passed_on(case, by, channel)
    with _office_language():
        told = _("Your matter has been accepted and is being looked into.")
    with transaction.atomic():
        line = _tell(case, by=by, at=at, public_line=told, channel=channel, note=note)
        move(case, "accept", by=by, at=at, facts=_facts(case, by), wrote=line)
        clocks.meet(case, clocks.NOTICE, today)
        clocks.stop(case, ["T4"], today)
        answer = deadlines.answer_rule(case.petition.route)
        if answer:
            clocks.start(case, answer, today)
        clocks.settle(case, today)
    return case


def not_accept(case, *, by, at, ground, note, channel="") -> Case:
    """Do not accept: Art. 19(3) only; anything else is guided to the competent organ."""
    today = timezone.localdate(at)
    _told_or_passed_on(case, by, channel)
    with _office_language():
        told = _("Your matter is already being handled; it is not accepted twice.")
    with transaction.atomic():
        line = _tell(case, by=by, at=at, public_line=told, channel=channel, note=note)
        move(case, "not_accept", by=by, at=at, facts={"ground": ground, **_facts(case, by)}, wrote=line)
        clocks.meet(case, clocks.NOTICE, today)
        clocks.stop(case, ["T4", *clocks.ANSWER], today)
        clocks.settle(case, today)
        notifications.not_accepted(case, at=at)
    return case


def progress(case, *, by, at, note="", public_line="", channel="", next_on=None, file=None) -> Progress:
    """Add a line to the story. With a public line and a channel it is the feedback owed to the petitioner."""
    if not (note or public_line):
        raise NotPossible(_("Write a note, or a line for the petitioner."), field="note")
    if public_line:
        _told_or_passed_on(case, by, channel)
    with transaction.atomic():
        step = "begin" if case.status in (Status.ACCEPTED, Status.AGAIN) else "progress"
        row = _tell(case, by=by, at=at, public_line=public_line, channel=channel, note=note, next_on=next_on, file=file)
        move(case, step, by=by, at=at, facts={"told": channel, **_facts(case, by)}, wrote=row)
        clocks.settle(case, timezone.localdate(at))
    return row


def tell(case, *, by, at, public_line, channel, next_on=None) -> Progress:
    """The petition office tells a confidential petitioner; the lines that the unit left are told with it."""
    with transaction.atomic():
        Progress.objects.filter(case=case, told_at=None).exclude(public_line="").update(told_at=at, channel=channel)
        case.told_on, case.feedback_due_on = timezone.localdate(at), NEVER
        Case.objects.filter(pk=case.pk).update(told_on=case.told_on)
        row = Progress.objects.create(
            case=case, by=by, at=at, public_line=public_line, channel=channel, told_at=at, next_on=next_on
        )
        move(case, "tell", by=by, at=at, facts={"told": channel}, wrote=row)
        clocks.settle(case, case.told_on)
    return row


def remark(case, note: str, *, by, at) -> Progress | None:
    """Keep the note that comes with a step: the story shows it in the line of that step. None without a note."""
    if not note:
        return None
    last = Progress.objects.filter(case=case).order_by("-at", "-id").first()
    return Progress.objects.create(case=case, by=by, at=at, note=note, next_on=last.next_on if last else None)


def record_official_number(case, *, by, at, official_number) -> Case:
    """The number given by the official system (Art. 21)."""
    with transaction.atomic():
        move(case, "official_number", by=by, at=at, facts={"fields": ["official_number"]})
        type(case.petition).objects.filter(pk=case.petition_id).update(official_number=official_number)
        case.petition.official_number = official_number
    return case


def _told_or_passed_on(case, by, channel) -> None:
    """A line needs to say how it was told, but for a confidential matter whose petitioner the unit does not know:
    the petition office finds the line on its call list."""
    if not channel and reaches(case, by):
        raise NotPossible(_("Say how the petitioner was told."), field="channel")


def _tell(case, *, by, at, public_line, channel, note, next_on=None, file=None) -> Progress:
    told = bool(public_line and channel)
    if told:
        case.told_on, case.feedback_due_on = timezone.localdate(at), NEVER
        Case.objects.filter(pk=case.pk).update(told_on=case.told_on)
    return Progress.objects.create(
        case=case,
        by=by,
        at=at,
        note=note,
        public_line=public_line,
        channel=channel,
        told_at=at if told else None,
        next_on=next_on,
        file=file,
        on_behalf=represented(case, by),
    )


def _office_language():
    """A sentence kept for the petitioner is in the office's language, whatever the clerk reads."""
    return translation.override(offices.current().default_language)


def _facts(case, by) -> dict:
    unit = represented(case, by)
    return {"on_behalf": unit.code} if unit else {}
