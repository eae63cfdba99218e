"""Facts to stored bytes and back: JSON by msgspec, personal details sealed; used by the log and its twin."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

import msgspec

from commands.ports import Change, Draft
from connectors.storage.log.sealed_fields import SealedField, by_path, put_plain, sealed_fields
from connectors.storage.log.sealing import KEY_ID, Keyring, OwnerKey, erased, key_id_of, seal, unseal
from events.catalogue import FACTS, UPCASTERS, current, read_as
from events.fact import Fact, Metadata, Recorded
from events.values.identity import StreamId
from projections.kit.port import Opened

F = TypeVar("F")
ACTOR = "@actor"
"""Under this name the actor's name is sealed; no field of a fact can be called so."""


class Stored(msgspec.Struct, Generic[F], frozen=True, omit_defaults=True):
    """The stored form: metadata, fact, and the sealed values by their dotted fields.

    What is sealed stands erased in ``m`` and ``f``: reading without keys is plain decoding.
    """

    m: Metadata
    f: F
    s: dict[str, bytes] = {}


class StoredFact(NamedTuple):
    """One row of the log; ``position`` is 0 until it is appended."""

    stream: UUID
    version: int
    name: str
    state: bytes
    position: int = 0


class PoisonFact(Exception):  # noqa: N818 - it names what was found
    """A fact that today's code cannot read; whoever meets it stops, nothing is skipped in silence."""

    def __init__(self, position: int, name: str, reason: str) -> None:
        super().__init__(f"the fact {name} at position {position} cannot be read: {reason}")
        self.position = position
        self.name = name
        self.reason = reason


class Sealing(NamedTuple):
    """What is to be sealed of one draft: by field, whose it is and what it says; beside what ``is_sealed`` already."""

    draft: Draft
    stream: UUID
    version: int
    values: Sequence[tuple[SealedField | None, UUID, Any]]
    is_sealed: Mapping[str, bytes] = {}

    def owners(self) -> Iterable[UUID]:
        """Whose keys are needed."""
        return (owner for _, owner, _ in self.values)


class Codec:
    """Encodes drafts and decodes rows; the keys come from ``keyring``."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    def encode(self, draft: Draft, stream: StreamId, version: int) -> StoredFact:
        """One draft as the row that will be appended."""
        return self.encode_changes((Change(stream=stream, expected_version=version - 1, drafts=(draft,)),))[0]

    def encode_changes(self, changes: Iterable[Change]) -> list[StoredFact]:
        """All drafts of some changes as rows, in their order; keys are looked up once for all of them."""
        sealings = [
            sealing_of(draft, change.stream, version)
            for change in changes
            for version, draft in enumerate(change.drafts, change.expected_version + 1)
        ]
        owners = {owner for one in sealings for owner in one.owners()}
        keys = self._keyring.of_owners(owners) if owners else {}
        return [StoredFact(one.stream, one.version, one.draft.fact.stored_name, encoded(one, keys)) for one in sealings]

    def decode(
        self,
        name: str,
        state: bytes,
        *,
        stream: StreamId,
        version: int,
        position: int,
        personal: bool = True,
    ) -> Recorded:
        """One row as the fact that it is; raises ``PoisonFact``."""
        return self.decode_rows([(stream, version, name, state, position)], personal=personal)[0]

    def decode_rows(self, rows: Iterable[tuple[Any, ...]], *, personal: Opened = True) -> list[Recorded]:
        """Rows (stream, version, name, state, position) as facts; raises ``PoisonFact`` at the first bad one.

        ``personal`` says what is opened: all, nothing, or the fields of these paths. What stays sealed reads as
        erased, which is faster.
        """
        facts: list[Recorded] = []
        sealed: list[tuple[int, dict[str, bytes]]] = []
        for stream, version, name, state, position in rows:
            try:
                stored = _decoder(name)(state)
            except KeyError:
                facts.append(self._decode_old(StoredFact(stream, version, name, state, position), personal))
                continue
            except msgspec.MsgspecError as error:
                raise PoisonFact(position, name, str(error)) from error
            if personal and stored.s and (wanted := _wanted(stored.s, personal)):
                if name not in FACTS and not wanted.keys() <= _paths(type(stored.f)):
                    # An older version sealed what today's does not name: opened where it stands.
                    facts.append(self._decode_old(StoredFact(stream, version, name, state, position), personal))
                    continue
                sealed.append((len(facts), wanted))
            facts.append(Recorded(stream=stream, version=version, position=position, metadata=stored.m, fact=stored.f))
        if sealed:
            self._open(facts, sealed)
        return facts

    def _open(self, facts: Sequence[Recorded], sealed: Iterable[tuple[int, dict[str, bytes]]]) -> None:
        """Put the opened values into facts that were decoded a moment ago and are nobody else's yet."""
        sealed = list(sealed)
        # By the bytes that a sealed value begins with, as it stands: thousands of values have a few keys.
        begun = {value[:KEY_ID] for _, values in sealed for value in values.values()}
        ids = {key_id_of(value): value for value in begun}
        keys = {ids[key_id]: key for key_id, key in self._keyring.by_ids(ids).items()}
        for index, values in sealed:
            recorded = facts[index]
            fields = by_path(type(recorded.fact))
            where = place(recorded.stream, recorded.version, "")
            try:
                for field, value in values.items():
                    key = keys.get(value[:KEY_ID])
                    if key is None:
                        continue
                    opened = unseal(key, value, where + field.encode())
                    if field == ACTOR:
                        msgspec.structs.force_setattr(recorded.metadata.actor, "name", msgspec.json.decode(opened))
                    else:
                        at = fields[field]
                        at.form.put(recorded.fact, at.decode(opened))
            except (ValueError, LookupError) as error:
                raise PoisonFact(recorded.position, recorded.fact.stored_name, repr(error)) from error

    def _decode_old(self, row: StoredFact, personal: Opened) -> Recorded:
        """A row under a name that is not today's: opened as it was sealed, then led through the upcasters."""
        try:
            stored = plain_form(row.state)
            wanted = _wanted(stored.s, personal)
            keys = self._keyring.by_ids({key_id_of(value) for value in wanted.values()}) if wanted else {}
            for field, value in wanted.items():
                if (key := keys.get(key_id_of(value))) is not None:
                    opened = msgspec.json.decode(unseal(key, value, place(row.stream, row.version, field)))
                    if field == ACTOR:
                        msgspec.structs.force_setattr(stored.m.actor, "name", opened)
                    else:
                        put_plain(stored.f, field, opened)
            kind, payload = current(row.name, stored.f)
            fact = msgspec.convert(payload, kind)
        except (msgspec.MsgspecError, LookupError, ValueError, TypeError) as error:
            raise PoisonFact(row.position, row.name, repr(error)) from error
        return Recorded(
            stream=StreamId(row.stream), version=row.version, position=row.position, metadata=stored.m, fact=fact
        )


def _paths(kind: type[Fact]) -> set[str]:
    return {ACTOR, *by_path(kind)}


def _wanted(sealed: dict[str, bytes], personal: Opened) -> dict[str, bytes]:
    if personal is True:
        return sealed
    return {field: sealed[field] for field in personal or () if field in sealed}


def make_ready() -> None:
    """Make the decoder of every fact and of every sealed field, while there is one thread to make them."""
    for name in FACTS.keys() | UPCASTERS.keys():
        if (kind := read_as(name)) is not None:
            _decoder(name)
            by_path(kind)


def sealing_of(draft: Draft, stream: UUID, version: int, is_sealed: Mapping[str, bytes] | None = None) -> Sealing:
    """What is to be sealed of a fact; ``is_sealed`` is what stands erased in it, for it was sealed before."""
    metadata, fact = draft.metadata, draft.fact
    if FACTS.get(fact.stored_name) is not type(fact):
        raise TypeError(f"{type(fact).__name__} is not in the catalogue: it could be stored but never read")
    if metadata.occurred_at.tzinfo is None or metadata.recorded_at.tzinfo is None:
        raise ValueError("a fact's instants are aware: give them a time zone")
    values: list[tuple[SealedField | None, UUID, Any]] = []
    actor = metadata.actor
    is_sealed = is_sealed or {}
    if actor.kind == "person" and actor.name and ACTOR not in is_sealed:
        values.append((None, actor.id, actor.name))
    for at in sealed_fields(type(fact)):
        if at.field not in is_sealed and (value := at.form.taken(fact)):
            owner = at.owner(fact)
            if owner is None:
                raise ValueError(f"{fact.stored_name} does not tell whose {at.field} is: it would stand open for ever")
            values.append((at, owner, value))
    return Sealing(draft, stream, version, values, is_sealed)


def encoded(sealing: Sealing, keys: Mapping[UUID, OwnerKey]) -> bytes:
    """The stored form."""
    draft, stream, version, values, is_sealed = sealing
    metadata, fact = draft.metadata, draft.fact
    sealed = dict(is_sealed)
    erasures: dict[str, Any] = {}
    for at, owner, value in values:
        field = ACTOR if at is None else at.field
        sealed[field] = seal(keys[owner], value, place(stream, version, field))
        if at is None:
            actor = msgspec.structs.replace(metadata.actor, name=erased(value))
            metadata = msgspec.structs.replace(metadata, actor=actor)
        else:
            top = at.form.top
            standing = erasures[top] if top in erasures else getattr(fact, top)
            erasures[top] = at.form.without(fact, standing)
    if erasures:
        fact = msgspec.structs.replace(fact, **erasures)
    return msgspec.json.encode(Stored(m=metadata, f=fact, s=sealed))


def place(stream: UUID, version: int, field: str) -> bytes:
    """Where a sealed value stands: it opens nowhere else."""
    return b"%b/%d/%b" % (stream.hex.encode(), version, field.encode())


@cache
def _decoder(name: str) -> Callable[[bytes], Stored[Any]]:
    """Raises ``KeyError`` at a name whose facts are not read as they stand: upcasters change them, or it is unknown."""
    kind: Any = read_as(name)
    if kind is None:
        raise KeyError(name)
    if kind.stored_name != name:
        return _decoder(kind.stored_name)
    return msgspec.json.Decoder(Stored[kind]).decode


plain_form = msgspec.json.Decoder(Stored[dict[str, Any]]).decode
"""Stored bytes with the fact as it was written, whatever its version."""
