"""Which files a fact names, and whose they are; read by the bus, by read models, and when older files are sealed."""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import cache
from typing import NamedTuple
from uuid import UUID

from events.fact import Fact
from events.person import PersonPhotoChanged
from events.values.ticket import Attachment


class NamedFile(NamedTuple):
    """A file that a fact names, and to whom it belongs: to whom its name does."""

    owner_id: UUID
    file: Attachment


_LIST = "attachments"
_ONE = "file"


def files_of(fact: Fact) -> tuple[NamedFile, ...]:
    """The files of a fact, in its order; most have none."""
    found = _reading(type(fact))
    return () if found is None else found(fact)


def names_files(kind: type[Fact]) -> bool:
    """Whether facts of a kind may name files."""
    return _reading(kind) is not None


@cache
def _reading(kind: type[Fact]) -> Callable[[Fact], tuple[NamedFile, ...]] | None:
    if kind is PersonPhotoChanged:
        return _photo
    if _LIST in kind.__struct_fields__:
        owner = operator.attrgetter(kind.personal[f"{_LIST}[].name"])
        return lambda fact: tuple(NamedFile(owner(fact), file) for file in getattr(fact, _LIST))
    if _ONE in kind.__struct_fields__:
        of_one = operator.attrgetter(kind.personal[f"{_ONE}.name"])
        return lambda fact: (NamedFile(of_one(fact), getattr(fact, _ONE)),)
    return None


def _photo(fact: Fact) -> tuple[NamedFile, ...]:
    if isinstance(fact, PersonPhotoChanged) and fact.photo is not None:
        return (NamedFile(fact.person_id, fact.photo),)
    return ()
