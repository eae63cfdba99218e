"""People by any part of their name as it is typed, in either script, by position and telephone; for the directory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import Cursor

from events.values.email_address import readable
from projections.kit.columns import rows_of, selected
from projections.kit.reads import reads
from projections.kit.statement import Fragment, joined, name, number, statement
from projections.person.phones import phone_digits
from projections.person.spelling import asked, words

_LAST = "\U0010ffff"
_TIMES = 3
"""How many hits are looked at for one person: several of their words may begin alike."""
MOST_FOUND = 10_000
"""People whom words find at most; whoever looks further types another letter."""


class FoundPerson(NamedTuple):
    """Somebody who was found, and by what they stand where they stand: how well it fits, by which word, the name."""

    person_id: UUID
    far: int
    at: str
    name: str


@reads("directory")
def found(
    cursor: Cursor[Any],
    part: str,
    *,
    limit: int,
    only_active: bool = False,
    by_name_alone: bool = False,
    behind: FoundPerson | None = None,
) -> list[FoundPerson]:
    """People, best first: names that begin with what was typed, what else does, names that hold it; behind one of them.

    Every word that was typed must be in name, position or address; the longest one leads. What has no letters
    or digits before an ``@`` is sought as it stands; what looks like a telephone, among those, from any digit on.
    ``by_name_alone`` is for those who are shown names and positions alone: what finds by a field shows that field, or
    it could be spelt out letter by letter.
    """
    text = part.strip().lower().replace("\0", "")
    text = readable(text) if "xn--" in text else text
    if by_name_alone and "@" in text:
        return []
    called = phone_digits(text)
    sought = sorted(words(text.partition("@")[0]) if called is None else [called], key=len)
    params: dict[str, Any] = {
        "limit": limit,
        "hits": (limit if behind is None else MOST_FOUND) * _TIMES,
        "as_typed": f"%{_escaped(text)}%",
    }
    if behind is not None:
        params |= behind._asdict()
    narrowed = [statement("p.is_active")] if only_active else []
    if not sought:
        narrowed.append(statement("p.merged_into IS NULL"))
        as_it_stands = statement("lower(p.name)") if by_name_alone else name("p.sought")
        held = statement("{as_it_stands} LIKE %(as_typed)s", as_it_stands=as_it_stands)
        if behind is not None:
            narrowed.append(statement("(p.name, p.person_id) > (%(name)s, %(person_id)s)"))
        cursor.execute(
            statement(
                "SELECT {columns} FROM persons p WHERE {held} ORDER BY p.name, p.person_id LIMIT %(limit)s",
                columns=selected(FoundPerson, "p", far=number(0), at=statement("''")),
                held=joined(" AND ", [held, *narrowed]),
            ),
            params,
        )
        return rows_of(FoundPerson, cursor)
    if "@" in text:
        narrowed.append(statement("p.sought LIKE %(as_typed)s"))
    rest = [statement("w.is_shown")] if by_name_alone else []
    if narrowed:
        # Who the words are of is looked up for few, unless that decides.
        of_person = joined(" AND ", [statement("p.person_id = w.person_id"), *narrowed])
        rest.append(statement("EXISTS (SELECT FROM persons p WHERE {of_person})", of_person=of_person))
    other = statement(" AND o.is_shown") if by_name_alone else statement("")
    for nth, word in enumerate(sought[:-1]):
        rest.append(
            statement(
                "EXISTS (SELECT FROM person_words o WHERE o.person_id = w.person_id"
                " AND o.word LIKE ANY(%({word})s::text[]){other})",
                word=name(f"word_{nth}"),
                other=other,
            )
        )
        params[f"word_{nth}"] = [f"%{spelt}%" for spelt in asked(word)]
    hits: list[Fragment] = []
    for nth, spelt in enumerate(dict.fromkeys(asked(sought[-1]))):
        params[f"from_{nth}"], params[f"below_{nth}"] = spelt, spelt + _LAST
        hits += [_beginning(nth, rest, in_name=True), _beginning(nth, rest, in_name=False), _inside(nth, rest)]
    cursor.execute(
        statement(
            "SELECT {columns} FROM (SELECT DISTINCT ON (person_id) * FROM ({hits}) h"
            " ORDER BY person_id, far, at) best JOIN persons p USING (person_id) WHERE {begin}"
            " ORDER BY best.far, best.at, p.name, p.person_id LIMIT %(limit)s",
            columns=selected(FoundPerson, "p", far=name("best.far"), at=name("best.at")),
            hits=joined(" UNION ALL ", hits),
            begin=statement("true") if behind is None else _BEHIND,
        ),
        params,
    )
    return rows_of(FoundPerson, cursor)


_BEHIND = statement("(best.far, best.at, p.name, p.person_id) > (%(far)s, %(at)s, %(name)s, %(person_id)s)")


def _beginning(nth: int, rest: Sequence[Fragment], *, in_name: bool) -> Fragment:
    far, whose = (number(0), statement("true")) if in_name else (number(1), statement("false"))
    of_name = statement("w.in_name = {whose}", whose=whose)
    return statement(
        "(SELECT {far} AS far, w.word AS at, w.person_id FROM person_words w WHERE {held}"
        " ORDER BY w.word, w.person_id LIMIT %(hits)s)",
        far=far,
        held=joined(" AND ", [of_name, _from(nth, name("w.word")), *rest]),
    )


def _inside(nth: int, rest: Sequence[Fragment]) -> Fragment:
    return statement(
        "(SELECT 2 AS far, e.ending AS at, w.person_id FROM name_endings e"
        " JOIN person_words w ON w.word = e.word AND w.in_name WHERE {held}"
        " ORDER BY e.ending, e.word, w.person_id LIMIT %(hits)s)",
        held=joined(" AND ", [_from(nth, name("e.ending")), *rest]),
    )


def _from(nth: int, column: Fragment) -> Fragment:
    begin, below = name(f"from_{nth}"), name(f"below_{nth}")
    return statement("{column} >= %({begin})s AND {column} < %({below})s", column=column, begin=begin, below=below)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
