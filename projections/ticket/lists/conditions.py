"""Conditions on tickets as SQL on the clocks (``c``) and the list (``t``); lists, counts, groups and exports ask it.

Columns that both tables have are asked of the clocks, whose indexes are led by due.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from functools import cache
from typing import Any
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.people import Viewer
from events.values.tag import spelt
from events.values.ticket import LEVELS
from events.values.ticket_condition import (
    ME,
    MINE,
    NOBODY,
    AllOf,
    AnyOf,
    Condition,
    Except,
    HasTags,
    HasWords,
    Is,
    OfAttribute,
    OneOf,
    Within,
)
from events.values.wished_time import instant_named
from projections.kit import visibility
from projections.kit.reads import reads
from projections.kit.statement import Fragment, joined, name, number, statement
from projections.search import tickets
from projections.search.sought import sought
from projections.sla_clocks.counts import OPEN, OVERDUE
from projections.ticket.lists import attributes
from projections.ticket.lists.unread import unread
from sla_engine.instants import NEVER, micros


class Asking(msgspec.Struct, frozen=True):
    """Who asks, when, and by which clock “today” is told: what words in conditions mean."""

    viewer: Viewer
    now: datetime
    zone: tzinfo = UTC


_TRUE, _FALSE = statement("true"), statement("false")
_NEVER = number(NEVER)
_WATCHING = statement(
    "c.ticket_id = ANY(ARRAY(SELECT g.ticket_id FROM ticket_people g WHERE g.role = 'watch'"
    " AND g.person_id = %(viewer_self)s))"
)
_FLAGS: dict[str, Fragment] = {
    "open": statement("({open})", open=OPEN),
    "unfinished": statement("c.is_open"),
    "overdue": OVERDUE,
    "missed": statement("c.missed_us < {never}", never=_NEVER),
    "watched": _WATCHING,
}
_NOT: dict[str, Fragment] = {
    "open": statement("NOT ({open})", open=OPEN),
    "unfinished": statement("NOT c.is_open"),
    "overdue": statement("c.alarm_us >= %(now)s"),
    "missed": statement("c.missed_us = {never}", never=_NEVER),
    "watched": statement("NOT {watching}", watching=_WATCHING),
}
"""Of what is known of every ticket the opposite, in words that indexes know."""
COLUMNS: dict[str, tuple[str, str]] = {
    "number": ("t.number", "bigint"),
    "status": ("c.status", "text"),
    "type": ("c.type", "text"),
    "priority": ("c.priority", "smallint"),
    "impact": ("t.impact", "text"),
    "urgency": ("t.urgency", "text"),
    "channel": ("t.channel", "text"),
    "last_word": ("t.last_word", "text"),
    "noted_answer": ("t.noted_answer", "text"),
    "team": ("c.team_id", "uuid"),
    "responsible": ("c.responsible_id", "uuid"),
    "requester": ("c.requester_id", "uuid"),
    "company": ("c.company_id", "uuid"),
    "unit": ("t.unit_id", "uuid"),
    "service": ("c.service_id", "uuid"),
    "agreement": ("c.agreement_id", "uuid"),
}
"""Field -> its column and the type of its values."""
_ANY_TAG = statement("EXISTS (SELECT FROM ticket_tags g WHERE g.ticket_id = c.ticket_id)")
_UNRATED = statement("NOT EXISTS (SELECT FROM ticket_ratings r WHERE r.ticket_id = c.ticket_id)")
_CHECKLIST = {
    "done": statement("t.checks > 0 AND t.checks_ticked = t.checks"),
    "open": statement("t.checks > 0 AND t.checks_ticked < t.checks"),
}
"""How far a checklist is; an index knows the tickets that have one."""
_BELOW: dict[str, Fragment] = {
    "service": statement("SELECT service_id FROM services WHERE path && %(path)s::uuid[] ORDER BY service_id"),
    "unit": statement("SELECT unit_id FROM org_units WHERE path && %(path)s::uuid[] ORDER BY unit_id"),
}
"""Field whose values stand in a tree -> what finds them and all below, as the tree is today; asked before the
tickets are, so that it is known how many there are."""
_MY_TEAMS = statement(
    "c.team_id = ANY(ARRAY(SELECT m.team_id FROM team_members m WHERE m.person_id = %(viewer_self)s))"
)


@reads("services", "org_tree", also=(tickets.matching,))
def compiled(cursor: Cursor[Any], condition: Condition, asking: Asking) -> tuple[list[Fragment], dict[str, Any]]:
    """Conditions that all must hold, with their parameters; none for every ticket.

    Where words are among them it is asked who may be meant by these: lists find what search finds.
    """
    composed = _Compiled(cursor, asking)
    if isinstance(condition, AllOf):
        return [composed.fragment(one) for one in condition.of], composed.params
    return [composed.fragment(condition)], composed.params


class _Compiled:
    """One condition on its way to SQL: values become parameters, numbered as they come."""

    def __init__(self, cursor: Cursor[Any], asking: Asking) -> None:
        self.cursor = cursor
        self.asking = asking
        self.params: dict[str, Any] = {}

    def fragment(self, condition: Condition) -> Fragment:  # noqa: PLR0911, C901 - one for each kind
        match condition:
            case OneOf():
                return self._one_of(condition)
            case Is():
                return self._flag(condition, _FLAGS)
            case Except(of=Is() as flag):
                return self._flag(flag, _NOT)
            case Except():
                # What is unknown of a ticket does not fit either: of no team is not of this team.
                return statement("({inner}) IS NOT TRUE", inner=self.fragment(condition.of))
            case Within():
                return self._within(condition)
            case OfAttribute():
                return self._of_attribute(condition)
            case HasWords():
                return self._words(condition.text)
            case HasTags():
                return self._tagged(condition)
            case AllOf():
                return _joined(" AND ", [self.fragment(one) for one in condition.of]) if condition.of else _TRUE
            case AnyOf():
                return _joined(" OR ", [self.fragment(one) for one in condition.of])

    def _parameter(self, value: object) -> Fragment:
        key = f"p{len(self.params)}"
        self.params[key] = value
        return _placeholder(key)

    def _flag(self, flag: Is, words: dict[str, Fragment]) -> Fragment:
        if flag.field == "unread":
            found, params = unread(self.asking.viewer)
            self.params |= params
            return found if words is _FLAGS else statement("NOT ({found})", found=found)
        if flag.field == "overdue":
            self.params["now"] = micros(self.asking.now)
        if flag.field == "watched":
            self.params["viewer_self"] = self.asking.viewer.actor.id
        return words[flag.field]

    def _one_of(self, condition: OneOf) -> Fragment:
        if condition.field == "satisfaction":
            return self._rated(condition.values)
        if condition.field == "checklist":
            return self._checked(condition.values)
        column, kind = COLUMNS[condition.field]
        it = name(column)
        either: list[Fragment] = []
        values: list[object] = []
        for value in condition.values:
            if value == NOBODY and kind != "smallint":
                either.append(statement("{it} IS NULL", it=it))
            elif value == MINE and condition.field == "team":
                self.params["viewer_self"] = self.asking.viewer.actor.id
                either.append(_MY_TEAMS)
            else:
                values.append(self._value(value, kind))
        if values:
            if condition.field in _BELOW and not condition.exactly:
                values = self._with_below(condition.field, values)
            either.insert(0, self._any_of(it, values, name(kind)))
        return either[0] if len(either) == 1 else _joined(" OR ", either)

    def _any_of(self, it: Fragment, values: list[object], kind: Fragment) -> Fragment:
        """Of one value an index has the tickets in their order; of several it does not."""
        if len(values) == 1:
            return statement("{it} = {told}::{kind}", it=it, told=self._parameter(values[0]), kind=kind)
        return statement("{it} = ANY({told}::{kind}[])", it=it, told=self._parameter(values), kind=kind)

    def _with_below(self, field: str, values: list[object]) -> list[object]:
        self.cursor.execute(_BELOW[field], {"path": values})
        return [*dict.fromkeys([*values, *(found for (found,) in self.cursor)])]

    def _rated(self, values: tuple[str, ...]) -> Fragment:
        """By how content whoever asked was; of “none”: what nobody rated."""
        either = [_UNRATED] if NOBODY in values else []
        if scores := [int(value) for value in values if value != NOBODY]:
            either.append(
                statement(
                    "c.ticket_id IN (SELECT r.ticket_id FROM ticket_ratings r WHERE r.score = ANY({told}::smallint[]))",
                    told=self._parameter(scores),
                )
            )
        return either[0] if len(either) == 1 else _joined(" OR ", either)

    def _checked(self, values: tuple[str, ...]) -> Fragment:
        """By how far the checklist is; to who does not read what is for staff on a ticket it has none."""
        inner, params = visibility.inner(self.asking.viewer, "c")
        self.params |= params
        either = [
            statement("({inner} AND {so})", inner=inner, so=so) for value, so in _CHECKLIST.items() if value in values
        ]
        if NOBODY in values:
            either.append(statement("({inner} AND t.checks > 0) IS NOT TRUE", inner=inner))
        return either[0] if len(either) == 1 else _joined(" OR ", either)

    def _value(self, value: str, kind: str) -> object:
        if kind == "uuid":
            return self.asking.viewer.actor.id if value == ME else UUID(value)
        if kind == "smallint":
            return LEVELS.index(value)
        return int(value) if kind == "bigint" else value

    def _within(self, condition: Within) -> Fragment:
        now, zone = self.asking.now, self.asking.zone
        since = instant_named(condition.since, now, zone) if condition.since else None
        before = instant_named(condition.before, now, zone) if condition.before else None
        if condition.field == "changed":
            return self._changed_within(since, before)
        column, as_told = _INSTANTS[condition.field]
        it = name(column)
        bounds = []
        if since is not None:
            bounds.append(statement("{it} >= {at}", it=it, at=self._parameter(as_told(since))))
        if before is not None:
            bounds.append(statement("{it} < {at}", it=it, at=self._parameter(as_told(before))))
        elif as_told is micros:
            bounds.append(statement("{it} < {never}", it=it, never=_NEVER))
        if condition.field == "closed":
            # What is over is due never: in that order these begin behind all that is due.
            bounds.append(statement("c.due_us = {never}", never=_NEVER))
        return _joined(" AND ", bounds)

    def _changed_within(self, since: datetime | None, before: datetime | None) -> Fragment:
        """By the last change that the viewer may know of, which is never later than the last one of all."""
        shown, params = visibility.shown(self.asking.viewer, "t", "changed_at", "shown_at")
        self.params |= params
        bounds = []
        if since is not None:
            at = self._parameter(since)
            bounds.append(statement("{shown} >= {at}", shown=shown, at=at))
            if params:  # an index is led by the last change of all
                bounds.append(statement("t.changed_at >= {at}", at=at))
        if before is not None:
            bounds.append(statement("{shown} < {at}", shown=shown, at=self._parameter(before)))
        return _joined(" AND ", bounds)

    def _of_attribute(self, condition: OfAttribute) -> Fragment:
        bounds = attributes.bounds(condition, self._parameter, me=self.asking.viewer.actor.id, day=self._day)
        if condition.type is not None:
            bounds.insert(0, statement("c.type = {of}", of=self._parameter(condition.type)))
        return _joined(" AND ", bounds)

    def _day(self, told: str) -> str:
        """A day by the clock of whoever asks, as dates are kept."""
        return instant_named(told, self.asking.now, self.asking.zone).astimezone(self.asking.zone).date().isoformat()

    def _tagged(self, condition: HasTags) -> Fragment:
        """By what staff read: to whoever does not, on that ticket, it bears no tags."""
        tags = sorted(set(map(spelt, condition.values)))
        if not tags:
            found = _ANY_TAG
        elif condition.how == "all":
            # Each by itself, so that the rarest may lead.
            found = _joined(" AND ", [self._tagged_one_of([tag]) for tag in tags])
        else:
            found = self._tagged_one_of(tags)
        inner, params = visibility.inner(self.asking.viewer, "c")
        self.params |= params
        told = _joined(" AND ", [inner, found])
        return statement("{told} IS NOT TRUE", told=told) if condition.how == "none" else told

    def _tagged_one_of(self, tags: list[str]) -> Fragment:
        return statement(
            "c.ticket_id IN (SELECT g.ticket_id FROM ticket_tags g WHERE g.tag = ANY({told}::text[]))",
            told=self._parameter(tags),
        )

    def _words(self, text: str) -> Fragment:
        text = text.replace("\0", "").strip()
        if not text:
            return _TRUE
        if (asked := sought(text)) is None:
            return _FALSE
        prefix = f"w{len(self.params)}_"
        found, params = tickets.matching(self.cursor, self.asking.viewer, asked, "c", prefix)
        self.params |= params
        return found


_INSTANTS: dict[str, tuple[str, Callable[[datetime], object]]] = {
    "registered": ("t.registered_at", lambda at: at),
    "closed": ("t.closed_at", lambda at: at),
    "missed": ("c.missed_us", micros),
    "due": ("c.due_us", micros),
}
"""Field -> its column, and how an instant stands in it."""


@cache
def _placeholder(key: str) -> Fragment:
    return statement("%({key})s", key=name(key))


def _joined(by: str, pieces: list[Fragment]) -> Fragment:
    if by == " OR ":
        return statement("({either})", either=joined(" OR ", pieces))
    return statement("({every})", every=joined(" AND ", pieces))
