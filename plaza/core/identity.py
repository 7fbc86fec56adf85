"""The resident identity number: 18 signs with a check digit (GB 11643)."""

import re
import unicodedata
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"


def check_digit(first17: str) -> str:
    return CHECKS[sum(int(sign) * weight for sign, weight in zip(first17, WEIGHTS, strict=True)) % 11]


def clean(text: str, *, today: date) -> str:
    """The number as kept: 18 signs, X in capitals; "" for "".

    Raises ValidationError; the sentence never says which digit would be right."""
    number = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)).upper()
    if not number:
        return ""
    if len(number) != 18:
        raise ValidationError(_("An ID number has 18 signs; this one has %(count)d.") % {"count": len(number)})
    shaped = re.fullmatch(r"[0-9]{17}[0-9X]", number)
    if not shaped or not _born(number, today) or check_digit(number[:17]) != number[17]:
        raise ValidationError(_("There is a mistake in this ID number. Please check all 18 signs."))
    return number


def _born(number: str, today: date) -> bool:
    try:
        return date(1880, 1, 1) <= datetime.strptime(number[6:14], "%Y%m%d").date() <= today
    except ValueError:
        return False
