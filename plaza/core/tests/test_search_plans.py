"""At 20,000 rows the plan of a search names the index, on the database at hand."""

import random

import pytest
from django.db import connection

from plaza.core import search
from plaza.core.models import SearchRow

ROWS = 20_000
SIGNS = "电梯小区物业道路征地补偿工资医保入学油烟噪声路灯供水危房低保公交停车垃圾河道社区养老户籍消防"


@pytest.fixture
def many(db):
    dice = random.Random(18)
    search.index_many(
        "case",
        (
            (
                pk,
                f"20260518-{pk:05d} " + "".join(dice.choices(SIGNS, k=24)) + ("貔貅" if pk % 5000 == 0 else ""),
                [f"unit{pk % 18}"],
            )
            for pk in range(1, ROWS + 1)
        ),
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@pytest.mark.slow
@pytest.mark.skipif(connection.vendor not in ("postgresql", "sqlite"), reason="no index of its own here")
def test_a_search_is_answered_by_the_index(many):
    for text, scopes, hits in (("貔貅", (), 4), ("20260518-00037", (), 1), ("貔", (), 4), ("貔貅", ("unit14",), 1)):
        rows = search._found("case", text, scopes)
        assert rows.count() == hits
        explained = rows.values_list("object_id")[: search.FEW + 1].explain()
        if connection.vendor == "postgresql":
            assert "Bitmap Index Scan on search_by_grams" in explained, text
        else:
            assert "core_searchgrams VIRTUAL TABLE INDEX" in explained, text
            assert "SCAN core_searchrow" not in explained, text


@pytest.mark.slow
def test_a_rare_word_cannot_walk_the_ordered_list_behind_it(many):
    """The ids are fetched first, so the page's own plan does not know the word."""
    page = search.matching(SearchRow.objects.order_by("-pk"), "貔貅", kind="case")
    assert "grams" not in str(page.query)
