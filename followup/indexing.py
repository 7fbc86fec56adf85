"""What can be found of a case: number, name, title and text; of a confidential matter no name, of a
confidential guided one the number only. Never a phone or an ID number."""

from followup.models import Case, CaseUnit
from plaza.core import search

KIND = "case"


def enter(case) -> None:
    """Index one case anew, in the transaction of its change; its units are the scope tokens."""
    units = CaseUnit.objects.filter(case=case, until=None).values_list("unit", flat=True)
    search.index(KIND, case.pk, _text(case), _scopes(case, units))


def everything():
    """(id, text, scope tokens) of every case, for a new index."""
    rows = Case.objects.select_related("petition__petitioner").prefetch_related("units")
    for case in rows.iterator(chunk_size=500):
        yield case.pk, _text(case), _scopes(case, [row.unit_id for row in case.units.all() if row.until is None])


def _text(case) -> str:
    petition = case.petition
    if petition.sealed_line:
        return case.number
    person = petition.petitioner
    name = person.name if person and not petition.confidential else ""
    return " ".join(filter(None, (case.number, name, petition.title, petition.content, petition.place,
                                  petition.official_number)))


def _scopes(case, units) -> list[str]:
    return [f"unit{unit}" for unit in units] + [f"event{case.event_id}"]
