"""Working days: official years with make-up days, years without a notice, and the notice that comes late."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from plaza.core import calendar, holidays_notice
from plaza.core.calendar import WorkCalendar
from plaza.core.models import AuditEntry, CalendarDay, CalendarYear


@pytest.fixture
def seeded(db):
    calendar.seed()
    return calendar.current()


@pytest.mark.parametrize(
    "day, working",
    [
        ("2026-01-01", False),  # New Year
        ("2026-01-04", True),  # a Sunday that is worked
        ("2026-02-14", True),  # a Saturday that is worked
        ("2026-02-17", False),  # Spring Festival
        ("2026-05-18", True),
        ("2026-05-23", False),
        ("2026-10-08", True),
        ("2026-10-10", True),  # a Saturday that is worked
        ("2027-01-01", False),  # statutory, without a notice
        ("2027-01-04", True),
        ("2027-02-06", False),  # Spring Festival 2027, statutory
    ],
)
def test_working_days(seeded, day, working):
    assert seeded.is_working(date.fromisoformat(day)) is working


def test_a_year_without_a_notice_is_provisional_and_never_a_crash(seeded):
    years = {year: seeded.provisional(date(year, 6, 1)) for year in (2026, 2027, 2050)}
    assert years == {2026: False, 2027: True, 2050: True}
    assert seeded.roll(date(2050, 1, 1)) > date(2050, 1, 1)


@pytest.mark.parametrize(
    "start, count, day",
    [
        ("2026-09-30", 1, "2026-10-08"),
        ("2026-09-30", 3, "2026-10-10"),
        ("2026-05-25", -1, "2026-05-22"),
        ("2026-05-23", 1, "2026-05-25"),
        ("2026-05-23", 0, "2026-05-23"),
    ],
)
def test_adding_working_days(seeded, start, count, day):
    assert seeded.add_working_days(date.fromisoformat(start), count) == date.fromisoformat(day)


def test_adding_and_counting_agree(seeded):
    start = date(2026, 9, 1)
    for count in range(60):
        assert seeded.working_days_between(start, seeded.add_working_days(start, count)) == count


def test_counting_backwards_is_negative(seeded):
    assert seeded.working_days_between(date(2026, 5, 25), date(2026, 5, 22)) == -1


def test_rest_days_are_listed(seeded):
    assert seeded.rest_days(date(2026, 5, 22), date(2026, 5, 25)) == [date(2026, 5, 23), date(2026, 5, 24)]


def test_seeding_twice_adds_nothing(seeded):
    before = (CalendarDay.objects.count(), CalendarYear.objects.count())
    calendar.seed()
    assert (CalendarDay.objects.count(), CalendarYear.objects.count()) == before


def test_the_calendar_is_read_with_two_statements_and_then_kept(seeded, django_assert_num_queries):
    calendar.forget()
    with django_assert_num_queries(2):
        calendar.current()
        calendar.current()


NOTICE_2027 = "日期\t类型\t名称\t文号\n" + "\n".join(
    [f"2027-02-{day:02d}\t放假\t春节\t国办发明电〔2026〕9号" for day in range(5, 13)]
    + ["2027/1/1\t休\t元旦\t", "2027年1月30日\t上班\t春节\t", "2026-12-26\t班\t元旦\t"]
)


def test_a_notice_is_read_without_changing_anything(seeded):
    notice = holidays_notice.read(NOTICE_2027)
    assert (notice.year, notice.number, len(notice.days)) == (2027, "国办发明电〔2026〕9号", 11)
    assert (len(notice.new), notice.changed, notice.gone, notice.faulty) == (10, (), (), ())
    assert not CalendarYear.objects.filter(year=2027).exists()


def test_entering_a_notice_makes_the_year_official_at_once(seeded, cast, now):
    holidays_notice.read(NOTICE_2027).enter(by=cast.admin, at=now)
    work_days = calendar.current()
    assert not work_days.provisional(date(2027, 6, 1))
    assert [work_days.is_working(date(*day)) for day in ((2027, 1, 30), (2027, 2, 11), (2026, 12, 26))] == [
        True,
        False,
        True,
    ]
    assert work_days.is_working(date(2026, 10, 10)), "the rest of 2026 stays"
    assert AuditEntry.objects.get(act="enter_notice").label == "2027"


def test_a_corrected_notice_shows_what_changes(seeded, cast, now):
    holidays_notice.read(NOTICE_2027).enter(by=cast.admin, at=now)
    corrected = NOTICE_2027.replace("2027年1月30日\t上班", "2027-01-31\t上班").replace(
        "2027-02-12\t放假", "2027-02-12\t上班"
    )
    notice = holidays_notice.read(corrected)
    assert (notice.new, notice.changed, notice.gone) == (
        (date(2027, 1, 31),),
        (date(2027, 2, 12),),
        (date(2027, 1, 30),),
    )


def test_the_same_notice_twice_changes_nothing(seeded, cast, now):
    holidays_notice.read(NOTICE_2027).enter(by=cast.admin, at=now)
    again = holidays_notice.read(NOTICE_2027)
    again.enter(by=cast.admin, at=now)
    assert (again.new, again.changed, again.gone) == ((), (), ())
    assert CalendarDay.objects.filter(date__year=2027).count() == 10


def test_rows_with_a_fault_say_why(seeded):
    lines = NOTICE_2027 + "\n2027-02-30\t休\t\t\n2027-03-01\tmaybe\t\t\n2027-1-1\t休\t\t"
    with translation.override("en"):
        notice = holidays_notice.read(lines)
    assert [row.error for row in notice.faulty] == [
        "“2027-02-30” is not a date. Write it as 2027-01-01.",
        "“maybe” is neither work nor rest.",
        "2027-01-01 stands in the table twice.",
    ]


@pytest.mark.parametrize(
    "text, sentence",
    [
        ("日期\t类型\n2027-01-01\t休", "A notice has at least 10 days of one year; this table has fewer."),
        ("日期\t类型\nx\t休", "There is no day in this table that can be used."),
        ("日期\t名称\n2027-01-01\t元旦", "These columns are missing: kind."),
    ],
)
def test_a_table_that_is_no_notice_is_refused(seeded, text, sentence):
    with translation.override("en"), pytest.raises(ValidationError) as refusal:
        holidays_notice.read(text)
    assert refusal.value.messages == [sentence]


def test_the_pure_calendar_needs_no_database():
    plain = WorkCalendar()
    monday = date(2026, 5, 18)
    assert [plain.is_working(monday + timedelta(days=n)) for n in range(7)] == [True] * 5 + [False] * 2
