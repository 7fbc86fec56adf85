"""The papers of the ledger. A place for number and stamp; nothing drawn."""

from django.utils import timezone

from followup.queries import name_on_paper, shown_title
from plaza.core import offices


def assignment_notice(unit, cases, *, now) -> dict:
    """交办通知单: what the unit is to handle and by when; petitioners masked, confidential ones unnamed."""
    return {
        "unit": unit,
        "office": offices.current(),
        "day": timezone.localdate(now),
        "single": len(cases) == 1,
        "rows": [
            {
                "case": case,
                "petition": case.petition,
                "name": name_on_paper(case),
                "title": shown_title(case),
                "due": case.answer_due_on,
            }
            for case in cases
        ],
    }
