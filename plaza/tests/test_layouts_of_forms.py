"""The layout of a form stands beside its fields and forgets none of them."""

import pytest
from crispy_forms.layout import Layout

from plaza.core.forms import Values

# The desk and the tables of the plan are by hand, deliberately: see petitions.forms and events.forms.lines.


def kinds(base=Values):
    for kind in base.__subclasses__():
        yield kind
        yield from kinds(kind)


GROUPED = sorted(
    {kind for kind in kinds() if isinstance(kind.__dict__.get("layout"), Layout)},
    key=lambda kind: kind.__name__,
)


@pytest.mark.parametrize("kind", GROUPED, ids=lambda kind: kind.__name__)
def test_a_layout_names_every_visible_field_once(kind):
    named = [pointer.name for pointer in kind.layout.get_field_names()]
    visible = [name for name, field in kind.base_fields.items() if not field.widget.is_hidden]
    assert sorted(named) == sorted(visible)


def test_there_are_grouped_forms():
    assert {"PlanEventForm", "EditEventForm"} <= {kind.__name__ for kind in GROUPED}
