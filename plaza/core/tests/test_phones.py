import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from plaza.core import phones


@pytest.mark.parametrize(
    "typed, kept",
    [
        ("13800000018", "13800000018"),
        (" 138 0000 0018 ", "13800000018"),
        ("138-0000-0018", "13800000018"),
        ("+86 138 0000 0018", "13800000018"),
        ("008613800000018", "13800000018"),
        ("１３８００００００１８", "13800000018"),
        ("0000-8860018", "0000-8860018"),
        ("00008860018", "0000-8860018"),
        ("0000-886 0018", "0000-8860018"),
        ("(010)60000018", "010-60000018"),
        ("010-6000-0018", "010-60000018"),
        ("0000-8860018-12", "0000-8860018-12"),
        ("0000—8860018", "0000-8860018"),
        ("+852 6000 0018", "+85260000018"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_a_phone_number_is_kept_in_one_shape(typed, kept):
    assert phones.clean(typed) == kept


@pytest.mark.parametrize(
    "typed, sentence",
    [
        ("1380000001", "A mobile number has 11 digits; this one has 10."),
        ("138000000189", "A mobile number has 11 digits; this one has 12."),
        ("8860018", "Enter a mobile number of 11 digits, or a landline with its area code."),
        ("none", "Enter a mobile number of 11 digits, or a landline with its area code."),
        ("+8612", "A mobile number has 11 digits; this one has 2."),
    ],
)
def test_a_wrong_number_is_refused_with_a_sentence(typed, sentence):
    with translation.override("en"), pytest.raises(ValidationError) as refusal:
        phones.clean(typed)
    assert refusal.value.messages == [sentence]


@pytest.mark.parametrize("number, tail", [("13800000018", "0018"), ("0000-8860018-12", "0018"), ("", "")])
def test_the_tail_is_the_end_of_the_number_itself(number, tail):
    assert phones.tail(number) == tail
