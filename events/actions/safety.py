"""The texts of the safety plan."""

from datetime import datetime

from django.db import transaction

from events.actions.lines import changes_of
from events.models import Event, SafetyText
from plaza.core.models import User
from plaza.core.workflow import demand, edit


def write_safety(event: Event, texts: dict[int, dict], *, by: User, at: datetime) -> None:
    """Save safety texts by id: {"text", "lead", "version"}."""
    demand(SafetyText(event=event), "edit", by=by)
    with transaction.atomic():
        for row in SafetyText.objects.filter(event=event, pk__in=texts):
            sent = dict(texts[row.pk])
            row.version = sent.pop("version")
            edit(row, "edit", changes_of(row, sent), by=by, at=at)
