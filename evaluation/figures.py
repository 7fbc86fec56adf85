"""What each figure counts: one narrowing of the ledger per number, used by page, report and the list behind.

No figure is counted in any other way, so that no report says another number than the page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case as Choose
from django.db.models import CharField, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from followup.models import CallBack, Rating, Remark, Reply
from followup.queries.tracking import NOT_RATED
from followup.workflow import OPEN, Grade, Solved
from petitions.workflow import Outcome
from plaza.core import calendar, offices

# The unit for which a matter counts: the one that answered it, else the one that leads it now.
UNIT = Coalesce("answered_unit", "lead_unit")
GOOD = (Grade.SATISFIED, Grade.BASICALLY)


@dataclass(frozen=True)
class Rate:
    """Part ÷ whole; both are narrowings of the same rows, and the part lies in the whole."""

    name: str
    label: str
    formula: str
    part: Callable
    whole: Callable


@dataclass(frozen=True)
class Number:
    name: str
    label: str
    rows: Callable


def _due(rows, on: date):
    """Due for an answer: answered, or the day of the answer has passed. Not what was closed on the spot."""
    return rows.filter(on_the_spot=False, answer_due_on__isnull=False).filter(
        Q(answered_on__isnull=False) | Q(answer_due_on__lt=on)
    )


def _on_time(rows, on: date):
    return _due(rows, on).filter(answered_on__lte=F("answer_due_on"))


def _to_rate(rows, on: date):
    """A reply was delivered; judicial matters and what was closed on the spot are not rated."""
    delivered = Reply.objects.filter(case=OuterRef("pk"), delivered_on__isnull=False)
    return rows.filter(Exists(delivered), on_the_spot=False).exclude(petition__route__in=NOT_RATED)


def of_unit(rows, unit: int):
    """The matters that count for this unit (its key); 0: for no unit yet."""
    counts = Q(answered_unit=None, lead_unit=unit or None)
    return rows.filter(counts | Q(answered_unit=unit) if unit else counts)


def latest_ratings():
    """The last rating of each case. An earlier dissatisfied one counts until the new reply is rated."""
    return Rating.objects.filter(~Exists(Rating.objects.filter(case=OuterRef("case"), round__gt=OuterRef("round"))))


def _rated(rows, on: date):
    return _to_rate(rows, on).filter(Exists(Rating.objects.filter(case=OuterRef("pk"))))


def _satisfied(field: str):
    def narrowed(rows, on: date):
        return _rated(rows, on).filter(pk__in=latest_ratings().filter(**{f"{field}__in": GOOD}).values("case"))

    return narrowed


def _said(rows, on: date):
    """The petitioner's last word on "was it solved", in the rating or on the phone."""
    ratings = Rating.objects.filter(case=OuterRef("pk")).order_by("-at", "-id")
    calls = CallBack.objects.filter(case=OuterRef("pk"), reached=True).exclude(solved="").order_by("-at", "-id")
    rows = rows.annotate(
        rated_at=Subquery(ratings.values("at")[:1]),
        called_at=Subquery(calls.values("at")[:1]),
        rated_word=Subquery(ratings.values("solved")[:1]),
        called_word=Subquery(calls.values("solved")[:1]),
    )
    return rows.filter(Q(rated_at__isnull=False) | Q(called_at__isnull=False)).annotate(
        word=Choose(
            When(called_at__gt=F("rated_at"), then=F("called_word")),
            When(rated_at__isnull=False, then=F("rated_word")),
            default=F("called_word"),
            output_field=CharField(),
        )
    )


def _solved(rows, on: date):
    return _said(rows, on).filter(word=Solved.YES)


RATES = {
    rate.name: rate
    for rate in (
        Rate(
            "on_time",
            _("On-time conclusion rate"),
            _(
                "replied within the limit ÷ due for a reply. What is overdue and open stays in; what was closed on the "
                "spot is left out."
            ),
            _on_time,
            _due,
        ),
        Rate(
            "satisfied_unit",
            _("Satisfaction rate, responsible unit"),
            _(
                "(satisfied + basically satisfied) ÷ rated, by the last rating. Not rated in time is not satisfied and "
                "not counted."
            ),
            _satisfied("unit"),
            _rated,
        ),
        Rate(
            "satisfied_office",
            _("Satisfaction rate, petition office"),
            _("(satisfied + basically satisfied) ÷ rated, by the last rating."),
            _satisfied("office"),
            _rated,
        ),
        Rate(
            "solved",
            _("Resolution rate"),
            _(
                "petitioner says solved ÷ petitioners who answered, in the rating or on the phone; the last word "
                "counts. “Partly” is not solved."
            ),
            _solved,
            _said,
        ),
        Rate(
            "rated",
            _("Participation in rating"),
            _("rated ÷ replies delivered, without judicial matters."),
            _rated,
            _to_rate,
        ),
    )
}


def soon(on: date) -> date:
    """The last day that is due soon (临期)."""
    return calendar.current().add_working_days(on, offices.current().amber_days)


def _outcome(value):
    return lambda rows, on: rows.filter(petition__outcome=value)


NUMBERS = {
    number.name: number
    for number in (
        Number("matters", _("matters"), lambda rows, on: rows),
        Number("settled", Outcome.SETTLED.label, _outcome(Outcome.SETTLED)),
        Number("answered", Outcome.ANSWERED.label, _outcome(Outcome.ANSWERED)),
        Number("guided", Outcome.GUIDED.label, _outcome(Outcome.GUIDED)),
        Number("assigned", Outcome.ASSIGNED.label, _outcome(Outcome.ASSIGNED)),
        Number("forwarded", _("assigned to a unit"), lambda rows, on: rows.filter(on_the_spot=False)),
        Number("overdue", _("overdue"), lambda rows, on: rows.filter(due_on__lt=on)),
        Number("soon", _("due soon"), lambda rows, on: rows.filter(due_on__range=(on, soon(on)))),
        Number("open", _("open"), lambda rows, on: rows.filter(status__in=OPEN)),
        Number(
            "unsolved",
            _("said “not solved” after the spot"),
            lambda rows, on: rows.filter(Exists(Remark.objects.filter(case=OuterRef("pk"), answered_at=None))),
        ),
    )
}
