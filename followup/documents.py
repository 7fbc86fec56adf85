"""The papers of the ledger. A place for number and stamp; nothing drawn."""

from django.utils import timezone

from followup.queries import name_on_paper, shown_title
from plaza.core import offices, past


def assignment_notice(unit, cases, *, at) -> dict:
    """交办通知单: what the unit is to handle and by when; petitioners masked, confidential ones unnamed. Day and name
    of the unit are those of `at`."""
    return {
        "unit": past.name_of(unit, at),
        "office": offices.current(),
        "day": timezone.localdate(at),
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
