"""What people call things, wherever an order asks for an id -> ids: numbers, P-3, C-1, K-1, logins, addresses and “me”.

One place for the bodies and the addresses of all commands, before they are decoded: decisions, fingerprints and facts
know ids alone. Which fields take which names, the types of a command's fields say.
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec

from aggregates.article_refusals import NoSuchArticle
from aggregates.change_refusals import NoSuchChange
from aggregates.problem_refusals import NoSuchProblem
from aggregates.ticket_refusals import NoSuchTicket
from api.bootstrap import Desk
from api.questions.references import is_name, person_ref
from events.values.identity import (
    ArticleId,
    ChangeId,
    PersonId,
    ProblemId,
    TicketId,
    article_id,
    change_id,
    problem_id,
    ticket_id,
)
from events.values.people import Viewer
from events.values.refusal import Refusal

Json = dict[str, Any]
Calls = Callable[[Desk, Viewer, str | int, str], str | None]
"""What somebody wrote in a field -> the id that it means; ``None``: it is no name of such a thing."""

_TICKET = re.compile(r"(?:№|#)?\s*([0-9]{1,18})")
_ID = re.compile(r"[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}")


def _numbered(pattern: re.Pattern[str], of: Callable[[int], UUID]) -> Calls:
    def called(_desk: Desk, _viewer: Viewer, told: str | int, _field: str) -> str | None:
        found = pattern.fullmatch(str(told).strip())
        return None if found is None else str(of(int(found[1])))

    return called


def _person(desk: Desk, viewer: Viewer, told: str | int, field: str) -> str | None:
    """As ``person_ref``; what cannot be a name at all is left to the decoder."""
    return str(person_ref(desk, viewer, told, field=field)) if isinstance(told, str) and is_name(told) else None


CALLED: dict[Any, Calls] = {
    TicketId: _numbered(_TICKET, ticket_id),
    ProblemId: _numbered(re.compile(r"(?:[Pp]-)?([0-9]{1,18})"), problem_id),
    ChangeId: _numbered(re.compile(r"(?:[Cc]-)?([0-9]{1,18})"), change_id),
    ArticleId: _numbered(re.compile(r"(?:[KkКк]-)?([0-9]{1,18})"), article_id),
    PersonId: _person,
}
"""Kind of id -> how people call such a thing. Teams, services, units, agreements and schedules have ids alone."""
MISSING: dict[Any, type[Refusal]] = {
    TicketId: NoSuchTicket,
    ProblemId: NoSuchProblem,
    ChangeId: NoSuchChange,
    ArticleId: NoSuchArticle,
}
"""What an address is answered that names nothing of the kind."""


class _Plan(msgspec.Struct, frozen=True):
    """Where ids stand in what is sent: this is one, or they stand in its fields, or in each of its elements."""

    kind: Any = None
    fields: Mapping[str, _Plan] = {}
    each: _Plan | None = None


@cache
def _plan(kind: Any) -> _Plan | None:
    return _planned(kind, ())


def _planned(kind: Any, around: tuple[Any, ...]) -> _Plan | None:
    """The plan of a kind that stands inside ``around``: a condition may hold conditions, and names no thing itself."""
    if kind in CALLED:
        return _Plan(kind=kind)
    origin = get_origin(kind)
    if origin is Annotated:
        return _planned(get_args(kind)[0], around)
    if origin in {Union, types.UnionType}:
        # One thing that may be missing; what may be several things, such as conditions in each other, has no names.
        told = [one for one in get_args(kind) if one not in {type(None), msgspec.UnsetType}]
        return _planned(told[0], around) if len(told) == 1 else None
    if origin in {tuple, list, frozenset}:
        inner = _planned(get_args(kind)[0], around)
        return None if inner is None else _Plan(each=inner)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and kind not in around:
        hints = get_type_hints(kind, include_extras=True)
        found = {
            field.encode_name: plan
            for field in msgspec.structs.fields(kind)
            if (plan := _planned(hints[field.name], (*around, kind))) is not None
        }
        return _Plan(fields=found) if found else None
    return None


def with_ids(desk: Desk, viewer: Viewer, content: Json, kind: Any) -> Json:
    """What was sent, with the id in place of whatever else a thing is called by; raises who is not there, and where.

    What is no name is left as it is: the decoder says what is wrong with it.
    """
    plan = _plan(kind)
    if plan is None:
        return content
    found: Json = _resolved(desk, viewer, content, plan, "")
    return found


def _resolved(desk: Desk, viewer: Viewer, sent: Any, plan: _Plan, path: str) -> Any:
    if plan.kind is not None:
        if isinstance(sent, bool) or not isinstance(sent, str | int) or (isinstance(sent, str) and _ID.fullmatch(sent)):
            return sent
        return CALLED[plan.kind](desk, viewer, sent, path) or sent
    if plan.each is not None and isinstance(sent, list):
        return [_resolved(desk, viewer, one, plan.each, f"{path}[{nth}]") for nth, one in enumerate(sent)]
    if plan.fields and isinstance(sent, dict):
        return {
            key: _resolved(desk, viewer, value, plan.fields[key], f"{path}.{key}".removeprefix("."))
            if key in plan.fields
            else value
            for key, value in sent.items()
        }
    return sent


def fields_of(kind: Any) -> Iterable[str]:
    """The fields of a command, with those inside, that take what people call a thing; for tests and documents."""
    plan = _plan(kind)
    return [] if plan is None else sorted(_paths(plan, ""))


def _paths(plan: _Plan, path: str) -> Iterable[str]:
    if plan.kind is not None:
        yield path
    if plan.each is not None:
        yield from _paths(plan.each, f"{path}[]")
    for name, inner in plan.fields.items():
        yield from _paths(inner, f"{path}.{name}".removeprefix("."))
