"""After the reply: the petitioner's word, the call-back, closing by a second person, handling again."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from followup import notifications
from followup.actions import clocks
from followup.actions.assigning import give_lead, refuse_complained_of
from followup.actions.handling import remark
from followup.models import CallBack, Case, Clock, Rating, Remark
from followup.queries import tracking
from followup.queries.rights import caller, reviewer
from followup.workflow import Grade, Solved, Status
from petitions import deadlines
from plaza.core import offices, units
from plaza.core.errors import NotPossible
from plaza.core.workflow import demand, move


def rate(case, *, by=None, at, office, unit, solved, comment="") -> Rating:
    """The petitioner rates both objects and says whether it was solved: once per round, inside T14.

    `by` is None on the tracking page; a rating keyed in by staff from paper or phone carries their name: of the
    petition office or the supervisor, never of a unit that is rated nor of who took part in the round."""
    today = timezone.localdate(at)
    if by is not None and not (by.has_perm("followup.call_back") and caller(case, by) and reviewer(case, by)):
        raise NotPossible(_("Only the petitioner rates, and never at the desk. Sign out before handing over a device."))
    with transaction.atomic():
        if Rating.objects.filter(case=case, round=case.round).exists():
            raise NotPossible(_("This reply has been rated already. Thank you."))
        window = Clock.objects.filter(case=case, round=case.round, rule="T14").first()
        if not tracking.rateable(case):
            raise NotPossible(_("This kind of matter is not rated."))
        if window is None or window.stopped_on or window.due_on < today:
            raise NotPossible(_("The time for rating this reply is over."))
        values = {"office": office, "unit": unit, "solved": solved, "comment": comment, "by_staff": by}
        row = _once(
            Rating(case=case, round=case.round, at=at, **values), _("This reply has been rated already. Thank you.")
        )
        facts = {"keyed_by": by.username} if by else {}
        move(case, "rate", by=None, at=at, changes={"rated": True}, facts=facts, wrote=row)
        clocks.meet(case, ["T14"], today)
        if unhappy(row):
            notifications.dissatisfied(case, at=at)
    return row


def say_unsolved(case, *, at, text="") -> Remark:
    """我认为没有解决: on a matter closed on the spot, once."""
    with transaction.atomic():
        if case.petition.bare_line:
            raise NotPossible(_("Please ask the organ you were guided to."))
        if not case.on_the_spot or Remark.objects.filter(case=case).exists():
            raise NotPossible(_("This has been passed on already."))
        row = _once(Remark(case=case, at=at, text=text), _("This has been passed on already."))
        move(case, "still_unsolved", by=None, at=at, wrote=row)
        notifications.unsolved(case, at=at)
    return row


def call_back(case, *, by, at, reached, solved="", note="") -> CallBack:
    """One attempt to reach the petitioner by phone."""
    if reached and not solved:
        raise NotPossible(_("Ask whether the matter is solved."), field="solved")
    with transaction.atomic():
        row = CallBack.objects.create(
            case=case, round=case.round, at=at, by=by, reached=reached, solved=solved if reached else "", note=note
        )
        move(case, "call_back", by=by, at=at, facts={"reached": reached}, wrote=row)
    return row


def handle_again(case, *, by, at, reason, unit=None, designation="") -> Case:
    """Round n+1: a new plan, fresh clocks. A matter closed on the spot may need its lead unit now.

    `designation` is the recorded decision by which the unit complained of leads (指定承办)."""
    today = timezone.localdate(at)
    with transaction.atomic():
        units.refuse_off(unit)
        lead = unit or units.answering(case.lead_unit)
        if lead is None:
            raise NotPossible(_("Choose the unit that handles it."), field="unit")
        if not case.units.filter(role="lead", until=None, unit=lead, designated=True).exists():
            refuse_complained_of(case, lead, designation, field="designation")
        wrote = remark(case, reason, by=by, at=at)
        move(
            case,
            "handle_again",
            wrote=wrote,
            by=by,
            at=at,
            facts={"round": case.round + 1, "handler": case.handler.username if case.handler else ""},
            changes={
                "round": case.round + 1,
                "answered_on": None,
                "answered_unit": None,
                "closed_on": None,
                "rated": False,
                "on_the_spot": False,
            },
        )
        Remark.objects.filter(case=case, answered_at=None).update(answered_at=at)
        Rating.objects.filter(case=case, seen_at=None).update(seen_at=at)
        if designation or lead.pk != case.lead_unit_id or not case.units.filter(role="lead", until=None).exists():
            case.units.filter(role="lead", until=None).update(until=at)
            give_lead(case, lead, at=at, reason=designation)
        clocks.start(case, deadlines.answer_rule(case.petition.route) or "T5", today)
        clocks.settle(case, today)
        notifications.handle_again(case, at=at)
    return case


def close(case, *, by, at, note="") -> Case:
    """Strike off (销号) by a second person, of the petition office or the supervisor, who has no part in this round.

    Never asks for satisfaction; asks for everything in `missing_for_closing()`, and for a written explanation when
    the petitioner is not satisfied."""
    today = timezone.localdate(at)
    demand(case, "close", by=by)
    missing = missing_for_closing(case, on=today)
    if missing:
        raise NotPossible(" ".join(str(sentence) for sentence in missing))
    rating = Rating.objects.filter(case=case, round=case.round).first()
    if rating and unhappy(rating) and not note:
        raise NotPossible(
            _("The petitioner is not satisfied: write what was explained and the right to review."), field="note"
        )
    with transaction.atomic():
        wrote = remark(case, note, by=by, at=at)
        move(case, "close", by=by, at=at, changes={"closed_on": today}, facts={"explained": bool(note)}, wrote=wrote)
        clocks.stop(case, ["T14"], today)
        Rating.objects.filter(case=case, seen_at=None).update(seen_at=at)
        clocks.settle(case, today)
    return case


def _once(row, sentence: str):
    """Save what may be said once. Of two at the same moment the second gets the sentence: the row is written before
    the guard of move()."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise NotPossible(sentence) from None
    return row


def missing_for_closing(case, *, on) -> list[str]:
    """What still stands between this case and its closing, as sentences."""
    if case.status != Status.REPLIED:
        return []
    missing = []
    window = Clock.objects.filter(case=case, round=case.round, rule="T14").first()
    if not case.rated and window and window.due_on >= on:
        missing.append(_("It is not rated yet and the rating window is open until %(day)s.") % {"day": window.due_on})
    tries = list(CallBack.objects.filter(case=case, round=case.round).values_list("reached", flat=True))
    reachable = case.petition.petitioner and case.petition.petitioner.phone_sealed
    if reachable and True not in tries and len(tries) < offices.current().call_attempts:
        missing.append(
            _("The petitioner has not been called back: reached once, or %(count)d attempts.")
            % {"count": offices.current().call_attempts}
        )
    return missing


def unhappy(rating) -> bool:
    return Grade.DISSATISFIED in (rating.office, rating.unit) or rating.solved == Solved.NO
