import pytest
from cryptography.exceptions import InvalidTag

from petitions.models import Petitioner
from plaza.core import masking, masks, numbering
from plaza.core.models import AuditEntry, Reveal

PHONE = "13800000001"


def sealed_row(**fields):
    row = Petitioner(row_key=masking.row_key(), **fields)
    row.phone_sealed = masking.seal(row, "phone", PHONE)
    return row


def test_what_is_sealed_opens_again_and_never_looks_the_same():
    one, two = sealed_row(), sealed_row()
    assert masking.open_sealed(one, "phone") == PHONE
    assert one.phone_sealed != two.phone_sealed and PHONE not in one.phone_sealed


def test_a_ciphertext_moved_to_another_row_does_not_open():
    one, two = sealed_row(), sealed_row()
    two.phone_sealed = one.phone_sealed
    with pytest.raises(InvalidTag):
        masking.open_sealed(two, "phone")


def test_a_ciphertext_moved_to_another_field_does_not_open():
    row = sealed_row()
    row.address_sealed = row.phone_sealed
    with pytest.raises(InvalidTag):
        masking.open_sealed(row, "address")


def test_the_index_finds_equal_values_and_differs_by_field():
    assert masking.index("phone", PHONE) == masking.index("phone", PHONE) != masking.index("idno", PHONE)
    assert masking.index("phone", "") == ""


@pytest.mark.parametrize("name, masked", [("林可", "林*"), ("张建华", "张*华"), ("欧阳建国", "欧*国"), ("", "")])
def test_names_are_masked(name, masked):
    assert masks.name(name) == masked


def test_phone_and_id_are_masked():
    assert masks.phone(PHONE) == "138****0001"
    assert [masks.phone(short) for short in ("8860018", "88600180")] == ["****", "886****0180"]
    assert masks.id_number("000000199001010018") == "000************018"


@pytest.mark.django_db
def test_a_reveal_is_logged_before_the_value_leaves(event, cast, now):
    from petitions.models import Visit

    row = sealed_row(visit=Visit.objects.create(event=event, started_at=now), name="林可")
    row.save()
    assert masking.reveal(row, "phone", by=cast.handler, purpose="联系群众", at=now) == PHONE
    assert Reveal.objects.get().by == cast.handler
    assert PHONE not in str(AuditEntry.objects.get(act="reveal").facts)


def test_the_query_code_is_derived_and_changes_with_the_issue():
    code = numbering.query_code("20260518-0037", 1, "k1")
    assert code == numbering.query_code("20260518-0037", 1, "k1")
    assert len(code) == 8 and not set(code) & set("0O1I")
    assert code != numbering.query_code("20260518-0037", 2, "k1") != numbering.query_code("20260518-0038", 1, "k1")
    assert numbering.same_code(numbering.spoken(code).lower(), code) and not numbering.same_code("", code)
