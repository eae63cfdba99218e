"""Every text in a fact is sealed for somebody, or stands open for a reason that is said here; no field is forgotten."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec
import pytest

from events.catalogue import FACTS
from events.fact import Fact
from events.values.text import Text

CODE = "a code that the desk or its configuration defines; no sentence fits in"
THING = "the name of a thing of the desk's configuration, which everybody reads in lists; a thing is no person"
CLOCK = "a time of day or a zone"
DIGEST = "what a content is: no name, and no text that could be read from it"
SOURCE = "what a source outside calls itself, and a thing by an id without meaning: ``Source`` says so"
ASKED = "what a view asks for: everybody who sees the view reads it, and it says of nobody that it is so"
PLACE = "a date, an instant or a place seen from today: ``refuse_no_instant`` lets in nothing else"
CHOICE = "a choice that rules and life cycles match on: without it a rebuild would give other clocks"

OPEN = {
    **dict.fromkeys(
        (
            *("TicketRegistered.type", "TicketRegistered.texts", "TicketReclassified.type", "TicketReclassified.texts"),
            "TicketRequesterCorrected.texts",
            *("TicketTypeDefined.code", "TicketTypeRevised.code", "TicketTypeArchived.code", "TicketTypeRestored.code"),
            *("TicketTypeSatisfactionSet.code", "TicketTypeChecklistSet.code"),
            *("TicketTypeRevised.led", "Lifecycle.initial", "Transition.leaves", "Transition.enters"),
            *("AttributeDefinition.code", "AttributeDefinition.required_in", "AttributeChange.code", "Choice.code"),
            *("Rule.id", "EscalationPoint.id", "EscalationReached.point_id", "EscalationWithdrawn.point_id"),
            *("Status.code", "Status.wakes_to", "Status.colour", "ProblemMoved.status", "ChangeMoved.status"),
            *("Conditions.types", "ServiceAdded.types", "ServiceTypesAllowed.types"),
            *("ServiceQuestion.code", "ServiceQuestion.type"),
            *("OrgUnitOverridden.fields", "PersonOverridden.fields", "Source.fields", "Attachment.media_type"),
            "FileRules.kinds",
        ),
        CODE,
    ),
    **dict.fromkeys(
        (
            *("TypeDefinition.name", "AttributeDefinition.name", "AttributeChange.name", "Choice.name", "Status.name"),
            *("AgreementConcluded.name", "AgreementRenamed.name", "Rule.name"),
            *("ServiceAdded.name", "ServiceDescribed.name", "ServiceAdded.classification"),
            *("ServiceDescribed.classification", "ScheduleDrawnUp.name", "ScheduleRenamed.name"),
            *("DatedException.name", "YearlyHoliday.name", "TeamFormed.name", "TeamRenamed.name"),
            *("OrgUnitAdded.name", "OrgUnitRenamed.name", "Freeze.title", "OutageAnnounced.title"),
            *("ServiceQuestion.help", "ServiceQuestion.placeholder"),
        ),
        THING,
    ),
    **dict.fromkeys(
        (
            *("Timetable.zone", "Freeze.zone", "Rota.zone", "Hours.opens", "Hours.closes", "Requester.time_zone"),
            *("OrgUnitZoneSet.time_zone", "PersonRegistered.time_zone", "PersonZoneChanged.time_zone"),
        ),
        CLOCK,
    ),
    **dict.fromkeys(("Source.name", "Source.key"), SOURCE),
    **dict.fromkeys(("Conditions.attributes", "ServiceQuestion.default"), CHOICE),
    **dict.fromkeys(
        ("ViewMade.name", "ViewRenamed.name", "ReplyTemplateMade.name", "ReplyTemplateReworded.name"), THING
    ),
    **dict.fromkeys(("ChecklistTemplateMade.name", "ChecklistTemplateChanged.name", "ChecksAdded.name"), THING),
    **dict.fromkeys(("ChecklistTemplateMade.items", "ChecklistTemplateChanged.items"), THING),
    **dict.fromkeys(("MacroMade.name", "MacroChanged.name", "MacroApplied.name"), THING),
    **dict.fromkeys(("Say.body", "Resolve.solution", "Hold.reason", "Reopen.reason", "Decline.reason"), THING),
    **dict.fromkeys(("MoveTo.solution", "MoveTo.reason", "SetTags.add", "SetTags.remove"), THING),
    **dict.fromkeys(("MoveTo.to", "Reclassify.type", "Offered.types", "Offered.statuses"), CODE),
    "Reclassify.attributes": CHOICE,
    **dict.fromkeys(("Wording.ru", "Wording.en", "ReplyTemplateUsed.name"), THING),
    **dict.fromkeys(("OneOf.values", "OfAttribute.values", "HasWords.text", "HasTags.values"), ASKED),
    **dict.fromkeys(("OfAttribute.code", "OfAttribute.type", "ViewSettings.attributes"), CODE),
    **dict.fromkeys(("Within.since", "Within.before", "OfAttribute.since", "OfAttribute.before"), PLACE),
    **dict.fromkeys(("Attachment.sha256", "PersonFileWithdrawn.sha256", "LogResumed.seen_link"), DIGEST),
    "PictureInPlace.sha256": DIGEST,
    "PersonPhotoChanged.photo.name": "always “photo”: ``ChangePhoto`` leaves the file's own name out",
}
"""Struct and field, or fact and path -> why it stands open. A struct's row holds wherever the struct stands."""


class Leaf(NamedTuple):
    """A text in a fact: its path as ``Fact.personal`` writes it, and the struct and field that it is."""

    path: str
    where: str


_WRAPS = {Annotated: "", Union: "", types.UnionType: "", tuple: "[]", list: "[]", frozenset: "[]", dict: "{}"}
"""What a type is wrapped in, and how a path tells of it."""


def leaves(kind: Any, path: str, where: str, within: frozenset[str] = frozenset()) -> Iterator[Leaf]:
    """The texts of a field: a ``Text`` counts as one, a choice between words of our own as none."""
    kind = getattr(kind, "__supertype__", kind)
    origin = get_origin(kind)
    if isinstance(kind, type) and f"{kind.__name__}." in within:
        return  # what stands within itself is told once
    if kind in {Any, object}:
        pytest.fail(f"{where} may hold anything: give it a type, so that somebody can decide")
    if kind in {str, Text}:
        yield Leaf(path, where)
    elif origin in _WRAPS:
        for part in get_args(kind)[: 1 if origin is Annotated else None]:
            if part is not Ellipsis:
                yield from leaves(part, path + _WRAPS[origin], where, within)
    elif isinstance(kind, type):
        for name, part in fields(kind):
            yield from leaves(part, f"{path}.{name}", f"{kind.__name__}.{name}", within | {f"{kind.__name__}."})


def fields(kind: type) -> Iterator[tuple[str, Any]]:
    """The fields of a struct or of a named tuple, with their types; a plain type has none."""
    if issubclass(kind, msgspec.Struct) or hasattr(kind, "_fields"):
        for name, part in get_type_hints(kind, include_extras=True).items():
            if get_origin(part) is not ClassVar:
                yield name, part


def texts_of(fact: type[Fact]) -> list[Leaf]:
    """Every text of a fact, each once."""
    found = (leaf for name, part in fields(fact) for leaf in leaves(part, name, f"{fact.__name__}.{name}"))
    return list(dict.fromkeys(found))


def is_sealed(fact: type[Fact], path: str) -> bool:
    """Whether the text, or what it stands in, is sealed; of a dictionary those values that the fact names."""
    for sealed in fact.personal:
        whole = f"{sealed.split('{')[0]}{{}}" if "{" in sealed else sealed
        if path == whole or path.startswith((f"{whole}.", f"{whole}[")):
            return True
    return False


def undecided(fact: type[Fact]) -> list[str]:
    """The texts of a fact that are neither sealed nor open for a reason."""
    return [
        f"{fact.__name__}.{leaf.path}"
        for leaf in texts_of(fact)
        if not is_sealed(fact, leaf.path) and not {leaf.where, f"{fact.__name__}.{leaf.path}"} & OPEN.keys()
    ]


@pytest.mark.parametrize("fact", FACTS.values(), ids=FACTS)
def test_a_text_is_sealed_for_somebody_or_open_for_a_reason(fact: type[Fact]) -> None:
    assert undecided(fact) == [], "name whose it is in ``personal`` of a new version, or say in OPEN why it stands open"


def test_no_reason_stands_for_a_text_that_is_gone_or_sealed_everywhere() -> None:
    found = {
        name
        for fact in FACTS.values()
        for leaf in texts_of(fact)
        if not is_sealed(fact, leaf.path)
        for name in (leaf.where, f"{fact.__name__}.{leaf.path}")
    }
    assert OPEN.keys() - found == set()


class _File(msgspec.Struct, frozen=True):
    name: str
    size: int


class _Sung(Fact, frozen=True, kw_only=True):
    """A fact that never happened: one word of it is sealed, three kinds of places are not."""

    personal: ClassVar[dict[str, str]] = {"verse": "singer_id", "files[].name": "singer_id"}

    singer_id: UUID
    verse: str
    key: Literal["major", "minor"] = "major"
    refrain: Text | None = None
    voices: tuple[str, ...] = ()
    parts: dict[str, _File] = {}
    files: tuple[_File, ...] = ()


def test_a_new_text_that_nobody_decided_on_is_found_wherever_it_stands() -> None:
    assert undecided(_Sung) == ["_Sung.refrain", "_Sung.voices[]", "_Sung.parts{}", "_Sung.parts{}.name"]


def test_a_field_that_may_hold_anything_is_refused() -> None:
    with pytest.raises(pytest.fail.Exception):
        list(leaves(Any, "more", "_Sung.more"))
