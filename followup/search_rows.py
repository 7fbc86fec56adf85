"""What the ledger gives to the search: number, name, title and text of a matter; of a confidential one no
name, of a bare line nothing but the number. Never a phone or ID number."""

from followup.models import CaseUnit
from petitions.models import Petition
from plaza.core import search

KIND = "case"
BATCH = 1000


def index(petition) -> None:
    """Enter one matter anew, with the scopes of its event and of the units it is with now."""
    index_many([petition])


def index_many(petitions) -> None:
    search.index_many(KIND, _rows(list(petitions)))


def erase(petition) -> None:
    """Take out a matter whose text must leave no trace, and enter its bare number."""
    search.remove(KIND, petition.pk, for_good=True)
    index(petition)


def rebuild():
    """Every matter, for `reindex`."""
    last = 0
    while batch := list(Petition.objects.select_related("petitioner").filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = batch[-1].pk
        yield from _rows(batch)


def unit_scope(unit_id: int) -> str:
    return f"unit{unit_id}"


def _rows(petitions) -> list[tuple[int, str, list[str]]]:
    """What the index takes of these, with the units they are with now."""
    units: dict[int, list[int]] = {}
    current = CaseUnit.objects.filter(case__in=[row.pk for row in petitions], until=None)
    for case, unit in current.values_list("case", "unit"):
        units.setdefault(case, []).append(unit)
    return [(row.pk, _text(row), _scopes(row, units.get(row.pk, ()))) for row in petitions]


def _text(petition) -> str:
    if petition.bare_line:
        return petition.number
    name = petition.petitioner.name if petition.petitioner and not petition.confidential else ""
    return "\n".join(part for part in (petition.number, name, petition.title, petition.content) if part)


def _scopes(petition, units) -> list[str]:
    return [f"event{petition.event_id}", *(unit_scope(unit) for unit in units)]
