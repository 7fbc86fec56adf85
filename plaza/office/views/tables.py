"""The import of a table, the same inside the set-up and afterwards: check it, see what it would do, enter it."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plaza.core.access import access
from plaza.core.sheets import XLSX, attached
from plaza.office import blank_tables, imports
from plaza.office.forms import ImportForm


def import_table(request, kind: str, *, by, template: str, back: str, blank: str, extra=None):
    """One page for three buttons: check, faulty (the rows to correct as Excel), enter.

    Entered users are answered with their account slips, units with a redirect to `back`."""
    form, dry = ImportForm(request.POST or None, request.FILES or None), None
    if request.method == "POST" and form.is_valid():
        try:
            dry = imports.check(kind, form.source)
        except ValidationError as error:
            form.add_error("file" if request.FILES else "text", error)
    wanted = request.POST.get("do", "check")
    if dry and wanted == "faulty":
        return dry.sheet().answer(dry.faulty, by=by.name, at=timezone.now())
    if dry and wanted == "enter":
        made = imports.enter(dry, by=by, at=timezone.now())
        if made:
            rest = dry.text(dry.faulty)
            return slips(request, made, back=back, rest=rest, rest_url=request.path, count=len(dry.faulty))
        if dry.new:
            messages.success(
                request,
                ngettext("%(count)d row entered.", "%(count)d rows entered.", len(dry.new)) % {"count": len(dry.new)},
            )
        elif not dry.faulty:
            messages.info(request, _("Everything in this table is there already."))
        if not dry.faulty:
            return redirect(back)
        dry = imports.DryRun(kind, faulty=dry.faulty)
    if dry:
        form = ImportForm(initial={"text": dry.text()})
    context = {
        "form": form,
        "dry": dry,
        "kind": kind,
        "title": imports.TITLES[kind],
        "blank": blank,
        "back": back,
        "sample": dict(zip(imports.headings(kind), imports.SAMPLES[kind], strict=True)),
        **(extra or {}),
    }
    status = 422 if request.method == "POST" and not dry else 200
    return render(request, template, context, status=status)


def slips(request, made, *, back: str, rest="", rest_url="", count=0):
    """Account slips, A4, several on a page, to be cut apart. The passwords are in this one answer and nowhere else."""
    context = {
        "made": made,
        "back": back,
        "rest": rest,
        "rest_url": rest_url,
        "count": count,
        "address": settings.BASE_URL,
        "sign_in": reverse("core:sign_in"),
    }
    return render(request, "office/slips.html", context)


def blank_table(kind: str):
    if kind not in imports.HEADINGS:
        raise Http404
    response = HttpResponse(blank_tables.workbook(kind), content_type=XLSX)
    return attached(response, f"plaza-{kind}.xlsx")


@access("core.administer")
def blank(request, kind):
    return blank_table(kind)


@access("core.administer")
def import_units(request):
    return import_table(
        request,
        "units",
        by=request.user,
        template="office/import.html",
        back=reverse("office:units"),
        blank=reverse("office:blank", args=["units"]),
        extra={"tab": "units"},
    )


@access("core.administer")
def import_users(request):
    return import_table(
        request,
        "users",
        by=request.user,
        template="office/import.html",
        back=reverse("office:users"),
        blank=reverse("office:blank", args=["users"]),
        extra={"tab": "users"},
    )
