"""People by any part of their name as it is typed, in Russian or English letters; read by the directory."""

from __future__ import annotations

from typing import Any

from psycopg import Cursor

from events.values.email_address import readable
from projections.kit.reads import reads
from projections.person.spelling import asked, words

_LAST = "\U0010ffff"
_TIMES = 3
"""How many hits are looked at for one person: several of their words may begin alike."""


@reads("directory")
def found(
    cursor: Cursor[Any], part: str, *, limit: int, only_active: bool = False, by_name_alone: bool = False
) -> list[Any]:
    """The ids of people, best first: names that begin with what was typed, addresses that do, names that hold it.

    Every word that was typed must be in the name or the address; the longest one leads. What has no letters
    or digits before an ``@`` is sought as it stands. ``by_name_alone`` is for those who are shown neither logins nor
    addresses: what finds by a field shows that field, or it could be spelt out letter by letter.
    """
    text = part.strip().lower().replace("\0", "")
    text = readable(text) if "xn--" in text else text
    if by_name_alone and "@" in text:
        return []
    sought = sorted(words(text.partition("@")[0]), key=len)
    params: dict[str, Any] = {"limit": limit, "hits": limit * _TIMES, "as_typed": f"%{_escaped(text)}%"}
    narrowed = " AND p.is_active" if only_active else ""
    if not sought:
        as_it_stands = "lower(p.name)" if by_name_alone else "sought"
        cursor.execute(
            f"SELECT person_id FROM persons p WHERE {as_it_stands} LIKE %(as_typed)s{narrowed} ORDER BY name, person_id"  # noqa: S608 - fragments of our own
            " LIMIT %(limit)s".encode(),
            params,
        )
        return [row[0] for row in cursor]
    if "@" in text:
        narrowed += " AND p.sought LIKE %(as_typed)s"
    # Who the words are of is looked up for few, unless that decides.
    rest = f" AND EXISTS (SELECT FROM persons p WHERE p.person_id = w.person_id{narrowed})" if narrowed else ""
    rest += " AND w.is_shown" if by_name_alone else ""
    other = " AND o.is_shown" if by_name_alone else ""
    for nth, word in enumerate(sought[:-1]):
        rest += (
            " AND EXISTS (SELECT FROM person_words o WHERE o.person_id = w.person_id"
            f" AND o.word LIKE ANY(%(word_{nth})s::text[]){other})"
        )
        params[f"word_{nth}"] = [f"%{spelt}%" for spelt in asked(word)]
    hits: list[str] = []
    for nth, spelt in enumerate(dict.fromkeys(asked(sought[-1]))):
        params[f"from_{nth}"], params[f"below_{nth}"] = spelt, spelt + _LAST
        hits += [_beginning(nth, rest, in_name=True), _beginning(nth, rest, in_name=False), _inside(nth, rest)]
    cursor.execute(
        f"SELECT p.person_id FROM (SELECT DISTINCT ON (person_id) * FROM ({' UNION ALL '.join(hits)}) h"  # noqa: S608 - fragments of our own
        " ORDER BY person_id, far, at) best JOIN persons p USING (person_id)"
        " ORDER BY best.far, best.at, p.name, p.person_id LIMIT %(limit)s".encode(),
        params,
    )
    return [row[0] for row in cursor]


def _beginning(nth: int, rest: str, *, in_name: bool) -> str:
    far, whose = (0, "true") if in_name else (1, "false")
    return (
        f"(SELECT {far} AS far, w.word AS at, w.person_id FROM person_words w"  # noqa: S608 - fragments of our own
        f" WHERE w.in_name = {whose} AND w.word >= %(from_{nth})s AND w.word < %(below_{nth})s{rest}"
        " ORDER BY w.word, w.person_id LIMIT %(hits)s)"
    )


def _inside(nth: int, rest: str) -> str:
    return (
        "(SELECT 2 AS far, e.ending AS at, w.person_id FROM name_endings e"  # noqa: S608 - fragments of our own
        " JOIN person_words w ON w.word = e.word AND w.in_name"
        f" WHERE e.ending >= %(from_{nth})s AND e.ending < %(below_{nth})s{rest}"
        " ORDER BY e.ending, e.word, w.person_id LIMIT %(hits)s)"
    )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
