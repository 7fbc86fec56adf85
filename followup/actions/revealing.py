"""Looks at personal data: done on purpose, logged first."""

from django.db import transaction

from plaza.core import masking
from plaza.core.errors import NotAllowed
from plaza.core.workflow import demand

FIELDS = ("phone", "idno", "address")


def reveal(case, field: str, *, by, purpose: str, at) -> str:
    """One sealed field of the petitioner, with the name, for one person; both looks are logged.

    Raises NotAllowed for who may not know."""
    demand(case, "reveal", by=by)
    if field not in FIELDS or case.petition.petitioner is None:
        raise NotAllowed("reveal")
    person = case.petition.petitioner
    with transaction.atomic():
        if not person.anonymous:
            masking.log_look(person, "name", by=by, purpose=purpose, at=at)
        return masking.reveal(person, field, by=by, purpose=purpose, at=at)
