"""Search on the database at hand: full recall and precision, no way in for what a person types."""

import pytest
from django.db import connection

from plaza.core import search
from plaza.core.models import SearchRow, Unit

TEXTS = {
    1: "20260518-0037 林可 东溪街道小区电梯反复故障",
    2: "20260518-0038 何大成 征地青苗费，要求强拆补偿说明",
    3: "20260518-0039 Lin Ke asks for a street lamp at Block 3号楼",
    4: "20260518-0040 王秀芬 村道路燈不亮",
    5: "電梯維修資金",
    6: "梯电区小",  # the same signs, another text
    7: "𰻝面馆油烟扰民",
}


@pytest.fixture
def world(db):
    for pk, text in TEXTS.items():
        Unit.objects.create(pk=pk, code=str(pk), name=f"unit {pk}")
        search.index("unit", pk, text, ["unit1" if pk % 2 else "unit2", "event9"])


def test_a_part_folds_as_the_whole_does():
    assert search.fold("乾隆")[0] == search.fold("乾")


def found(text, **kwargs) -> set[int]:
    return set(search.matching(Unit.objects.all(), text, kind="unit", **kwargs).values_list("pk", flat=True))


@pytest.mark.parametrize(
    "text, tokens",
    [
        ("小区电梯", ["小区", "区电", "电梯", "梯"]),
        ("電梯", ["电梯", "梯"]),
        ("拆", ["拆"]),
        ("ABcd", ["abc", "bcd", "cd", "d"]),
        ("３号楼", ["3", "号楼", "楼"]),
        ("a-b", ["a", "b"]),
        ("！，。", []),
        ("𰻝面", ["q30edd面", "面"]),
        ("مرحبا", ["مرح", "رحب", "حبا", "با", "ا"]),
    ],
)
def test_grams(text, tokens):
    assert search.grams(text) == tokens


@pytest.mark.parametrize(
    "text, expected",
    [
        ("电梯", {1, 5}),
        ("電梯", {1, 5}),  # traditional finds simplified and the other way round
        ("路灯", {4}),
        ("梯电", {6}),
        ("拆", {2}),  # one sign, in the middle
        ("明", {2}),  # one sign, at the end
        ("3号楼", {3}),
        ("lamp", {3}),
        ("LAMP", {3}),
        ("mp", {3}),
        ("k", {3}),
        ("林可 电梯", {1}),  # every word
        ("林可 路灯", set()),
        ("20260518-0037", {1}),
        ("0518", {1, 2, 3, 4}),
        ("𰻝面馆", {7}),
        ("馆油", {7}),
        ("貔貅", set()),
        ("小梯", set()),
        ("青苗费，要求", {2}),
        ("", set(TEXTS)),
        ("   ", set(TEXTS)),
    ],
)
def test_what_is_typed_is_what_is_found(world, text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "'; drop table core_searchrow; --",
        '" OR 1=1',
        "电梯' | '路灯",
        "a & b",
        "*",
        "NEAR(电梯 路灯)",
        "grams : 电梯",
        "%",
        "_",
        "\\",
        '電梯" *',
        "kindunit",
        "unit1",
        "{电梯}",
        "^电梯",
        "电梯 NOT 路灯",
        "()",
        "-电梯",
        "！！",
        "\ufeff",
        "电" * 5000,
        "a b " * 3000,
    ],
)
def test_nothing_typed_reaches_the_database_as_a_query(world, text):
    assert found(text) <= {pk for pk, held in TEXTS.items() if text[:100].strip().split()[0] in search.fold(held)}
    assert SearchRow.objects.count() == len(TEXTS)


def test_scopes_narrow_to_rows_that_carry_one_of_the_tokens(world):
    assert [found("电梯", scopes=scopes) for scopes in (["unit1"], ["unit2"], ["unit1", "unit2"], ["event9"])] == [
        {1, 5},
        set(),
        {1, 5},
        {1, 5},
    ]


def test_a_scope_that_is_no_token_is_a_mistake_of_the_program(db):
    with pytest.raises(ValueError, match="not a scope token"):
        search.index("unit", 1, "x", ["unit 1"])


def test_indexing_again_replaces(world):
    search.index("unit", 1, "路灯")
    assert (found("电梯"), found("路灯"), SearchRow.objects.filter(object_id=1).count()) == ({5}, {1, 4}, 1)


def test_kinds_do_not_mix(world):
    search.index("event", 6, "电梯")
    assert found("电梯") == {1, 5}


@pytest.mark.parametrize("for_good", [False, True])
def test_a_removed_object_is_found_no_more(world, for_good):
    search.remove("unit", 5, for_good=for_good)
    assert found("电梯") == {1}


def test_rights_come_from_the_queryset(world):
    narrowed = search.matching(Unit.objects.filter(pk=5), "电梯", kind="unit")
    assert [unit.pk for unit in narrowed] == [5]


@pytest.mark.parametrize("few", [1000, 1])
def test_rare_and_common_words_give_the_same_rows_in_any_order(world, monkeypatch, few):
    monkeypatch.setattr(search, "FEW", few)
    rows = search.matching(Unit.objects.all(), "20260518", kind="unit").order_by("-pk")
    assert list(rows.values_list("pk", flat=True)[:3]) == [4, 3, 2]
    assert rows.count() == 4


def test_a_search_adds_one_statement(world, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert found("电梯")


def test_reindexing_makes_the_index_from_the_records(world, monkeypatch):
    monkeypatch.setattr(search, "_rebuilders", {})
    search.register("unit", lambda: ((unit.pk, f"路灯{unit.pk}", ["unit1"]) for unit in Unit.objects.exclude(pk=7)))
    assert search.reindex() == {"unit": 6}
    assert (found("路灯"), found("油烟")) == ({1, 2, 3, 4, 5, 6}, set())


@pytest.mark.parametrize(
    "text, kind",
    [
        ("20260518-0037", "number"),
        ("13800000018", "phone"),
        ("138 0000 0018", "phone"),
        ("+86 13800000018", "phone"),
        ("0000-8860018", "phone"),
        ("0018", "tail"),
        ("１２３４", "tail"),
        ("电梯", "text"),
        ("12345", "text"),
    ],
)
def test_a_search_box_knows_numbers_and_phones(text, kind):
    assert search.reading(text) == kind


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the index of SQLite")
@pytest.mark.parametrize("for_good, traces", [(False, True), (True, False)])
def test_what_is_removed_for_good_leaves_no_gram_in_the_index(world, for_good, traces):
    search.index("unit", 5, "zqjxkv")
    search.remove("unit", 5, for_good=for_good)
    with connection.cursor() as cursor:
        cursor.execute("SELECT block FROM core_searchgrams_data")
        blocks = b"".join(bytes(block) for (block,) in cursor.fetchall())
        cursor.execute("SELECT count(*) FROM core_searchgrams_content WHERE c0 LIKE '%%zqj%%'")
        kept = cursor.fetchone()[0]
    assert (b"qjx" in blocks, kept) == (traces, 0)
