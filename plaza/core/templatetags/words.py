"""Dates, amounts, rates and names as pages write them. Nothing here queries."""

import re

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from plaza.core import dates, masks

register = template.Library()
LINE_BREAK = re.compile(r"[ \t\r]*\n[ \t\r\n]*")
register.filter("month_day", dates.month_day)
register.filter("short_day", dates.short_day)
register.filter("moment", dates.moment)

# A rate over fewer than ten is a fraction, never a per cent: domain rule, no setting.
SMALLEST_DENOMINATOR = 10


@register.filter
def weekday_sign(value):
    """One sign for the day strip: 一 / M."""
    return pgettext("weekdays, Monday first", "M Tu W Th F Sa Su").split()[value.weekday()]


@register.filter
def lang_tag(code):
    """zh-hans as HTML wants it: zh-Hans."""
    language, _dash, script = code.partition("-")
    return f"{language}-{script.title()}" if script else language


@register.filter
def digits(phone):
    """A phone number as tel: wants it."""
    return "".join(sign for sign in str(phone) if sign.isdigit() or sign == "+")


@register.filter
def yuan(value):
    """An amount of money with two decimals: 86,400.00; nothing for None."""
    return "" if value is None else f"{value:,.2f}"


@register.filter
def mask_name(value):
    return masks.name(str(value or ""))


@register.simple_tag
def percent(part, whole):
    """The rule of every rate: none yet, 3/5 below ten, else 91.2%."""
    if not whole:
        return _("none yet")
    if whole < SMALLEST_DENOMINATOR:
        return f"{part}/{whole}"
    return f"{100 * part / whole:.1f}%"


@register.simple_tag
def share(part, whole):
    """A number 0-100 for the width of a meter."""
    return round(100 * part / whole) if whole else 0


class Joined(template.Node):
    def __init__(self, nodelist):
        self.nodelist = nodelist
        for node in nodelist.get_nodes_by_type(template.base.TextNode):
            node.s = LINE_BREAK.sub("", node.s)

    def render(self, context):
        return self.nodelist.render(context)


@register.tag
def joined(parser, token):
    """Words and links that stand side by side on the page, laid out over several lines of the template: the line
    breaks and indents between them are no spaces. What is filled in stays as it is."""
    nodelist = parser.parse(("endjoined",))
    parser.delete_first_token()
    return Joined(nodelist)
