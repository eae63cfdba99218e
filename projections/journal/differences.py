"""What is other between two states of a setting, field by field, in words; pure, asked by the journal."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

import msgspec

from events.values.text import Text
from projections.journal.words import FIELDS, VALUES

Path = tuple[str, ...]
_ENVELOPE = frozenset({"since_at", "by"})
"""Who told it and when is no part of what was set: the journal says it of each change."""
_KEYS = ("code", "id", "freeze_id", "on")
"""By these an element of a list is the same one, wherever it stands."""
_NO = Text("нет", "no")
_YES = Text("да", "yes")


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One field: its name as the interface has it and as people read it, what it was and what it is."""

    field: str
    name: Text
    was: Text | None = None
    now: Text | None = None


def differences(was: Mapping[str, Any], now: Mapping[str, Any], names: Mapping[UUID, Text]) -> list[Difference]:
    """Whatever differs, in the order of fields; ``names`` are those of what is told by ids."""
    before, after = leaves(was), leaves(now)
    return [
        Difference(
            field=".".join(path),
            name=_name(path, names),
            was=_told(before.get(path), names),
            now=_told(after.get(path), names),
        )
        for path in {**after, **before}
        if before.get(path) != after.get(path)
    ]


def leaves(value: Any, path: Path = ()) -> dict[Path, Any]:
    """Every value of a state by the way to it; what is empty is not there."""
    if isinstance(value, dict) and set(value) != {"ru", "en"}:
        found: dict[Path, Any] = {}
        for key, inner in value.items():
            found |= {} if key in _ENVELOPE else leaves(inner, (*path, key))
        return found
    if isinstance(value, list | tuple) and any(isinstance(one, dict | list | tuple) for one in value):
        found = {}
        for nth, one in enumerate(value):
            dated, told = _dated(one)
            found |= leaves(told, (*path, dated or _key(told, nth)))
        return found
    told = [*value] if isinstance(value, tuple) else value
    return {} if told is None or told in ("", [], {"ru": "", "en": ""}) else {path: told}


def _dated(one: Any) -> tuple[str, Any]:
    """A version that stands beside the instant from which on it holds; the first of all has none."""
    if isinstance(one, list | tuple) and len(one) == len(("since", "what")) and isinstance(one[1], dict):
        return str(one[0] or "—"), one[1]
    return "", one


def _key(one: Any, nth: int) -> str:
    if isinstance(one, dict):
        if "leaves" in one:
            return f"{one['leaves']} → {one['enters']}"
        for key in _KEYS:
            if one.get(key):
                return str(one[key])
    return str(nth + 1)


def ids_in(*states: Mapping[str, Any]) -> Collection[UUID]:
    """The ids that states name things by."""
    found = set()
    for state in states:
        for path, value in leaves(state).items():
            for told in (*path, *(value if isinstance(value, list) else [value])):
                if (known := _id(told)) is not None:
                    found.add(known)
    return found


def _id(told: Any) -> UUID | None:
    if not isinstance(told, str) or len(told) != len("00000000-0000-0000-0000-000000000000"):
        return None
    try:
        return UUID(told)
    except ValueError:
        return None


def _name(path: Path, names: Mapping[UUID, Text]) -> Text:
    steps = [FIELDS.get(step) or _called(step, names) for step in path]
    told = [step for step in steps if step.ru]
    return Text(" · ".join(step.ru for step in told), " · ".join(step.en for step in told))


def _told(value: Any, names: Mapping[UUID, Text]) -> Text | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return _YES if value else _NO
    if isinstance(value, dict):
        return Text(ru=value["ru"], en=value["en"])
    if isinstance(value, list):
        each = [_called(str(one), names) for one in value]
        return Text(", ".join(one.ru for one in each), ", ".join(one.en for one in each))
    return _called(str(value), names)


def _called(told: str, names: Mapping[UUID, Text]) -> Text:
    known = _id(told)
    if known is not None and known in names:
        return names[known]
    return VALUES.get(told) or Text.same(told)
