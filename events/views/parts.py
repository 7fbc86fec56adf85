"""The parts of a plan that are small tables: schedule, venue, people, budget; and the safety texts."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from events import actions, queries
from events.actions.rows import TABLES
from events.forms import BudgetRows, DeskRows, DutyForm, PostRows, SafetyForm, SlotRows, ZoneRows
from events.models import Duty
from events.views.plan import page_of
from plaza.core.access import access
from plaza.core.errors import Conflict, NotPossible
from plaza.core.models import Unit
from plaza.core.views.take import press, take

RELATIONS = {
    "slots": "slots",
    "zones": "zones",
    "desks": "desks",
    "posts": "posts",
    "budget": "budget_lines",
    "tasks": "tasks",
}


@access("events.see")
def schedule(request, pk):
    event = _event(request, pk)
    slots = list(queries.slots_of(event))
    sets = {"slots": SlotRows(_sent(request), rows=slots, prefix="slots")}
    return _tables(request, event, "schedule", sets, {"slots": slots, "faults": queries.schedule_faults(event, slots)})


@access("events.see")
def venue(request, pk):
    event = _event(request, pk)
    zones, desks = list(queries.zones_of(event)), list(queries.desks_of(event))
    choices = {
        "unit_id": [("", _("Choose a unit")), *_units(desks)],
        "zone_id": [("", _("no zone")), *((zone.pk, zone.name) for zone in zones)],
    }
    sets = {
        "desks": DeskRows(_sent(request), rows=desks, prefix="desks", choices=choices),
        "zones": ZoneRows(_sent(request), rows=zones, prefix="zones"),
    }
    return _tables(request, event, "venue", sets, {"zones": zones, "desks": desks, "has_map": event.map_id})


@access("events.see")
def people(request, pk):
    event = _event(request, pk)
    posts, desks = list(queries.posts_of(event)), list(queries.desks_of(event))
    sent = _sent(request)
    assigning = bool(sent and "assign" in sent)
    sets = {"posts": PostRows(None if assigning else sent, rows=posts, prefix="posts")}
    duty_form = DutyForm(sent if assigning else None, event=event, desks=desks)
    extra = {
        "posts": posts,
        "duties": queries.duties_of(event),
        "duty_form": duty_form,
        "empty_posts": sum(not post.names for post in posts),
    }
    if assigning:
        return take(
            request,
            duty_form,
            partial(actions.assign_duty, event),
            back=f"{reverse('events:people', args=[event.pk])}#duties",
            done=_given,
            template="events/event_people.html",
            context=lambda: _context(request, event, "people", sets, extra),
        )
    return _tables(request, event, "people", sets, extra)


@access("events.see")
def budget(request, pk):
    event = _event(request, pk)
    lines = queries.budget_lines_of(event)
    sets = {"budget": BudgetRows(_sent(request), rows=lines, prefix="budget")}
    return _tables(request, event, "budget", sets, {"budget": queries.budget_of(lines)})


@access("events.see")
def safety(request, pk):
    event = _event(request, pk)
    form = SafetyForm(_sent(request), texts=queries.safety_of(event))
    rows = form.rows()
    contents = [row for row in rows if row[0].kind == row[0].Kind.CONTENT]
    return take(
        request,
        form,
        partial(actions.write_safety, event),
        back=reverse("events:safety", args=[event.pk]),
        done=_("The safety texts are saved."),
        template="events/event_safety.html",
        context=lambda: (
            page_of(request, event, "safety")
            | {
                "contents": contents,
                "scenarios": rows[len(contents) :],
                "missing": sum(not row.text for row, *_fields in contents),
            }
        ),
    )


@access("events.plan")
@require_POST
def restore(request, pk, table, ids):
    """Undo of removed rows: bring them back."""
    event = _event(request, pk)
    pks = [int(part) for part in ids.split("-") if part.isdecimal() and len(part) < 12]
    if table not in TABLES or not pks:
        raise Http404
    actions.restore_rows(event, table, pks, by=request.user, at=timezone.now())
    messages.success(
        request, ngettext("%(count)s row is back.", "%(count)s rows are back.", len(pks)) % {"count": len(pks)}
    )
    pages = {"slots": "schedule", "zones": "venue", "desks": "venue", "posts": "people", "tasks": "plan"}
    return redirect(f"events:{pages.get(table, table)}", event.pk)


@access("events.plan")
@require_POST
def end_duty(request, pk, duty_pk):
    event = _event(request, pk)
    duty = get_object_or_404(Duty.objects.select_related("user", "event"), event=event, pk=duty_pk)
    back = f"{reverse('events:people', args=[event.pk])}#duties"
    done = _("%(name)s's duty is ended.") % {"name": duty.user.name}
    return press(request, duty, actions.end_duty, back=back, done=done)


def _tables(request, event, tab, sets, extra):
    """Show the tables of a page, add an empty row to one, or save all of them in one transaction."""
    if request.method != "POST":
        return _page(request, event, tab, sets, extra)
    added = request.POST.get("add", "")
    if added in sets:
        return _page(request, event, tab, sets | {added: sets[added].with_another_row()}, extra)
    valid = [rows.is_valid() for rows in sets.values()]
    if not all(valid):
        return _page(request, event, tab, sets, extra, status=422)
    removed = {}
    try:
        with transaction.atomic():
            for name, rows in sets.items():
                removed[name] = actions.save_rows(event, name, rows.sent(), by=request.user, at=timezone.now())
    except NotPossible as refusal:
        return _page(request, event, tab, sets, extra | {"refusal": refusal.message}, status=422)
    except Conflict as conflict:
        name = next(name for name in sets if isinstance(conflict.object, TABLES[name]))
        rows = sets[name].outdated(conflict.object.pk, conflict.object.version, _says(conflict.object, sets[name]))
        return _page(request, event, tab, sets | {name: rows}, extra, status=409)
    messages.success(request, _("The changes are saved."))
    for name, pks in removed.items():
        if pks:
            messages.success(
                request,
                ngettext("%(count)s row is removed.", "%(count)s rows are removed.", len(pks)) % {"count": len(pks)},
                extra_tags=reverse("events:restore", args=[event.pk, name, "-".join(map(str, pks))]),
            )
    return redirect(f"events:{tab}", event.pk)


def _page(request, event, tab, sets, extra, *, status=200):
    return render(request, f"events/event_{tab}.html", _context(request, event, tab, sets, extra), status=status)


def _context(request, event, tab, sets, extra) -> dict:
    at = timezone.now()
    gone = [{"table": name, "row": row} for name in sets for row in queries.removed_rows(event, RELATIONS[name], at)]
    return page_of(request, event, tab) | {"sets": sets, "gone": gone} | extra


def _given(duty) -> str:
    return _("%(name)s has the duty “%(duty)s”.") % {"name": duty.user.name, "duty": duty.get_kind_display()}


def _units(desks) -> list[tuple[int, str]]:
    units = dict(Unit.objects.filter(active=True).values_list("pk", "name"))
    return list((units | {desk.unit_id: desk.unit.name for desk in desks}).items())


def _says(row, rows) -> str:
    values = (getattr(row, name) for name in rows.form.base_fields if name not in ("pk", "version", "remove"))
    return _(", ").join(str(value) for value in values if value not in (None, "", False))


def _sent(request):
    """The form that came, from who may change a plan."""
    if request.method == "POST" and not request.user.has_perm("events.plan"):
        raise PermissionDenied
    return request.POST if request.method == "POST" else None


def _event(request, pk):
    return get_object_or_404(queries.events_for(request.user), pk=pk)
