"""Which unit answers. A unit that is switched off gets nothing new: its successor does, or nobody."""

from django.utils.translation import gettext as _

from plaza.core.errors import NotPossible
from plaza.core.models import Unit


def answering(unit: Unit | None) -> Unit | None:
    """The unit itself while it is in use, else the successor that is; None when there is none: then the petition
    office assigns."""
    return next((one for one in line(unit) if one.active), None)


def line(unit: Unit | None) -> list[Unit]:
    """The unit, its successor, the successor of that, and so on."""
    found = []
    while unit is not None and unit not in found:
        found.append(unit)
        unit = unit.succeeded_by
    return found


def before(unit: Unit) -> list[Unit]:
    """The unit and all that it has succeeded, the nearest first."""
    found = new = [unit]
    while new:
        new = [one for one in Unit.objects.filter(succeeded_by__in=new) if one not in found]
        found = found + new
    return found


def refuse_off(unit: Unit | None, *, field: str = "unit") -> None:
    """Raises NotPossible for a unit that is switched off."""
    if unit is None or unit.active:
        return
    heir = answering(unit)
    if heir is None:
        raise NotPossible(_("%(unit)s is switched off. Choose another unit.") % {"unit": unit}, field=field)
    raise NotPossible(
        _("%(unit)s is switched off; %(successor)s answers in its place. Choose that unit.")
        % {"unit": unit, "successor": heir},
        field=field,
    )
