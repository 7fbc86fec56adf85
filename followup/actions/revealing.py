"""Looks at personal data: done on purpose, logged first."""

from django.db import transaction

from followup.queries import may_identify
from plaza.core import masking
from plaza.core.errors import NotAllowed

FIELDS = ("phone", "idno", "address")


def reveal(case, field: str, *, by, purpose: str, at) -> str:
    """One sealed field of the petitioner for one person. Raises NotAllowed for who may not know."""
    if field not in FIELDS or case.petition.petitioner is None or not may_identify(case, by):
        raise NotAllowed("reveal")
    with transaction.atomic():
        return masking.reveal(case.petition.petitioner, field, by=by, purpose=purpose, at=at)
