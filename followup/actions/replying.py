"""The reply of a round: drafted by the handler, approved by the head, delivered."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from followup import notifications
from followup.actions import clocks
from followup.actions.handling import remark, represented
from followup.models import NEVER, Case, Reply
from plaza.core import numbering
from plaza.core.errors import NotPossible
from plaza.core.workflow import demand, move


def draft_reply(case, *, by, at, text, basis, conclusion, file=None) -> Reply:
    """Write (or write anew) the reply of this round; the head of the unit approves it (Art. 32)."""
    demand(case, "draft_reply", by=by)
    with transaction.atomic():
        kept = {"file": file} if file else {}
        reply, _new = Reply.objects.update_or_create(
            case=case,
            round=case.round,
            defaults={
                "text": text,
                "basis": basis,
                "conclusion": conclusion,
                "drafted_by": by,
                "drafted_at": at,
                "approved_by": None,
                "approved_at": None,
                "returned_note": "",
                "on_behalf": represented(case, by),
                **kept,
            },
        )
        move(case, "draft_reply", by=by, at=at, facts={"conclusion": conclusion}, wrote=reply)
        notifications.reply_drafted(case, at=at)
    return reply


def return_reply(case, *, by, at, note) -> Case:
    with transaction.atomic():
        reply = _waiting(case)
        move(case, "return_reply", by=by, at=at)
        Reply.objects.filter(pk=reply.pk).update(returned_note=note, approved_by=None, approved_at=None)
        notifications.reply_returned(case, reply, at=at)
    return case


def approve_reply(case, *, by, at, note="") -> Case:
    """The head signs: the document number is drawn here, without gaps. On behalf of a unit that answers on
    paper the scan of its letter is required."""
    with transaction.atomic():
        reply = _waiting(case)
        if reply.drafted_by_id == by.pk and not represented(case, by):
            raise NotPossible(_("The reply must be approved by somebody else than the person who wrote it."))
        if represented(case, by) and not reply.file_id:
            raise NotPossible(_("Add the scan of the unit's letter to the draft first."))
        wrote = remark(case, note, by=by, at=at)
        move(case, "approve_reply", by=by, at=at, wrote=wrote)
        year = timezone.localdate(at).year
        number = reply.document_number or numbering.document(f"reply:{case.lead_unit.code}", year)
        Reply.objects.filter(pk=reply.pk).update(approved_by=by, approved_at=at, document_number=number)
        notifications.reply_approved(case, at=at)
    return case


def deliver(case, *, by, at, channel, delivered_on=None) -> Case:
    """Record that the reply reached the petitioner: the answer clocks are met that day, the rating
    window (T14) opens."""
    today = timezone.localdate(at)
    day = delivered_on or today
    with transaction.atomic():
        reply = _draft(case)
        if case.lead_unit is None:
            raise NotPossible(_("No unit leads this matter: give it to one first."))
        if reply.approved_at is None:
            raise NotPossible(_("The reply is not approved yet."))
        if not timezone.localdate(reply.approved_at) <= day <= today:
            raise NotPossible(_("The day lies between the approval and today."), field="delivered_on")
        move(case, "deliver", by=by, at=at, facts={"channel": channel, "day": str(day)})
        Reply.objects.filter(pk=reply.pk).update(channel=channel, delivered_on=day, delivered_by=by)
        clocks.meet(case, (*clocks.ANSWER, *clocks.NOTICE), day)
        clocks.stop(case, ["T4"], day)
        clocks.start(case, "T14", day)
        case.answered_on, case.told_on, case.feedback_due_on = day, day, NEVER
        case.answered_unit = case.lead_unit
        Case.objects.filter(pk=case.pk).update(answered_on=day, answered_unit=case.lead_unit, told_on=day)
        clocks.settle(case, today)
        notifications.delivered(case, at=at)
    return case


def _draft(case) -> Reply:
    reply = Reply.objects.filter(case=case, round=case.round).first()
    if reply is None:
        raise NotPossible(_("There is no draft of the reply yet."))
    return reply


def _waiting(case) -> Reply:
    """The draft that waits for its approval."""
    reply = _draft(case)
    if reply.approved_at:
        raise NotPossible(_("The reply is approved already."))
    return reply
