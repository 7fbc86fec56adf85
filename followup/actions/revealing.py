"""Looks at personal data and tables taken out: done on purpose, logged first."""

from django.db import transaction

from followup.queries import may_identify
from plaza.core import audit, masking
from plaza.core.errors import NotAllowed

FIELDS = ("phone", "idno", "address")


def reveal(case, field: str, *, by, purpose: str, at) -> str:
    """One sealed field of the petitioner for one person. Raises NotAllowed for who may not know."""
    if field not in FIELDS or case.petition.petitioner is None or not may_identify(case, by):
        raise NotAllowed("reveal")
    with transaction.atomic():
        return masking.reveal(case.petition.petitioner, field, by=by, purpose=purpose, at=at)


def record_export(*, by, at, form: str, conditions: dict) -> None:
    """The ledger leaves the system as a file or on paper: who, when, in which form, by which conditions.

    Of the search only the fact is kept, never the words: they may be a name or a phone number."""
    kept = {key: value if key != "search" else True for key, value in conditions.items() if value}
    audit.record(None, "export", by=by, at=at, kind="followup.case", facts={"form": form, "conditions": kept})
