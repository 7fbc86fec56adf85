"""The papers of a matter: what stands on the receipt, the form and the notice."""

import segno
from django.conf import settings
from django.utils import timezone
from django.utils.safestring import mark_safe

from petitions import deadlines
from petitions.workflow import Outcome
from plaza.core import calendar, numbering, offices, past

SHORT = 60  # signs of the answer that fit the 80 mm receipt


def paper(petition, *, first: bool) -> dict:
    """What every paper of this matter shows; the code is derived anew each time and never stored. Units bear the
    names of the day on which it was entered, however often it is printed; the phone is one that is answered today.

    `first`: for who has just registered it. Printed later every confidential guided matter has the same receipt."""
    office = offices.current()
    code = numbering.query_code(petition.number, petition.code_issue, petition.code_key)
    assigned = petition.outcome == Outcome.ASSIGNED
    unit = petition.unit if first or not petition.bare_line else None
    due = _days(petition) if assigned and petition.promise_on else None
    answer = petition.answer if first or not petition.bare_line else ""
    answer = answer if len(answer) <= SHORT else answer[: SHORT - 1] + "…"
    return {
        "petition": petition,
        "paper_office": office,
        "query_code": numbering.spoken(code).split(),
        "qr": qr(f"{settings.BASE_URL}/t/{petition.number}/{code}") if office.public_pages else "",
        "assigned": assigned,
        "unit": past.name_of(unit, petition.entered_at),
        "complained_unit": past.name_of(petition.complained_unit, petition.entered_at),
        "unit_phone": (unit and unit.active and unit.phone) or office.phone,
        "working_days": due,
        "rules": deadlines.explain(due) if due else [],
        "representatives": petition.visit.petitioners.filter(main=False) if petition.petitioner else [],
        "answer": answer,
    }


def qr(address: str) -> str:
    """An inline SVG of the address, black on white, with its quiet zone."""
    drawn = segno.make(address, error="m", micro=False)
    return mark_safe(drawn.svg_inline(border=3, omitsize=True, svgclass=None, lineclass=None))


def _days(petition) -> deadlines.Due:
    """The promise with the days it was counted by."""
    start, days = timezone.localdate(petition.registered_at), calendar.current()
    return deadlines.stored(
        "T17", start, petition.promise_on, days, length=days.working_days_between(start, petition.promise_on)
    )
