"""The record of acts in the words of the field: code in the entry, sentence on the page."""

from functools import lru_cache

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

ACTS = {
    "add": gettext_lazy("added"),
    "edit": gettext_lazy("changed"),
    "remove": gettext_lazy("removed"),
    "restore": gettext_lazy("brought back"),
    "sign_in": gettext_lazy("signed in"),
    "sign_out": gettext_lazy("signed out"),
    "own_settings": gettext_lazy("changed own settings"),
    "change_password": gettext_lazy("changed own password"),
    "new_password": gettext_lazy("new initial password"),
    "add_user": gettext_lazy("account added"),
    "switch_off": gettext_lazy("account switched off"),
    "switch_on": gettext_lazy("account switched on"),
    "set_up_office": gettext_lazy("office set up"),
    "look_at_keys": gettext_lazy("key sheet shown"),
    "finish_set_up": gettext_lazy("set-up finished"),
    "enter_notice": gettext_lazy("holiday notice entered"),
    "change_day": gettext_lazy("day changed"),
    "send_again": gettext_lazy("message sent again"),
    "reveal": gettext_lazy("personal data shown"),
    "register": gettext_lazy("registered"),
    "correct": gettext_lazy("corrected"),
    "seal": gettext_lazy("sealed"),
    "hand_over": gettext_lazy("envelope handed over"),
    "reprint": gettext_lazy("receipt printed again"),
    "look_earlier": gettext_lazy("earlier matters looked at"),
    "link_earlier": gettext_lazy("earlier matter linked"),
    "set_out_anew": gettext_lazy("deadlines set out anew"),
    "issue": gettext_lazy("ticket issued"),
    "open_case": gettext_lazy("case opened"),
    "recompute": gettext_lazy("deadline computed anew"),
    "rate": gettext_lazy("rated"),
    "plan": gettext_lazy("event planned"),
    "export": gettext_lazy("exported"),
    "demo": gettext_lazy("demo made"),
}
KINDS = {
    "core.office": gettext_lazy("Office"),
    "core.unit": gettext_lazy("Unit"),
    "core.user": gettext_lazy("User"),
    "core.category": gettext_lazy("Category"),
    "core.calendaryear": gettext_lazy("Calendar"),
    "core.calendarday": gettext_lazy("Day of the calendar"),
    "core.message": gettext_lazy("Message"),
    "events.event": gettext_lazy("Event"),
    "events.task": gettext_lazy("Task"),
    "petitions.ticket": gettext_lazy("Ticket"),
    "petitions.petition": gettext_lazy("Petition"),
    "petitions.petitioner": gettext_lazy("Petitioner"),
    "petitions.sealedstub": gettext_lazy("Sealed envelope"),
    "followup.case": gettext_lazy("Case"),
}


def kinds() -> list[tuple[str, str]]:
    return list(KINDS.items())


def kind(label: str) -> str:
    return str(KINDS.get(label, label))


def act(name: str, kind_: str) -> str:
    """How the workflow table tells the act, or the word of an act that is no step."""
    model = _model(kind_)
    row = model.workflow.by_name.get(name) if hasattr(model, "workflow") else None
    return str(row.past if row else ACTS.get(name, name))


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
        parts.append(str(facts["purpose"]))
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
