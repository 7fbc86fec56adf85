"""The parts of a plan that are tables: one view for all of them, made from their declarations in events.forms."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import select_template
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from events import actions, queries
from events.actions.lines import KEPT
from events.forms import PEOPLE, DutyForm, KeyForm, SafetyForm, excel_sheet, line_set
from events.models import Duty, SafetyText, Task
from events.parts import PARTS, Page
from events.views.plan import page_of
from plaza.core.access import access
from plaza.core.errors import AlreadySaved, Conflict, NotPossible
from plaza.core.table_files import read_table
from plaza.core.views.take import already, press, take
from plaza.core.workflow import may


def page(page: Page):
    """The view of one page of tables: show them, add an empty line, read lines from Excel, save all of them."""

    @access("events.see")
    def view(request, pk):
        event = _event(request, pk)
        lines = {part.name: part.lines(event) for part in page.parts}
        may_plan = may(page.parts[0].model(event=event), request.user, "edit")
        if request.method == "POST" and not may_plan:
            raise PermissionDenied
        sent = request.POST if request.method == "POST" else None
        sets = {part.name: line_set(part, sent, event=event, lines=lines[part.name]) for part in page.parts}
        key_form = KeyForm(sent)
        shown = partial(_shown, request, event, page, sets, lines, may_plan, key_form)
        if sent is None:
            return shown()
        if (added := sent.get("add")) in sets:
            more = sets[added].with_another_line()
            return shown(replaced={added: more}, notes=more.notes)
        if (brought := sent.get("read")) in sets:
            return _brought(request, sets[brought], brought, shown)
        if not all([*(one.is_valid() for one in sets.values()), key_form.is_valid()]):
            return shown(status=422)
        return _saved(request, event, page, sets, key_form, shown)

    return view


def _saved(request, event, page, sets, key_form, shown):
    tables = {part: sets[part.name].sent() for part in page.parts}
    key = key_form.cleaned_data["key"]
    try:
        removed = actions.save_tables(event, tables, key=key, by=request.user, at=timezone.now())
    except NotPossible as refusal:
        return shown(refusal=refusal.message, status=422)
    except AlreadySaved as saved:
        already(key_form, saved.submission)
        return shown(refusal=" ".join(key_form.non_field_errors()), status=422)
    except Conflict as conflict:
        part = next(part for part in page.parts if isinstance(conflict.object, part.model))
        now = _(", ").join(text for text in part.sheet.cells(conflict.object) if text)
        again = sets[part.name].outdated(conflict.object.pk, conflict.object.version, now)
        return shown(replaced={part.name: again}, status=409)
    messages.success(request, _("The changes are saved."))
    for part, pks in removed.items():
        if pks:
            said = ngettext("%(count)s row is removed.", "%(count)s rows are removed.", len(pks))
            undo = reverse("events:restore", args=[event.pk, part.name, "-".join(map(str, pks))])
            messages.success(request, said % {"count": len(pks)}, extra_tags=undo)
    return redirect(f"events:{page.name}", event.pk)


def _brought(request, table, name, shown):
    """The lines of an Excel file stand in the table, not saved yet: faults are seen at their cells."""
    try:
        found = read_table(request.FILES[f"file_{name}"], table.headings())
    except KeyError:
        return shown(refusal=_("Choose a file."), status=422)
    except ValidationError as error:
        return shown(refusal=" ".join(error.messages), status=422)
    if not any(value for row in found.rows for value in row.values.values()):
        names = _(", ").join(names[0] for names in table.headings().values())
        return shown(
            refusal=_("Nothing was read. The first row holds the headings: %(names)s.") % {"names": names}, status=422
        )
    more = table.with_lines_of(found)
    return shown(replaced={name: more}, notes=more.notes or [_("Look at the new lines at the end, then save.")])


def _shown(request, event, page, sets, lines, may_plan, key_form, *, replaced=None, status=200, **more):
    template = select_template([f"events/event_{page.name}.html", "events/part.html"]).template.name
    context = _context(request, event, page, sets | (replaced or {}), lines, may_plan)
    return render(request, template, context | {"key_form": key_form, **more}, status=status)


def _context(request, event, page, sets, lines, may_plan) -> dict:
    since = timezone.now() - KEPT
    tables = [
        {"part": part, "set": sets[part.name], "read": part.sheet.on_screen(lines[part.name])} for part in page.parts
    ]
    gone = [{"table": part.name, "row": row} for part in page.parts for row in part.removed(event, since=since)]
    return page_of(request, event, page.name) | {
        "page": page,
        "tables": tables,
        "gone": gone,
        "may_plan": may_plan,
        **page.extra(event, lines),
    }


@access("events.see")
@require_GET
def part_excel(request, pk, name):
    """One table of the plan as an Excel file; filled in, it can be read again."""
    event = _event(request, pk)
    if name not in PARTS:
        raise Http404
    part = PARTS[name]
    return excel_sheet(part, event).answer(part.lines(event), by=request.user, at=timezone.now())


@access("events.see")
def safety(request, pk):
    event = _event(request, pk)
    if request.method == "POST" and not request.user.has_perm("events.plan"):
        raise PermissionDenied
    form = SafetyForm(request.POST or None, texts=queries.safety_of(event))
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
                "may_plan": may(SafetyText(event=event), request.user, "edit"),
            }
        ),
    )


@access("events.plan")
@require_POST
def restore(request, pk, table, ids):
    """Undo of removed lines: bring them back."""
    event = _event(request, pk)
    pks = [int(part) for part in ids.split("-") if part.isdecimal() and len(part) < 10]
    models = {name: part.model for name, part in PARTS.items()} | {"tasks": Task}
    if table not in models or not pks:
        raise Http404
    page = PARTS[table].page.name if table in PARTS else "plan"

    def bring_back(event, *, by, at):
        return actions.restore_lines(event, models[table], pks, by=by, at=at)

    def said(came: list) -> str:
        if not came:
            return _("Nothing was to be brought back: it stands already.")
        return ngettext("%(count)s row is back.", "%(count)s rows are back.", len(came)) % {"count": len(came)}

    back = reverse(f"events:{page}", args=[event.pk])
    return press(request, event, bring_back, back=back, done=said, versioned=False)


@access("events.plan")
def assign_duty(request, pk):
    """Name a person on the page of the people; what is wrong comes back there."""
    event = _event(request, pk)
    back = f"{reverse('events:people', args=[event.pk])}#duties"
    if request.method != "POST":
        return redirect(back)
    form = DutyForm(request.POST, event=event, desks=list(queries.desks_of(event)))

    def context() -> dict:
        lines = {part.name: part.lines(event) for part in PEOPLE.parts}
        sets = {part.name: line_set(part, None, event=event, lines=lines[part.name]) for part in PEOPLE.parts}
        shown = _context(request, event, PEOPLE, sets, lines, may(Duty(event=event), request.user, "assign"))
        return shown | {"duty_form": form, "key_form": KeyForm()}

    return take(
        request,
        form,
        partial(actions.assign_duty, event),
        back=back,
        done=_given,
        template="events/event_people.html",
        context=context,
    )


@access("events.plan")
@require_POST
def end_duty(request, pk, duty_pk):
    event = _event(request, pk)
    duty = get_object_or_404(Duty.objects.select_related("user", "event"), event=event, pk=duty_pk)
    back = f"{reverse('events:people', args=[event.pk])}#duties"
    done = _("%(name)s's duty is ended.") % {"name": duty.user.name}
    return press(request, duty, actions.end_duty, back=back, done=done)


def _given(duty) -> str:
    return _("%(name)s has the duty “%(duty)s”.") % {"name": duty.user.name, "duty": duty.get_kind_display()}


def _event(request, pk):
    return get_object_or_404(queries.events_for(request.user), pk=pk)
