"""Names and units of the time: old papers and the story of a case tell what was so then."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from plaza.core.models import FormerName, FormerUnit, Unit, User


@dataclass
class Past:
    """What units were called and where people belonged, read once for a page by `read()`."""

    names: dict[int, list[FormerName]]
    units: dict[int, list[FormerUnit]]

    def name(self, unit: Unit | None, at: datetime) -> str:
        """The name that the unit bore at `at`; "" for no unit."""
        if unit is None:
            return ""
        row = _standing(self.names.get(unit.pk, ()), at)
        return row.name if row else unit.name

    def unit_name(self, person: User | None, at: datetime) -> str:
        """The unit that the person belonged to at `at`, by its name of that time."""
        if person is None:
            return ""
        row = _standing(self.units.get(person.pk, ()), at)
        return self.name(row.unit if row else person.unit, at)


def read(people=()) -> Past:
    """Two statements: every former name of a unit, and the former units of `people` (their keys)."""
    names, units = defaultdict(list), defaultdict(list)
    for row in FormerName.objects.all():
        names[row.unit_id].append(row)
    for row in FormerUnit.objects.filter(user__in=set(people)).select_related("unit"):
        units[row.user_id].append(row)
    return Past(names, units)


def name_of(unit: Unit | None, at: datetime) -> str:
    """The name that one unit bore at `at`, for a paper about it."""
    if unit is None:
        return ""
    row = FormerName.objects.filter(unit=unit, until__gt=at).first()
    return row.name if row else unit.name


def _standing(rows, at: datetime):
    """Of what ended one after the other, what stood at `at`; None when that stands still."""
    return next((row for row in rows if row.until > at), None)
