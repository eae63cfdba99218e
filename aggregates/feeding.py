"""Who may change what a source outside owns: asked by the aggregates of people and org units (rows 65, 72k)."""

from __future__ import annotations

from typing import ClassVar

import msgspec

from events.values.people import Source
from events.values.refusal import Refusal


class FieldIsFed(Refusal):
    """“{fed}” comes from {source}. Change it there, or force it by hand with a note that says why."""

    ru: ClassVar[str] = (
        "«{fed}» приходит из источника {source}. Измените там или настойте (force) с примечанием, почему."
    )
    rule: ClassVar[str] = "row 65"
    field = "force"


class UnitIsFed(Refusal):
    """What is in {unit} comes from {source}. Add it there, or force it by hand with a note that says why."""

    ru: ClassVar[str] = (
        "Содержимое «{unit}» приходит из источника {source}. Добавьте там или настойте (force) с примечанием, почему."
    )
    rule: ClassVar[str] = "row 65"
    field = "force"


class NoteIsMissing(Refusal):
    """A change by hand of what a source owns needs a note. Say why it is made."""

    ru: ClassVar[str] = "Ручное изменение данных источника требует примечания. Напишите, почему оно нужно."
    rule: ClassVar[str] = "row 65"
    field = "note"


class SourceOwnsNoSuchField(Refusal):
    """A source cannot own “{unknown}”. It may own: {known}."""

    ru: ClassVar[str] = "Источник не может вести «{unknown}». Он может вести: {known}."
    rule: ClassVar[str] = "row 65"
    field = "source.fields"


class Editor(msgspec.Struct, frozen=True, kw_only=True):
    """Who makes a change: a source, or a hand, which may insist (``force``) if it says why (``note``)."""

    by_source: Source | None = None
    force: bool = False
    note: str = ""

    def insists(self, refusal: Refusal) -> bool:
        """A hand on what a source owns: raises ``refusal`` unless it insists, with a note."""
        if not self.force:
            raise refusal
        if not self.note.strip():
            raise NoteIsMissing
        return True


def overrides(editor: Editor, source: Source | None, field: str) -> bool:
    """Whether a change of ``field`` goes over the head of the source that owns it; refused unless forced."""
    if source is None or field not in source.fields or source.is_same(editor.by_source):
        return False
    return editor.insists(FieldIsFed(fed=field, source=source.name))


def refuse_unknown_fields(source: Source | None, known: frozenset[str]) -> None:
    """A source owns fields that exist."""
    unknown = sorted((source.fields if source else frozenset()) - known)
    if unknown:
        raise SourceOwnsNoSuchField(unknown=", ".join(unknown), known=", ".join(sorted(known)))
