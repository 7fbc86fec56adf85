from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from plaza.core import identity

TODAY = date(2026, 5, 18)
GOOD = "000000199001010018"  # area 000000: nobody's
WITH_X = "00000019900101019X"
MISTAKE = "There is a mistake in this ID number. Please check all 18 signs."


def test_the_cast_of_this_file_is_valid():
    assert [identity.check_digit(number[:17]) for number in (GOOD, WITH_X)] == [GOOD[17], WITH_X[17]]


@pytest.mark.parametrize(
    "typed, kept",
    [
        (GOOD, GOOD),
        (" 000000 19900101 0018 ", GOOD),
        (WITH_X.lower(), WITH_X),
        ("", ""),
        ("０００００0199001010018", GOOD),
    ],
)
def test_an_id_number_is_kept_in_one_shape(typed, kept):
    assert identity.clean(typed, today=TODAY) == kept


@pytest.mark.parametrize(
    "typed, sentence",
    [
        (GOOD[:17], "An ID number has 18 signs; this one has 17."),
        ("000000199002300014", MISTAKE),  # 30 February
        ("000000202605190011", MISTAKE),  # born tomorrow
        ("0000001990010100X8", MISTAKE),
    ],
)
def test_a_wrong_id_number_is_refused_with_a_sentence(typed, sentence):
    with translation.override("en"), pytest.raises(ValidationError) as refusal:
        identity.clean(typed, today=TODAY)
    assert refusal.value.messages == [sentence]


def test_every_single_wrong_digit_is_found():
    wrong = [GOOD[:n] + digit + GOOD[n + 1 :] for n in range(17) for digit in "0123456789" if digit != GOOD[n]]
    for number in wrong:
        with pytest.raises(ValidationError):
            identity.clean(number, today=TODAY)
    assert len(wrong) == 153


def test_neighbours_typed_the_wrong_way_round_are_found():
    swaps = [GOOD[:n] + GOOD[n + 1] + GOOD[n] + GOOD[n + 2 :] for n in range(16) if GOOD[n] != GOOD[n + 1]]
    for number in swaps:
        with pytest.raises(ValidationError):
            identity.clean(number, today=TODAY)
    assert swaps
