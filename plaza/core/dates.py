"""Dates in words, in the reader's language; the year is said when it is not this one."""

from datetime import datetime

from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import pgettext


def month_day(value):
    """6月1日（星期一） / Monday 1 June; with the year when it is not this year."""
    return _dated(value, pgettext("date format", "l j F"), pgettext("date format", "l j F Y"))


def short_day(value):
    """6月1日 / 1 June; with the year when it is not this year."""
    return _dated(value, pgettext("date format", "j F"), pgettext("date format", "j F Y"))


def moment(value):
    """05-26 15:20 / 26 May 15:20, with the year when it is not this year: for timelines and lists."""
    return _dated(value, pgettext("date format", "j M H:i"), pgettext("date format", "j M Y H:i"))


def _dated(value, this_year, other_year):
    if not value:
        return ""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return format_date(value, this_year if value.year == timezone.localdate().year else other_year)
