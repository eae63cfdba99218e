"""The columns of rows as arrays in PostgreSQL's own form, for statements that unnest them; called by writers of rows.

The driver finds the type of each array by looking through it, and asks a method for each value: half of what it costs
to write a read model. Here a statement says the types once, as it does in its text.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
from psycopg.adapt import Dumper
from psycopg.pq import Format
from typing_extensions import override

_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
_HEAD = struct.Struct(">iiiii").pack
_EMPTY = struct.Struct(">iii").pack
_LENGTH = struct.Struct(">i").pack
_INT2, _INT4, _INT8 = struct.Struct(">ih").pack, struct.Struct(">ii").pack, struct.Struct(">iq").pack
_NULL = _LENGTH(-1)
_YES, _NO = _LENGTH(1) + b"\x01", _LENGTH(1) + b"\x00"
_OF_UUID = _LENGTH(16)


class Array(bytes):
    """A whole array, as it is sent."""

    __slots__ = ()


class _Kind(NamedTuple):
    """A type of values: its number and that of its arrays, and how values are sent."""

    oid: int
    told: type[Array]
    elements: Callable[[Iterable[Any]], list[bytes]]


def _uuids(values: Iterable[UUID | None]) -> list[bytes]:
    return [_NULL if value is None else _OF_UUID + value.bytes for value in values]


def _bytes(values: Iterable[bytes | None]) -> list[bytes]:
    return [_NULL if value is None else _LENGTH(len(value)) + value for value in values]


def _texts(values: Iterable[str | None]) -> list[bytes]:
    return _bytes([None if value is None else value.encode() for value in values])


def _int2s(values: Iterable[int | None]) -> list[bytes]:
    return [_NULL if value is None else _INT2(2, value) for value in values]


def _int4s(values: Iterable[int | None]) -> list[bytes]:
    return [_NULL if value is None else _INT4(4, value) for value in values]


def _int8s(values: Iterable[int | None]) -> list[bytes]:
    return [_NULL if value is None else _INT8(8, value) for value in values]


def _instants(values: Iterable[datetime | None]) -> list[bytes]:
    return _int8s([None if value is None else _since_2000(value) for value in values])


def _since_2000(at: datetime) -> int:
    passed = at - _BEGINNING
    return (passed.days * 86_400 + passed.seconds) * 1_000_000 + passed.microseconds


def _truths(values: Iterable[bool | None]) -> list[bytes]:
    return [_NULL if value is None else _YES if value else _NO for value in values]


def _kind(oid: int, array_oid: int, elements: Callable[[Iterable[Any]], list[bytes]]) -> _Kind:
    """Whatever is of its class the driver sends as it is, and says the type."""

    class Told(Array):
        __slots__ = ()

    class AsItIs(Dumper):
        format = Format.BINARY
        oid = array_oid

        @override
        def dump(self, obj: bytes) -> bytes:
            return obj

    psycopg.adapters.register_dumper(Told, AsItIs)
    return _Kind(oid, Told, elements)


_TEXT = _kind(25, 1009, _texts)
_KINDS = {
    "uuid": _kind(2950, 2951, _uuids),
    "text": _TEXT,
    # As text, which the statement casts: the words are JSON already.
    "jsonb": _TEXT,
    # As a writer of words spells them.
    "tsvector": _TEXT,
    "bytea": _kind(17, 1001, _bytes),
    "boolean": _kind(16, 1000, _truths),
    "smallint": _kind(21, 1005, _int2s),
    "int": _kind(23, 1007, _int4s),
    "bigint": _kind(20, 1016, _int8s),
    "timestamptz": _kind(1184, 1185, _instants),
}


class Columns:
    """The columns of a statement's rows, each of a type that the statement names, too."""

    def __init__(self, *kinds: str) -> None:
        self._kinds = [_KINDS[kind] for kind in kinds]

    def of(self, rows: Iterable[Sequence[Any]]) -> list[Array]:
        """An array a column, of one row or more, each as long as the columns are many."""
        told = []
        for (oid, kind, elements), values in zip(self._kinds, zip(*rows, strict=True), strict=True):
            parts = elements(values)
            # That some may be null is told of all: it is asked of none.
            told.append(kind(b"".join((_HEAD(1, 1, oid, len(parts), 1), *parts))))
        return told
