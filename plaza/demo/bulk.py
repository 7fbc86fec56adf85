"""Many cases, fast: copies of the cases that actions made, with dates of their own, by bulk insert.

For trying lists, search and dashboards at size. Nothing is told to anybody and nothing audited."""

import copy
import random
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from followup import search_rows
from followup.models import Case, CaseUnit, Clock, Progress, Rating, Reply
from petitions.models import Petition, Petitioner, Visit
from plaza.core import masking
from plaza.core.models import Sequence

CHUNK = 2000
OPEN_SHARE = 0.06  # of all cases: about what an office has open at a time
DAYS = 1500  # over which the copies are spread, backwards
DATED = {
    Case: ("registered_on", "due_on", "answer_due_on", "answered_on", "closed_on", "told_on", "feedback_due_on"),
    Clock: ("started_on", "due_on", "met_on", "stopped_on"),
    Reply: ("drafted_at", "approved_at", "delivered_on"),
    Progress: ("at", "told_at", "next_on"),
    Rating: ("at", "seen_at"),
    CaseUnit: ("since", "until"),
    Visit: ("started_at", "ended_at"),
    Petition: ("registered_at", "entered_at", "promise_on"),
}


def copy_cases(size: int, *, seed: int = 1, on_chunk=None) -> int:
    """Insert copies until the ledger holds `size` cases; returns how many were inserted.

    Finished cases are spread over the past four years, open ones keep dates near today's."""
    chance = random.Random(seed)
    patterns = [_Pattern(case) for case in _templates()]
    if not patterns:
        raise RuntimeError("There is no case to copy: make the demo first.")
    finished = [one for one in patterns if one.case.closed_on]
    unfinished = [one for one in patterns if not one.case.closed_on]
    missing = size - Case.objects.count()
    serials: dict[date, int] = {}
    made = 0
    while made < missing:
        batch = []
        for _ in range(min(CHUNK, missing - made)):
            still_open = unfinished and chance.random() < OPEN_SHARE
            pattern = chance.choice(unfinished if still_open else finished)
            back = chance.randrange(0, 12) if still_open else chance.randrange(1, DAYS)
            batch.append((pattern, timedelta(days=back)))
        with transaction.atomic():
            _insert(batch, serials)
        made += len(batch)
        if on_chunk:
            on_chunk(made, missing)
    return made


class _Pattern:
    """A case made by actions, with every row that hangs on it."""

    def __init__(self, case):
        self.case = case
        self.petition = case.petition
        self.visit = case.petition.visit
        self.person = case.petition.petitioner
        self.phone = masking.open_sealed(self.person, "phone") if self.person else ""
        self.hanging = [
            (model, list(model.objects.filter(case=case))) for model in (CaseUnit, Clock, Progress, Reply, Rating)
        ]


def _templates():
    return Case.objects.select_related("petition__visit", "petition__petitioner").order_by("pk")[:400]


def _insert(batch, serials) -> None:
    visits = Visit.objects.bulk_create([_moved(pattern.visit, back, ticket=None) for pattern, back in batch])
    people, person_of = [], {}
    for number, ((pattern, _), visit) in enumerate(zip(batch, visits, strict=True)):
        if pattern.person:
            person_of[number] = len(people)
            people.append(_person(pattern, visit))
    people = Petitioner.objects.bulk_create(people)
    petitions = []
    for number, ((pattern, back), visit) in enumerate(zip(batch, visits, strict=True)):
        row = _moved(pattern.petition, back, visit=visit, earlier=None)
        row.petitioner = people[person_of[number]] if number in person_of else None
        row.number = _number(timezone.localdate(row.registered_at), serials)
        petitions.append(row)
    petitions = Petition.objects.bulk_create(petitions)
    cases = [
        _moved(pattern.case, back, petition=petition, number=petition.number)
        for (pattern, back), petition in zip(batch, petitions, strict=True)
    ]
    Case.objects.bulk_create(cases)
    for position, model in enumerate((CaseUnit, Clock, Progress, Reply, Rating)):
        model.objects.bulk_create(
            [
                _moved(row, back, case=case)
                for (pattern, back), case in zip(batch, cases, strict=True)
                for row in pattern.hanging[position][1]
            ]
        )
    for day, value in serials.items():
        Sequence.objects.update_or_create(name=f"matter:{day:%Y%m%d}", defaults={"value": value})
    search_rows.index_many(petitions)


def _person(pattern, visit):
    row = copy.copy(pattern.person)
    row.pk, row.id, row._state = None, None, copy.copy(row._state)
    row._state.adding = True
    row.visit, row.row_key = visit, masking.row_key()
    row.phone_sealed = masking.seal(row, "phone", pattern.phone)
    row.idno_sealed = row.address_sealed = row.idno_index = row.idno_mask = ""
    return row


def _moved(row, back: timedelta, **changes):
    """A new row like `row` with its dates `back` days earlier."""
    new = copy.copy(row)
    new._state = copy.copy(row._state)
    new._state.adding, new._state.fields_cache = True, dict(row._state.fields_cache)
    new.pk = None
    for name in DATED[type(row)]:
        value = getattr(new, name)
        if value and getattr(value, "year", 0) < 9000:
            setattr(new, name, value - back)
    for name, value in changes.items():
        setattr(new, name, value)
    return new


def _number(day: date, serials) -> str:
    if day not in serials:
        serials[day] = Sequence.objects.filter(name=f"matter:{day:%Y%m%d}").values_list("value", flat=True).first() or 0
    serials[day] += 1
    return f"{day:%Y%m%d}-{serials[day]:04d}"
