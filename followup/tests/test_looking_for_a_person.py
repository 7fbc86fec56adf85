"""By a whole phone or ID number only those look who may reveal it; each look is kept, and so many an hour."""

from datetime import timedelta
from urllib.parse import unquote

import pytest
import time_machine

from followup import actions, queries
from followup.tests import factory
from petitions.models import Petitioner
from plaza.core import identity, masking
from plaza.core.errors import NotAllowed
from plaza.core.models import AuditEntry, Reveal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day", "english")]
FIRST17 = "00000019800101001"
IDNO = FIRST17 + identity.check_digit(FIRST17)


@pytest.fixture
def person(case):
    row = case.petition.petitioner
    row.idno_sealed, row.idno_index = masking.seal(row, "idno", IDNO), masking.index("idno", IDNO)
    row.save()
    return row


def found(client, text):
    answer = client.get("/cases", {"search": text}, follow=True)
    return [row["case"].number for row in answer.context["rows"]], unquote(answer.redirect_chain[-1][0])


@pytest.mark.parametrize(("text", "mask"), [(factory.PHONE, "138****0037"), (IDNO, "000************" + IDNO[-3:])])
def test_who_may_reveal_finds_and_the_address_keeps_a_mask(as_, cast, case, person, text, mask):
    for who in (cast.organizer, cast.supervisor, cast.handler):
        numbers, address = found(as_(who), text)
        assert (numbers, mask in address, text in address) == ([case.number], True, False)
    numbers, address = found(as_(cast.leader), text)
    assert (numbers, text in address) == ([], False)


def test_the_session_keeps_no_number(as_, cast, case):
    client = as_(cast.organizer)
    client.get("/cases", {"search": factory.PHONE})
    assert factory.PHONE not in str(dict(client.session))


def test_the_unit_does_not_find_the_person_of_a_confidential_matter(event, cast, now, office, as_):
    factory.case(event, by=cast.recorder, at=now, unit=office.zj, confidential=True)
    assert found(as_(cast.handler), factory.PHONE)[0] == []
    assert len(found(as_(cast.organizer), factory.PHONE)[0]) == 1


def test_a_look_is_kept_as_a_digest_that_fits_no_column(as_, cast, case):
    found(as_(cast.organizer), factory.PHONE)
    look = Reveal.objects.get()
    assert (look.by, look.kind, look.object_id, look.field) == (cast.organizer, "core.user", cast.organizer.pk, "phone")
    digest = look.purpose.removeprefix("search: ")
    row = Petitioner.objects.get()
    assert len(digest) == 16 and digest not in row.phone_index + row.phone_tail_index + row.idno_index
    assert AuditEntry.objects.get(act="reveal").facts == {"field": "phone", "purpose": "search"}


def test_after_twenty_an_hour_a_reason_is_asked(as_, cast, case, now):
    client = as_(cast.organizer)
    for n in range(20):
        assert actions.look_for("phone", f"1390000{n:04d}", by=cast.organizer, at=now)
    assert actions.look_for("phone", "13900000003", by=cast.organizer, at=now)  # the same look again
    answer = client.get("/cases", {"search": factory.PHONE})
    assert answer.url == "/cases/reason"
    assert client.post("/cases/reason", {"purpose": "other"}).status_code == 422
    assert client.post("/cases/reason", {"purpose": "other", "reason": "逐户核对名单"}).url == "/cases"
    assert found(client, factory.PHONE)[0] == [case.number]
    assert Reveal.objects.get(field="limit").purpose == "other: 逐户核对名单"
    for n in range(19):
        assert actions.look_for("phone", f"1370000{n:04d}", by=cast.organizer, at=now)
    assert not actions.look_for("phone", "13700009999", by=cast.organizer, at=now)


def test_after_an_hour_the_looks_are_new(as_, cast, case, now):
    for n in range(20):
        actions.look_for("phone", f"1390000{n:04d}", by=cast.organizer, at=now)
    assert not actions.look_for("phone", factory.PHONE, by=cast.organizer, at=now + timedelta(minutes=59))
    with time_machine.travel(now + timedelta(hours=1), tick=False):
        assert found(as_(cast.organizer), factory.PHONE)[0] == [case.number]


def test_a_number_in_a_long_text_is_a_look_too(as_, cast, case):
    typed = factory.PHONE + "-" * 95 + "x"
    numbers, address = found(as_(cast.organizer), typed)
    assert (numbers, factory.PHONE in address, Reveal.objects.count()) == ([case.number], False, 1)


def test_two_numbers_of_one_mask_keep_an_address_each(as_, event, cast, case, now, office):
    other = factory.case(event, by=cast.recorder, at=now, unit=office.zj, phone="13899990037")
    client = as_(cast.organizer)
    first, second = found(client, factory.PHONE), found(client, "13899990037")
    assert (first[0], second[0]) == ([case.number], [other.number]) and first[1] != second[1]
    again = [client.get(address).context["rows"][0]["case"].number for _numbers, address in (first, second)]
    assert again == [case.number, other.number]
    assert found(client, factory.PHONE)[1] == first[1]


def test_below_the_page_too(cast, case, now):
    with pytest.raises(NotAllowed):
        actions.look_for("phone", factory.PHONE, by=cast.leader, at=now)
    with pytest.raises(NotAllowed):
        actions.go_on(by=cast.leader, at=now, purpose="contact")
    for who in (cast.leader, cast.organizer):  # without a look nothing is found by a whole number
        assert not queries.matching(queries.cases_for(who), factory.PHONE, who).exists()


def test_a_digest_finds_nothing_for_who_may_not_reveal(cast, case):
    digest = masking.index("phone", factory.PHONE)
    found = {
        who: queries.of_person(queries.cases_for(getattr(cast, who)), "phone", digest, getattr(cast, who)).count()
        for who in ("leader", "supervisor")
    }
    assert found == {"leader": 0, "supervisor": 1}


def test_the_last_four_digits_stay_open_to_the_staff(cast, case):
    for who in (cast.leader, cast.organizer, cast.handler):
        assert queries.matching(queries.cases_for(who), "0037", who).count() == 1
