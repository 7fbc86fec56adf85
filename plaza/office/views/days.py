"""The working-day calendar: a year at a glance, one day changed, the yearly notice entered."""

from calendar import Calendar
from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plaza.core import bell, calendar, holidays_notice
from plaza.core.access import access
from plaza.core.models import CalendarDay, CalendarYear
from plaza.core.views.take import take
from plaza.office import actions
from plaza.office.forms import DayForm, ImportForm


@access("core.administer")
def year(request):
    form, this = DayForm(request.POST or None), timezone.localdate()
    chosen = _year(request.GET.get("year"), this.year)

    def context() -> dict:
        days = {row.date: row for row in CalendarDay.objects.filter(date__year=chosen).order_by("date")}
        return {
            "tab": "calendar",
            "year": chosen,
            "notice": CalendarYear.objects.filter(year=chosen).first(),
            "before": chosen - 1,
            "after": chosen + 1,
            "months": _months(chosen, days, this),
            "exceptions": list(days.values()),
        }

    def changed(_result) -> str:
        bell.ring("followup.tasks.recompute_clocks")
        return f"{reverse('office:calendar')}?year={form.cleaned_data['date'].year}"

    return take(
        request,
        form,
        actions.change_day,
        back=changed,
        done=_("Saved. Open deadlines are computed anew."),
        template="office/calendar.html",
        context=context,
    )


@access("core.administer")
def import_notice(request):
    """The yearly notice from a table: what would change, and then the change."""
    form, notice = ImportForm(request.POST or None, request.FILES or None), None
    if request.method == "POST" and form.is_valid():
        try:
            notice = holidays_notice.read(form.source)
        except ValidationError as error:
            form.add_error("file" if request.FILES else "text", error)
    if notice and request.POST.get("do") == "enter":
        notice.enter(by=request.user, at=timezone.now())
        bell.ring("followup.tasks.recompute_clocks")
        messages.success(
            request,
            _("The calendar of %(year)d is official now. Open deadlines are computed anew.") % {"year": notice.year},
        )
        return redirect(f"{reverse('office:calendar')}?year={notice.year}")
    if notice:
        lines = [f"{day}\t{kind}\t{name}\t{notice.number}" for day, kind, name in notice.days]
        form = ImportForm(initial={"text": "\n".join(["date\tkind\tname\tnotice", *lines])})
    context = {"form": form, "notice": notice, "tab": "calendar", "back": reverse("office:calendar")}
    status = 422 if request.method == "POST" and not notice else 200
    return render(request, "office/calendar_import.html", context, status=status)


def _year(text, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and 2000 <= int(text[:5]) <= 2100 else default


def _months(chosen: int, days: dict, today: date) -> list[dict]:
    """Twelve months of weeks of days; a cell is None outside its month."""
    current = calendar.current()
    weeks = Calendar(firstweekday=0)
    return [
        {
            "first": date(chosen, month, 1),
            "weeks": [
                [_cell(day, days.get(day), current, today) if day.month == month else None for day in week]
                for week in weeks.monthdatescalendar(chosen, month)
            ],
        }
        for month in range(1, 13)
    ]


def _cell(day, row, current, today) -> dict:
    working = current.is_working(day)
    unusual = working != (day.weekday() < 5)
    return {"date": day, "working": working, "unusual": unusual, "name": row.name if row else "", "today": day == today}
