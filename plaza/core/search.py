"""Search in Chinese and every other text, on every database, in the transaction of the record.

One function makes grams: pairs of Han characters and triples of other letters and digits, folded from
traditional to simplified. PostgreSQL keeps them in a tsvector with GIN, SQLite in FTS5 (migration 0002);
elsewhere the folded text is scanned. Grams only narrow: the folded text itself decides, so what is found
really contains what was typed.

Scope tokens (unit12, event3) are indexed with the grams: a common word does not drown the rows of one
unit. They narrow and do not protect: rights come from the queryset that is given."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache

import opencc
from django.db import connection, transaction
from django.db.models import BooleanField, Max, QuerySet
from django.db.models.expressions import RawSQL

from plaza.core.models.search import SearchRow

HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
SCOPE = re.compile(r"[a-z]{4,}\d+")
LONGEST_QUERY = 100
FEW = 1000  # up to here the ids found are fetched first: one plan cannot walk the whole ledger for a rare word
BATCH = 500

_rebuilders: dict[str, Callable[[], Iterable[tuple[int, str, Iterable[str]]]]] = {}


def fold(text: str) -> str:
    """Text as it is compared: NFKC, lower case, traditional characters as simplified ones."""
    return unicodedata.normalize("NFKC", text).lower().translate(_simplified())


def grams(text: str) -> list[str]:
    """The tokens of a text, in order and once each.

    小区电梯 gives 小区 区电 电梯 梯; abcd gives abc bcd cd d: the short ends let one or two signs be found
    as the beginning of a token, wherever they stand."""
    found: dict[str, None] = {}
    for run in _runs(fold(text)):
        size = _size(run)
        found.update(dict.fromkeys(_token(run[n : n + size]) for n in range(len(run))))
    return list(found)


def index(kind: str, object_id: int, text: str, scopes: Iterable[str] = ()) -> None:
    """Enter one object anew, in the transaction of its change."""
    index_many(kind, [(object_id, text, scopes)])


def index_many(kind: str, rows: Iterable[tuple[int, str, Iterable[str]]]) -> None:
    """Enter many objects, each as (id, text, scope tokens)."""
    prepared = {}
    for object_id, text, scopes in rows:
        scopes = list(scopes)
        if wrong := [scope for scope in scopes if not SCOPE.fullmatch(scope)]:
            raise ValueError(f"not a scope token: {wrong[0]}")
        prepared[object_id] = (object_id, fold(text), [*scopes, *grams(text)])
    ready = list(prepared.values())
    with transaction.atomic():
        for start in range(0, len(ready), BATCH):
            _write(kind, ready[start : start + BATCH])


def remove(kind: str, object_id: int, *, for_good: bool = False) -> None:
    """Take one object out. `for_good` also rewrites the index of SQLite, which else keeps the grams of what
    was removed until a later merge; for text that must leave no trace."""
    rows = SearchRow.objects.filter(kind=kind, object_id=object_id)
    with transaction.atomic():
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute(
                    "DELETE FROM core_searchgrams WHERE rowid IN "
                    "(SELECT id FROM core_searchrow WHERE kind = %s AND object_id = %s)",
                    [kind, object_id],
                )
                if for_good:
                    cursor.execute("INSERT INTO core_searchgrams (core_searchgrams) VALUES ('optimize')")
        rows.delete()


def matching(queryset: QuerySet, text: str, *, kind: str, scopes: Iterable[str] = ()) -> QuerySet:
    """`queryset` narrowed to the objects whose text contains every word of `text`.

    Nothing typed leaves it as it is; signs alone find nothing. With `scopes` the index is asked for rows that
    carry one of these tokens. One statement more than the queryset itself."""
    if not text.strip():
        return queryset
    found = _found(kind, text, tuple(scopes))
    if found is None:
        return queryset.none()
    ids = list(found.values_list("object_id", flat=True)[: FEW + 1])
    return queryset.filter(pk__in=ids if len(ids) <= FEW else found.values("object_id"))


def reading(text: str) -> str:
    """What a search box was given: "number" (of a matter), "phone", "idno", "tail" (four digits) or "text".

    All but text have indexes of their own and go there first."""
    plain = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text))
    if re.fullmatch(r"20\d{6}\d{1,6}", plain) and "-" in unicodedata.normalize("NFKC", text):
        return "number"
    if re.fullmatch(r"(\+?86)?1[3-9]\d{9}|0\d{9,11}", plain):
        return "phone"
    if re.fullmatch(r"\d{17}[\dXx]", plain):
        return "idno"
    return "tail" if re.fullmatch(r"\d{4}", plain) else "text"


def register(kind: str, rebuild: Callable[[], Iterable[tuple[int, str, Iterable[str]]]]) -> None:
    """Say how all rows of `kind` are made anew: `rebuild()` gives (id, text, scope tokens). From ready()."""
    _rebuilders[kind] = rebuild


def reindex() -> dict[str, int]:
    """Make the whole index anew, kind by kind, in small transactions. Returns how many rows each has.

    What is entered meanwhile stays: only rows older than the start are taken for leftovers."""
    counts = {}
    for kind, rebuild in _rebuilders.items():
        newest = SearchRow.objects.aggregate(last=Max("id"))["last"] or 0
        seen, batch = set(), []
        for row in rebuild():
            seen.add(row[0])
            batch.append(row)
            if len(batch) == BATCH:
                index_many(kind, batch)
                batch = []
        index_many(kind, batch)
        before = SearchRow.objects.filter(kind=kind, id__lte=newest).values_list("object_id", flat=True)
        for object_id in [pk for pk in before.iterator() if pk not in seen]:
            remove(kind, object_id)
        counts[kind] = len(seen)
    return counts


def _found(kind: str, text: str, scopes: tuple[str, ...]) -> QuerySet | None:
    """Rows of the index that hold every word; None when the text has nothing that can be looked for."""
    words = fold(text[:LONGEST_QUERY]).split()
    terms = [term for word in words for term in _terms(word)]
    if not terms:
        return None
    rows = SearchRow.objects.filter(kind=kind)
    if connection.vendor in _MATCH:
        sql, render = _MATCH[connection.vendor]
        asked = render(terms, [scope for scope in scopes if SCOPE.fullmatch(scope)])
        rows = rows.filter(RawSQL(sql, [asked], output_field=BooleanField()))
    for word in words:
        rows = rows.filter(text__contains=word)
    return rows


def _terms(word: str) -> list[tuple[str, bool]]:
    """The tokens a word asks for, as (token, is it only a beginning)."""
    terms = []
    for run in _runs(word):
        size = _size(run)
        if len(run) < size:
            terms.append((_token(run), True))
        else:
            terms += [(_token(run[n : n + size]), False) for n in range(len(run) - size + 1)]
    return terms


def _runs(folded: str) -> list[str]:
    """Stretches of Han characters, and of other letters and digits; everything else divides."""
    return re.findall(rf"[{HAN}]+|[^{HAN}\W_]+", folded)


def _size(run: str) -> int:
    return 2 if re.match(rf"[{HAN}]", run) else 3


def _token(gram: str) -> str:
    """A gram as the index keeps it. Signs newer than Unicode 3.2 are written as numbers: the tokenizer of
    an older SQLite would take them for spaces."""
    return "".join(
        sign if unicodedata.ucd_3_2_0.category(sign)[0] in "LN" and sign <= "\uffff" else f"q{ord(sign):x}"
        for sign in gram
    )


def _ask_postgres(terms, scopes) -> str:
    words = [f"'{token}':*" if beginning else f"'{token}'" for token, beginning in terms]
    if scopes:
        words.append("(" + " | ".join(f"'{scope}'" for scope in scopes) + ")")
    return " & ".join(words)


def _ask_sqlite(terms, scopes) -> str:
    words = [f'"{token}" *' if beginning else f'"{token}"' for token, beginning in terms]
    if scopes:
        words.append("(" + " OR ".join(f'"{scope}"' for scope in scopes) + ")")
    return " AND ".join(words)


# By vendor: the condition on a row of the index, and how terms are asked for. A cast to tsquery, not
# to_tsquery(): no parser of the database's locale touches the tokens.
_MATCH = {
    "postgresql": ("grams @@ %s::tsquery", _ask_postgres),
    "sqlite": ("id IN (SELECT rowid FROM core_searchgrams WHERE core_searchgrams MATCH %s)", _ask_sqlite),
}


def _write(kind: str, rows: list[tuple[int, str, list[str]]]) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO core_searchrow (kind, object_id, text, grams) VALUES "
                + ", ".join(["(%s, %s, %s, array_to_tsvector(%s::text[]))"] * len(rows))
                + " ON CONFLICT (kind, object_id) DO UPDATE SET text = EXCLUDED.text, grams = EXCLUDED.grams",
                [value for object_id, text, tokens in rows for value in (kind, object_id, text, tokens)],
            )
    elif connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO core_searchrow (kind, object_id, text) VALUES (%s, %s, %s) "
                "ON CONFLICT (kind, object_id) DO UPDATE SET text = excluded.text",
                [(kind, object_id, text) for object_id, text, _tokens in rows],
            )
            cursor.executemany(
                "INSERT OR REPLACE INTO core_searchgrams (rowid, grams) "
                "SELECT id, %s FROM core_searchrow WHERE kind = %s AND object_id = %s",
                [(" ".join(tokens), kind, object_id) for object_id, _text, tokens in rows],
            )
    else:
        for object_id, text, _tokens in rows:
            SearchRow.objects.update_or_create(kind=kind, object_id=object_id, defaults={"text": text})


@lru_cache
def _simplified() -> dict[int, str]:
    """Traditional to simplified, sign by sign: by phrases a part would fold otherwise than the whole (乾隆, 乾)."""
    signs = [chr(code) for code in range(0x3400, 0xA000)]
    folded = opencc.OpenCC("t2s").convert("\n".join(signs)).split("\n")
    return {ord(sign): plain for sign, plain in zip(signs, folded, strict=True) if sign != plain}
