"""Phone numbers as they are kept: digits without spaces, hyphens and +86; a landline with its hyphens."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOBILE = re.compile(r"1[3-9]\d{9}")
LANDLINE = re.compile(r"(010|02\d|0[03-9]\d{2})-?(\d{7,8})(?:-(\d{1,6}))?")
ABROAD = re.compile(r"\+(?!86)\d{7,15}")
TAIL = 4


def clean(text: str) -> str:
    """The number as kept and indexed: 13800000018, 0000-8860018, 0000-8860018-12, +85200000018; "" for "".

    Raises ValidationError with a sentence for what is none of them."""
    number = re.sub(r"[\s·.()]|[\u2010-\u2015\u2212]", _thin, unicodedata.normalize("NFKC", text))
    number = re.sub(r"^(\+|00)86-?", "", number)
    if not number:
        return ""
    if MOBILE.fullmatch(digits := number.replace("-", "")):
        return digits
    if found := LANDLINE.fullmatch(number) or LANDLINE.fullmatch(_joined(number)):
        return "-".join(part for part in found.groups() if part)
    if ABROAD.fullmatch(digits):
        return digits
    if digits.isdigit() and digits.startswith("1"):
        raise ValidationError(_("A mobile number has 11 digits; this one has %(count)d.") % {"count": len(digits)})
    raise ValidationError(_("Enter a mobile number of 11 digits, or a landline with its area code."))


def tail(number: str) -> str:
    """The last four digits of a kept number, without the extension of a landline."""
    landline = LANDLINE.fullmatch(number)
    return (landline[2] if landline else number)[-TAIL:]


def _thin(found) -> str:
    return "-" if found[0] in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212" else ""


def _joined(number: str) -> str:
    """0000-886-0018 and 0000-8860-018: the hyphens inside the number itself go, an extension needs both parts."""
    head, _sep, rest = number.partition("-")
    return f"{head}-{rest.replace('-', '')}"
