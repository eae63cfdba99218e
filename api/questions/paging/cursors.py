"""The cursor of every list: a place, with whose and of which question it is; opened and sealed as questions are asked.

What a place is made of each list knows for itself, mostly the key and the id of its last line. Around it stands here
what no list could tell: the epoch, the question with all that narrows or orders it, and who asked, with what they may.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any, TypeVar

import msgspec

from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.refusals import InvalidField
from api.questions.wishes import foreign_cursor
from events.values.people import Viewer

T = TypeVar("T")
W = TypeVar("W")

LONGEST = 4_000
"""Characters of a cursor: the place in a list by names holds a name."""
_SEAL, _MARK, _EPOCH = 8, 6, 4
_HEAD = _SEAL + 2 * _MARK + _EPOCH
_SHOWN = frozenset({"cursor", "limit"})
_SHOWN_BESIDE: Mapping[str, frozenset[str]] = {
    "list-tickets": frozenset({"clocks", "news"}),
    "list-views": frozenset({"counts"}),
    "search": frozenset({"kinds"}),
}
"""What is wanted of each line, or of which kinds there may be lines: it moves no line of a list."""
_ENCODED = msgspec.json.Encoder(order="deterministic").encode


def opened(desk: Desk, viewer: Viewer, operation: str, wanted: W) -> W:
    """What is wanted, with the place that its cursor bears; raises ``InvalidField`` for one that is not of here."""
    cursor = getattr(wanted, "cursor", None)
    if cursor is None or not isinstance(wanted, msgspec.Struct):
        return wanted
    _refuse_two_places(wanted)
    head, _, place = str(cursor).partition(".")
    try:
        told = base64.b64decode(head, altchars=b"-_", validate=True)
    except (ValueError, binascii.Error) as error:
        raise foreign_cursor("cursor") from error
    if len(told) != _HEAD or not hmac.compare_digest(told[:_SEAL], _seal(desk, told[_SEAL:], place)):
        raise foreign_cursor("cursor")
    asked, who, epoch = (
        told[_SEAL : _SEAL + _MARK],
        told[_SEAL + _MARK : -_EPOCH],
        int.from_bytes(told[-_EPOCH:], "big"),
    )
    if epoch != (now := desk.epochs.known().number):
        raise _other_epoch(epoch, now)
    if asked != _question(operation, wanted):
        raise _other_question()
    if who != _reach(viewer):
        raise _other_reach()
    return msgspec.structs.replace(wanted, cursor=place)


def sealed(desk: Desk, viewer: Viewer, operation: str, wanted: object, answer: Answer[T]) -> Answer[T]:
    """The answer, with cursors that whoever asked may come back with in place of the places that it tells."""
    value: Any = answer.value
    if getattr(value, "next_cursor", None) is not None:
        found = _sealed(desk, viewer, operation, wanted, value)
    elif operation == "search":
        parts = tuple(
            one if one.next_cursor is None else _sealed(desk, viewer, operation, wanted, one) for one in value.sections
        )
        found = msgspec.structs.replace(value, sections=parts)
    else:
        return answer
    return msgspec.structs.replace(answer, value=found)


def _sealed(desk: Desk, viewer: Viewer, operation: str, wanted: object, page: Any) -> Any:
    marks = _question(operation, wanted) + _reach(viewer) + desk.epochs.known().number.to_bytes(_EPOCH, "big")
    place: str = page.next_cursor
    head = base64.urlsafe_b64encode(_seal(desk, marks, place) + marks).decode()
    return msgspec.structs.replace(page, next_cursor=f"{head}.{place}")


def _seal(desk: Desk, marks: bytes, place: str) -> bytes:
    """No program makes places up: what a list is given back is what it gave."""
    return desk.log.keyed.digest("cursor", marks + place.encode(errors="surrogatepass"))[:_SEAL]


def _question(operation: str, wanted: object) -> bytes:
    """What tells a question, as it is narrowed and ordered, from others."""
    beside = {*_SHOWN, *_SHOWN_BESIDE.get(operation, ()), getattr(type(wanted), "older", "")}
    fields = wanted.__struct_fields__ if isinstance(wanted, msgspec.Struct) else ()
    told = [getattr(wanted, name) for name in fields if name not in beside]
    return blake2b(_ENCODED([operation, told]), digest_size=_MARK).digest()


def _reach(viewer: Viewer) -> bytes:
    """What tells who asks, and what they may see, from others."""
    told = [viewer.actor.id, viewer.groups, viewer.teams]
    return blake2b(_ENCODED(told), digest_size=_MARK).digest()


def _refuse_two_places(wanted: msgspec.Struct) -> None:
    older = getattr(type(wanted), "older", None)
    if older is not None and getattr(wanted, older) != _default(type(wanted), older):
        raise InvalidField(
            field=older,
            reason_ru="место в списке уже назвал «cursor»: уберите это.",
            reason_en="“cursor” names the place in the list already: leave this out.",
        )


def _default(kind: type[msgspec.Struct], name: str) -> object:
    return next(field.default for field in msgspec.structs.fields(kind) if field.name == name)


def _other_question() -> InvalidField:
    return InvalidField(
        field="cursor",
        reason_ru="курсор от другого вопроса: повторите с ним те же условия и порядок или запросите первую страницу.",
        reason_en="the cursor is of another question: give the same conditions and order with it, or ask for the first "
        "page.",
    )


def _other_reach() -> InvalidField:
    return InvalidField(
        field="cursor",
        reason_ru="курсор выдан другому или до того, как изменились ваши права: запросите первую страницу.",
        reason_en="the cursor was given to somebody else, or before your rights changed: ask for the first page.",
    )


def _other_epoch(epoch: int, now: int) -> InvalidField:
    return InvalidField(
        field="cursor",
        reason_ru=f"курсор из эпохи {epoch}, а у журнала идёт эпоха {now}: с тех пор его восстановили из копии. "
        "Запросите первую страницу.",
        reason_en=f"the cursor is of epoch {epoch}, and the log is in epoch {now}: it was restored from a backup "
        "since. Ask for the first page.",
    )
