"""Every component draws itself from sample values, without a database."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from crispy_forms.layout import Div, Layout
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template, engines
from django.test import RequestFactory
from django.utils import timezone, translation

from plaza.core import dates
from plaza.core.forms import Values
from plaza.core.icons import ICONS
from plaza.core.templatetags import drawings, fields, links, words
from plaza.tests.html import flat

MONDAY = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def _in_may():
    with time_machine.travel("2026-05-27 10:00+08:00", tick=False), translation.override("en"):
        yield


class TellForm(Values, forms.Form):
    phone = forms.CharField(label="Phone", required=False, help_text="11 digits")
    outcome = forms.ChoiceField(
        label="Outcome",
        choices=[("a", "settled"), ("b", "assigned")],
        widget=forms.RadioSelect(attrs={"class": "choice"}),
    )
    way = forms.MultipleChoiceField(
        label="Told by", choices=[("p", "phone"), ("l", "letter")], required=False, widget=forms.CheckboxSelectMultiple
    )
    consult = forms.BooleanField(label="Needs joint consultation", required=False)
    on = forms.DateField(label="Next step on", required=False)
    unit = forms.ChoiceField(label="Unit", choices=[("", "---------"), ("1", "Housing")], required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean_phone(self):
        if self.cleaned_data["phone"]:
            raise forms.ValidationError("A mobile number has 11 digits, this one has 10")


def draw(component, /, **context):
    request = RequestFactory().get("/work?status=open&page=3")
    path = component if "/" in component else f"components/{component}"
    template = engines["django"].get_template(f"{path}.html").template
    return flat(template.render(Context({"request": request, **context})))


@pytest.mark.parametrize("kind, shape", [("g", "circle"), ("a", "M8 1.5 15 14H1z"), ("r", "M5.2 1.2"), ("x", "5.8")])
def test_a_lamp_has_a_shape_and_words(kind, shape):
    html = draw("lamp", kind=kind, text="3 days over")
    assert shape in html and "3 days over" in html and f"lamp-{kind}" in html


def test_a_closed_pill_carries_a_tick_that_is_not_read_aloud():
    assert '<span aria-hidden="true">✓ </span>' in draw("pill", kind="done", text="Closed")
    assert "✓" not in draw("pill", kind="doing", text="In handling")


def test_a_number_with_a_list_behind_it_is_a_link():
    html = draw("stat", label="Overdue", value=6, unit="matters", note="9 days at most", url="/work?late=1", bad=True)
    assert '<a class="stat bad" href="/work?late=1">' in html
    assert "<a" not in draw("stat", label="People", value=0)


def test_an_empty_list_says_why_and_what_next():
    html = draw("empty", title="Nothing to sign for", text="New ones appear here.", url="/work", label="See the rest")
    assert "Nothing to sign for" in html and 'href="/work"' in html


def test_the_error_summary_links_to_each_field_and_counts():
    form = TellForm({"phone": "138 0000 001", "version": "1"})
    html = draw("errors", form=form)
    assert "2 things to correct" in html
    assert '<a href="#id_phone">A mobile number has 11 digits' in html
    assert '<a href="#id_outcome_0">Choose: Outcome</a>' in html
    assert draw("errors", form=TellForm()) == ""


def test_the_error_summary_follows_the_layout():
    class Regrouped(TellForm):
        layout = Layout("unit", Div("outcome", "phone", css_class="grid-2"), "way", "consult", "on")

    leads = [anchor for anchor, _text in fields.error_rows(Regrouped({"phone": "138 0000 001"}))]
    assert leads == ["", "id_outcome_0", "id_phone"]


def test_a_field_shows_label_hint_error_control_and_keeps_the_text():
    form = TellForm({"phone": "138 0000 001"})
    form.is_valid()
    html = draw("plaza/field", field=form["phone"])
    assert html.index("form-label") < html.index("11 digits") < html.index("invalid-feedback") < html.index("<input")
    assert 'value="138 0000 001"' in html and 'aria-invalid="true"' in html
    assert 'aria-describedby="id_phone_helptext id_phone_error"' in html
    assert 'id="id_phone_helptext"' in html and 'id="id_phone_error"' in html


def test_the_kinds_of_controls():
    form = TellForm()
    assert 'class="choice ' in draw("plaza/field", field=form["outcome"])
    assert '<input type="radio" name="outcome" value="a"' in draw("plaza/field", field=TellForm()["outcome"])
    assert 'class="radios"' in draw("plaza/field", field=form["way"])
    assert 'class="check"' in draw("plaza/field", field=form["consult"])
    assert 'type="date"' in draw("plaza/field", field=form["on"])
    assert 'class="form-select"' in draw("plaza/field", field=form["unit"])
    assert draw("plaza/field", field=form["version"]) == '<input type="hidden" name="version" id="id_version">'


def test_a_date_is_written_for_the_native_control_in_every_language():
    with translation.override("zh-hans"):
        html = draw("plaza/field", field=TellForm(initial={"on": MONDAY})["on"])
    assert 'value="2026-06-01"' in html


def test_a_whole_form_is_laid_out_by_crispy_with_the_same_fields():
    html = Template("{% crispy form %}").render(Context({"form": TellForm()}))
    assert 'class="choice ' in html and 'id="div_id_phone"' in html and "(optional)" in html
    assert "<form" not in html and html.count('name="version"') == 1


def test_the_pager_keeps_the_filter():
    page = Paginator(range(128), 20).get_page(3)
    html = draw("pager", page=page)
    assert 'href="?status=open&amp;page=2"' in html and 'aria-current="page"' in html and "128 rows" in html


def test_the_pager_by_key():
    html = draw("pager", keyset={"after": "2026-05-18|9", "before": ""}, total="1000+")
    assert "1000+" in html and "after=2026-05-18%7C9" in html and "before=" not in html


def test_the_filter_row_shows_what_is_active_and_how_to_drop_it():
    form = TellForm({"phone": "", "outcome": "a", "unit": "1", "version": "1"})
    html = draw("filters", filter=SimpleNamespace(form=form), more=["way", "consult", "on"])
    assert "More conditions" in html and "Remove the condition Unit: Housing" in html and "Reset" in html


def test_the_labels_of_the_filter_row_stand_inside_the_controls():
    html = draw("filters", filter=SimpleNamespace(form=TellForm()))
    assert 'placeholder="Phone"' in html and ">Unit</option>" in html and "---------" not in html


@pytest.mark.parametrize(
    "current, sort, leads", [("due", "ascending", "-due"), ("-due", "descending", "due"), ("", "", "due")]
)
def test_a_table_head_sorts(current, sort, leads):
    html = draw("order", name="due", label="Time left", current=current)
    assert f"order={leads}&amp;" in html or f'order={leads}"' in html
    assert ("aria-sort" in html) == bool(sort) and sort in html


def test_the_day_strip_says_its_days_in_words_too():
    days = [
        {"date": MONDAY - timedelta(days=4 - n), "kind": kind, "today": n == 1}
        for n, kind in enumerate(["zero", "work", "rest", "rest", "due"])
    ]
    html = draw("days", days=[*days, {"gap": 12}], label="28 May to 1 June")
    assert html.count("rest day</span>") == 2 and "day 0, not counted" in html and "due day" in html
    assert "12 days left out" in html and 'class="work now"' in html


def test_the_timeline_marks_what_the_petitioner_sees():
    at = timezone.make_aware(datetime(2026, 5, 26, 15, 20))
    html = draw(
        "timeline",
        rows=[{"title": "Brake replaced", "at": at, "who": "高岩", "public": "Waiting for trial"}],
        dated=True,
    )
    assert "26 May 15:20" in html and "Visible to the petitioner" in html


def test_the_public_steps_name_the_present_one():
    html = draw(
        "steps",
        steps=[
            {"label": "Registered", "state": "done"},
            {"label": "Handling", "state": "current"},
            {"label": "Answer"},
        ],
    )
    assert html.count('aria-current="step"') == 1 and '<span class="visually-hidden">done</span>' in html


def test_breadcrumb_meter_tag():
    assert '<li aria-current="page">20260518-0037</li>' in draw(
        "breadcrumb", trail=[("Work list", "/work")], here="20260518-0037"
    )
    assert "75.0%" in draw("meter", part=9, whole=12) and "9 / 12" in draw("meter", part=9, whole=12)
    assert "暂定" in draw("tag", text="暂定")


@pytest.mark.parametrize(
    "part, whole, said",
    [(0, 0, "none yet"), (3, 5, "3/5"), (9, 9, "9/9"), (3, 10, "30.0%"), (31, 34, "91.2%"), (0, 12, "0.0%")],
)
def test_a_rate_below_ten_is_a_fraction(part, whole, said):
    assert words.percent(part, whole) == said


def test_dates_in_words_follow_the_language():
    with translation.override("en"):
        assert dates.month_day(MONDAY) == "Monday 1 June"
        assert dates.month_day(date(2027, 1, 4)) == "Monday 4 January 2027"
        assert dates.short_day(MONDAY) == "1 June"


def test_the_query_string_goes_back_to_page_one_when_a_filter_changes():
    context = {"request": RequestFactory().get("/work?status=open&page=3")}
    assert links.query(context, page=4) == "?status=open&page=4"
    assert links.query(context, unit="2") == "?status=open&unit=2"
    assert links.query(context, status=None) == "?"


def test_a_message_may_carry_an_undo_form():
    message = SimpleNamespace(extra_tags="/cases/7/undo", level_tag="success", __str__=lambda self: "Saved")
    assert 'action="/cases/7/undo"' in draw("messages", messages=[message])
    plain = SimpleNamespace(extra_tags="", level_tag="success")
    assert "<form" not in draw("messages", messages=[plain])


def test_every_icon_draws_and_there_are_at_most_forty():
    assert len(ICONS) <= 40
    assert all('aria-hidden="true"' in drawings.icon(name) for name in ICONS)


def test_names_are_masked():
    assert [words.mask_name(name) for name in ("张建华", "林可", "")] == ["张*华", "林*", ""]
