"""The record of acts in the words of the field: code in the entry, sentence on the page."""

from functools import lru_cache

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plaza.core import refusals
from plaza.core.forms import PURPOSES

# A look at the desk, the demo, what the record does for its own proof, and acts of earlier versions: no table of
# their record has them.
ACTS = {
    "reveal": gettext_lazy("Person looked for"),
    "look_earlier": gettext_lazy("Earlier matters looked at"),
    "link_earlier": gettext_lazy("Earlier matter linked"),
    "demo": gettext_lazy("Demo made"),
    "seal_anew": gettext_lazy("Record sealed anew by a new version of Plaza"),
    "not_allowed": gettext_lazy("Refused: not allowed"),
    "not_found": gettext_lazy("Refused: not there, or not theirs"),
    "wrong_password": gettext_lazy("Wrong password"),
    "begin_mark": gettext_lazy("Mark outside the database begun anew"),
}
# What is on record and is no record itself.
KINDS = {refusals.KIND: gettext_lazy("Refused attempt")}


def kinds() -> list[tuple[str, str]]:
    """The kinds of records whose acts are on record, for the filter."""
    named = [(model._meta.label_lower, _name(model)) for model in apps.get_models() if hasattr(model, "workflow")]
    return sorted([*named, *((name, str(word)) for name, word in KINDS.items())], key=lambda pair: pair[1])


def kind(label: str) -> str:
    """The word of the field for a kind of record."""
    model = _model(label)
    return str(KINDS.get(label) or (_name(model) if model else label))


def act(name: str, kind_: str) -> str:
    """How the workflow table tells the act, or the word of an act that is no row of it any more."""
    row = _row(name, kind_)
    return str(row.past if row else ACTS.get(name, name))


def _row(name: str, kind_: str):
    model = _model(kind_)
    return model.workflow.by_name.get(name) if hasattr(model, "workflow") else None


def _name(model) -> str:
    return str(capfirst(model._meta.verbose_name))


def told(entry) -> str:
    """What the entry says beyond its act: states, and the names of the fields that changed."""
    model, facts = _model(entry.kind), entry.facts
    parts = []
    if facts.get("from") != facts.get("to") and "to" in facts:
        before, after = (_choice(model, facts.get(key)) for key in ("from", "to"))
        parts.append(f"{before} → {after}" if before else after)
    names = [word for name in facts.get("fields", []) if (word := _field(model, name))]
    if names:
        parts.append(_("Fields: %(names)s") % {"names": _(", ").join(names)})
    if facts.get("purpose"):
        parts.append(str(PURPOSES.get(facts["purpose"], facts["purpose"])))
    return "　".join(parts)


@lru_cache
def _model(label: str):
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


def _choice(model, value) -> str:
    for name in ("status", "kind"):
        try:
            words = dict(model._meta.get_field(name).flatchoices)
        except (FieldDoesNotExist, AttributeError):
            continue
        if value in words:
            return str(words[value])
    return "" if value in (None, "") else str(value)


def _field(model, name: str) -> str:
    """The word of a field; "" for what only the machine fills in, which has no word of its own."""
    try:
        word = model._meta.get_field(name).verbose_name
    except (FieldDoesNotExist, AttributeError):
        return ""
    return "" if isinstance(word, str) else str(word)
