"""Looks at personal data: done on purpose, logged first."""

from django.db import transaction

from plaza.core import masking
from plaza.core.errors import NotAllowed
from plaza.core.workflow import demand

FIELDS = ("phone", "idno", "address")


def reveal(case, field: str, *, by, purpose: str, at) -> str:
    """One sealed field of the petitioner for one person. Raises NotAllowed for who may not know."""
    demand(case, "reveal", by=by)
    if field not in FIELDS or case.petition.petitioner is None:
        raise NotAllowed("reveal")
    with transaction.atomic():
        return masking.reveal(case.petition.petitioner, field, by=by, purpose=purpose, at=at)
