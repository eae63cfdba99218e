"""The fields of a fact that are sealed: taken out, erased and put back by their paths; used by the codec.

A path has one of three forms: ``requester.name`` is one value; ``attachments[].name`` is that field of every element;
``attributes{texts}`` are the values of a dictionary under the names that the fact tells in ``texts``. What a path names
is sealed as one value, and what stands around it stays open.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from functools import cache, reduce
from typing import Any, NamedTuple, Protocol, get_args, get_type_hints

import msgspec

from connectors.storage.log.sealing import erased
from events.fact import Fact

_COLUMN = re.compile(r"(\w+)\[\]\.(\w+)")
_KEYED = re.compile(r"(\w+)\{(\w+)\}")


class Form(Protocol):
    """How a sealed value is found in a fact."""

    @property
    def top(self) -> str:
        """The field of the fact that the value stands in."""
        ...

    def taken(self, fact: Fact) -> Any:
        """The value to seal; false where there is nothing to seal."""
        ...

    def without(self, fact: Fact, standing: Any) -> Any:
        """What stands in ``top``, the value erased."""
        ...

    def put(self, fact: Fact, value: Any) -> None:
        """Put the opened value into a fact that was decoded a moment ago and is nobody else's yet."""
        ...


class SealedField(NamedTuple):
    """A sealed field of a fact type: its path and form, whose key seals it, and how its value is read."""

    field: str
    form: Form
    owner: Callable[[Any], Any]
    decode: Callable[[bytes], Any]


@cache
def sealed_fields(kind: type[Fact]) -> tuple[SealedField, ...]:
    """The sealed fields of a fact type, in the order in which it declares them."""
    found = []
    for field, owner in kind.personal.items():
        form, value = _form(kind, field)
        found.append(SealedField(field, form, operator.attrgetter(owner), msgspec.json.Decoder(value).decode))
    return tuple(found)


@cache
def by_path(kind: type[Fact]) -> dict[str, SealedField]:
    """The same by their paths."""
    return {at.field: at for at in sealed_fields(kind)}


def put_plain(payload: dict[str, Any], field: str, value: Any) -> None:
    """Put an opened value into the plain payload of a fact whose form may be an old one."""
    if column := _COLUMN.fullmatch(field):
        for element, one in zip(payload[column[1]], value, strict=True):
            element[column[2]] = one
    elif keyed := _KEYED.fullmatch(field):
        payload[keyed[1]].update(value)
    else:
        *parents, last = field.split(".")
        reduce(operator.getitem, parents, payload)[last] = value


class _One(NamedTuple):
    top: str
    path: tuple[str, ...]
    taken: Callable[[Fact], Any]

    def without(self, fact: Fact, standing: Any) -> Any:
        del fact
        return _erased_at(standing, self.path)

    def put(self, fact: Fact, value: Any) -> None:
        if not self.path:
            msgspec.structs.force_setattr(fact, self.top, value)
            return
        *parents, last = (self.top, *self.path)
        msgspec.structs.force_setattr(reduce(getattr, parents, fact), last, value)


class _Column(NamedTuple):
    top: str
    name: str

    def taken(self, fact: Fact) -> Any:
        elements = getattr(fact, self.top)
        if not elements:
            return ()
        values = [getattr(element, self.name) for element in elements]
        return values if any(values) else ()

    def without(self, fact: Fact, standing: Any) -> Any:
        del fact
        return tuple(_erased_at(element, (self.name,)) for element in standing)

    def put(self, fact: Fact, value: Any) -> None:
        for element, one in zip(getattr(fact, self.top), value, strict=True):
            msgspec.structs.force_setattr(element, self.name, one)


class _Keyed(NamedTuple):
    top: str
    names: str

    def taken(self, fact: Fact) -> Any:
        names = getattr(fact, self.names)
        if not names:
            return {}
        values = getattr(fact, self.top)
        return {name: values[name] for name in names if values.get(name)}

    def without(self, fact: Fact, standing: Any) -> Any:
        return {**standing, **{name: erased(value) for name, value in self.taken(fact).items()}}

    def put(self, fact: Fact, value: Any) -> None:
        getattr(fact, self.top).update(value)


def _form(kind: type[Fact], field: str) -> tuple[Form, Any]:
    """The form of a path, and the type of what it names."""
    hints = get_type_hints(kind)
    if column := _COLUMN.fullmatch(field):
        element = get_args(hints[column[1]])[0]
        return _Column(column[1], column[2]), list[get_type_hints(element)[column[2]]]  # type: ignore[misc] # made here
    if keyed := _KEYED.fullmatch(field):
        return _Keyed(keyed[1], keyed[2]), hints[keyed[1]]
    top, *path = field.split(".")
    value = reduce(lambda owner, name: get_type_hints(owner)[name], path, hints[top])
    return _One(top, tuple(path), operator.attrgetter(field)), value


def _erased_at(thing: Any, path: tuple[str, ...]) -> Any:
    if not path:
        return erased(thing)
    return msgspec.structs.replace(thing, **{path[0]: _erased_at(getattr(thing, path[0]), path[1:])})
