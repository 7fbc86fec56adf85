"""The line drawings: icons, the mark, the shapes of the lamps."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from plaza.core.icons import ICONS

register = template.Library()

MARK = mark_safe(
    '<svg class="pz-mark" viewBox="0 0 28 28" aria-hidden="true">'
    '<path d="M2 9V2h7M19 2h7v7M26 19v7h-7M9 26H2v-7"/><circle cx="14" cy="14" r="4.5"/></svg>'
)


LAMPS = {
    "r": '<path d="M5.2 1.2h5.6l4 4v5.6l-4 4H5.2l-4-4V5.2z"/>',
    "a": '<path d="M8 1.5 15 14H1z"/>',
    "g": '<circle cx="8" cy="8" r="6.5"/>',
    "x": '<circle cx="8" cy="8" r="5.8"/>',
}


@register.simple_tag
def icon(name):
    """The drawing `name`, hidden from screen readers; the word beside it says what it is."""
    return format_html('<svg class="i" viewBox="0 0 16 16" aria-hidden="true"><path d="{}"/></svg>', ICONS[name])


@register.simple_tag
def mark():
    return MARK


@register.simple_tag
def lamp_shape(kind):
    """Circle, triangle, octagon or ring: the state is readable without its colour."""
    return format_html('<svg viewBox="0 0 16 16" aria-hidden="true">{}</svg>', mark_safe(LAMPS[kind]))
