"""Whether aggregate, read model and past versions say of each noun what its one fold says; asked by random stories."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar, cast
from uuid import UUID

import msgspec
from msgspec.structs import replace
from psycopg import Cursor, Rollback

from aggregates.agreement import Agreement
from aggregates.change_request import ChangeRequest
from aggregates.problem import Problem
from aggregates.service import Service
from aggregates.service_schedule import Schedule
from aggregates.ticket import Ticket
from aggregates.ticket_type import TicketType
from events.fact import Fact, Recorded
from events.folds.agreement import AGREEMENT, AgreementState
from events.folds.approval import APPROVAL, ApprovalState, AskingState
from events.folds.change_request import CHANGE_REQUEST, ChangeState
from events.folds.problem import PROBLEM, ProblemState
from events.folds.reading import Reading
from events.folds.schedule import HOURS_FACTS, SCHEDULE, ScheduleState
from events.folds.service import SERVICE, ServiceState
from events.folds.ticket import TICKET, TicketState
from events.folds.ticket_type import TICKET_TYPE, TicketTypeState
from events.ticket import TicketRegistered, TicketRequesterRecognised
from events.ticket_type import TicketTypeRevised
from events.values.identity import AgreementId, ScheduleId, StreamId
from projections.agreement import rows as agreement_rows
from projections.agreement import schedules as schedule_rows
from projections.agreement.past_versions import hours_versions, promise_versions
from projections.agreement.schedules import ScheduleView
from projections.approval import kept as approval_rows
from projections.change_request import rows as change_rows
from projections.problem import rows as problem_rows
from projections.service import rows as service_rows
from projections.sla_clocks.promise_book import Book
from projections.ticket import rows as ticket_rows
from projections.ticket.card import whole_card
from projections.ticket_type import rows as type_rows
from tests.projections.world import World, viewer

S = TypeVar("S", bound=msgspec.Struct)
EVERYTHING = 1_000_000
SEES_ALL = viewer("administrator")


def state_of(kind: type[S], known: Any) -> S:
    """What an aggregate or a row knows from the one reading of its facts."""
    return kind(**{field: getattr(known, field) for field in kind.__struct_fields__})


def streams(world: World, first: type[Fact] | tuple[type[Fact], ...]) -> dict[StreamId, list[Recorded]]:
    """The streams that begin with a fact."""
    found: dict[StreamId, list[Recorded]] = {}
    for recorded in world.log.after(0, EVERYTHING):
        if isinstance(recorded.fact, first) or recorded.stream in found:
            found.setdefault(recorded.stream, []).append(recorded)
    return found


def read_once(
    reading: Reading[Any],
    kind: type[msgspec.Struct],
    decide: Callable[[Sequence[Recorded]], Any],
    rows: Mapping[UUID, Any],
    histories: Mapping[StreamId, Sequence[Recorded]],
) -> None:
    """The aggregate's state, the read model's and the fold are one, and stand at one version."""
    assert rows.keys() == histories.keys()
    for stream, history in histories.items():
        decided, folded, row = decide(history), reading.fold(kind, history), rows[stream]
        assert state_of(kind, row) == folded == state_of(kind, decided)
        assert row.version == decided.version == history[-1].version


def rebuilt_equals_live(world: World, *names: str) -> None:
    """The same rows, however the log was cut into batches."""
    world.fold()
    live, head = world.rows(), world.log.head()
    for name in names:
        world.rebuild(name, head % 11 + 1)
    assert world.rows() == live


def agreements_and_schedules_are_read_once(world: World) -> None:
    """Both nouns, with every version of promises and hours, which the clocks' own book numbers alike."""
    for name in ("agreements", "sla_clocks"):
        world.fold(name)
    with world.cursor() as cursor:
        _agreements(world, cursor)
        _schedules(world, cursor)


def _agreements(world: World, cursor: Cursor[Any]) -> None:
    histories = streams(world, AGREEMENT.facts[0])
    rows, book = agreement_rows.load(cursor, histories), Book.load(cursor)
    read_once(AGREEMENT, AgreementState, Agreement.fold, rows, histories)
    shown = {card.agreement_id: card for card in agreement_rows.agreements(cursor)}
    for stream, history in histories.items():
        assert state_of(AgreementState, shown[stream]) == state_of(AgreementState, rows[stream])
        past = promise_versions(history)
        assert past[-1].promise == shown[stream].promise
        for nth, recorded in enumerate(history, 1):
            then = AGREEMENT.fold(AgreementState, history[:nth])
            assert then is not None
            known = book.commitment_as_of(AgreementId(stream), recorded.position)
            version = past[known.version - 1]
            assert (known.schedule_id, known.promise) == (then.schedule_id, then.promise)
            assert (version.schedule_id, version.promise) == (then.schedule_id, then.promise)


def _schedules(world: World, cursor: Cursor[Any]) -> None:
    histories = streams(world, SCHEDULE.facts[0])
    rows: dict[UUID, ScheduleView] = {known.schedule_id: known for known in schedule_rows.schedules(cursor, histories)}
    book = Book.load(cursor)
    read_once(SCHEDULE, ScheduleState, Schedule.fold, rows, histories)
    for stream, history in histories.items():
        edits = [nth for nth, recorded in enumerate(history, 1) if isinstance(recorded.fact, HOURS_FACTS)]
        past = hours_versions(history)
        assert len(past) == rows[stream].hours_version == len(edits)
        for version, nth in zip(past, edits, strict=True):
            then = SCHEDULE.fold(ScheduleState, history[:nth])
            assert then is not None
            assert book.timetables(ScheduleId(stream), history[nth - 1].position) == then.timetables
            assert version.name == then.name
            held = version.effective_from
            assert version.timetables.latest == (then.timetables.latest if held is None else then.timetables.at(held))


def services_and_types_are_read_once(world: World) -> None:
    """The catalogue and the types of tickets, those that come with the desk among them."""
    for name in ("services", "ticket_types"):
        world.fold(name)
    with world.cursor() as cursor:
        services = streams(world, SERVICE.facts[0])
        rows = service_rows.load(cursor, services)
        paths = dict(cursor.execute("SELECT service_id, path FROM services").fetchall())
        read_once(SERVICE, ServiceState, Service.fold, rows, services)
        for service_id, one in rows.items():
            above = [] if one.parent_id is None else paths[one.parent_id]
            assert paths[service_id] == [service_id, *above]
        for history in streams(world, TICKET_TYPE.facts).values():
            _type(cursor, history)


def _type(cursor: Cursor[Any], history: Sequence[Recorded]) -> None:
    code = cast("TicketTypeRevised", history[0].fact).code
    (row,), decided = type_rows.types(cursor, [code]), TicketType.of(code, history)
    assert decided is not None
    assert state_of(TicketTypeState, row) == state_of(TicketTypeState, decided)
    assert row.version == decided.version == history[-1].version
    for version in type_rows.versions(cursor, code):
        then = TicketType.of(code, history[: version.version])
        assert then is not None
        assert then.definition == version.definition


def problems_are_read_once(world: World) -> None:
    """Problems with their tickets, which the rows hold in no order."""
    world.fold("problems")
    with world.cursor() as cursor:
        histories = streams(world, PROBLEM.facts[0])
        rows = problem_rows.load(cursor, histories)
        for stream, history in histories.items():
            row, decided, folded = rows[stream], Problem.fold(history), PROBLEM.fold(ProblemState, history)
            assert folded is not None
            assert decided is not None
            assert folded == state_of(ProblemState, decided)
            assert replace(folded, incidents=tuple(sorted(folded.incidents))) == state_of(ProblemState, row)
            assert row.version == decided.version


def changes_are_read_once(world: World) -> None:
    """Change requests with their tickets, as above, and with whom they wait for and ever asked."""
    world.fold("changes")
    with world.cursor() as cursor:
        histories = streams(world, CHANGE_REQUEST.facts[0])
        rows = change_rows.load(cursor, histories)
        for stream, history in histories.items():
            row, decided, folded = rows[stream], ChangeRequest.fold(history), CHANGE_REQUEST.fold(ChangeState, history)
            assert folded is not None
            assert folded == state_of(ChangeState, decided)
            assert replace(folded, incidents=tuple(sorted(folded.incidents))) == state_of(ChangeState, row)


def approvals_are_read_once(world: World) -> None:
    """Each approval of a ticket; the one that it waits for is what the ticket decides by."""
    world.fold("approvals")
    with world.cursor() as cursor:
        for history in streams(world, TicketRegistered).values():
            _approvals(cursor, history)


def _approvals(cursor: Cursor[Any], history: Sequence[Recorded]) -> None:
    known: dict[UUID, ApprovalState] = {}
    for recorded in history:
        if (begun := APPROVAL.begun(ApprovalState, recorded)) is not None:
            known[begun.approval_id] = begun
        elif isinstance(recorded.fact, TicketRequesterRecognised):
            known |= {of: APPROVAL.after(one, recorded) for of, one in known.items() if one.outcome is None}
        elif type(recorded.fact) in APPROVAL.facts and (of := getattr(recorded.fact, "approval_id", None)) is not None:
            known[of] = APPROVAL.after(known[of], recorded)
    assert approval_rows.load(cursor, known) == known
    ticket = Ticket.fold(history)
    assert ticket is not None
    waits = [one for one in known.values() if one.outcome is None]
    assert [state_of(AskingState, one) for one in waits] == (
        [] if ticket.approval is None else [state_of(AskingState, ticket.approval)]
    )
    for one in known.values():
        cursor.execute("SELECT person_id, since FROM approval_voices WHERE approval_id = %s", (one.approval_id,))
        awaited = one.awaited if one.outcome is None else ()
        assert {*cursor} == {(person, one.opened_at) for person in awaited}


_SHOWN_AS_THEY_ARE = (
    *("ticket_id", "number", "type", "subject", "description", "channel", "status", "priority", "impact", "urgency"),
    *("requester_id", "agreement_id", "service_id", "attributes", "registered_at", "comments", "last_word"),
    *("reason", "solution", "wake_up_at", "merged_into"),
)


def tickets_are_read_once(world: World) -> None:
    """Tickets in the list, on the card and in decisions; also of what was told late, and withdrawn."""
    world.fold()
    with world.cursor() as cursor:
        histories = streams(world, TicketRegistered)
        rows = ticket_rows.load(cursor, histories)
        read_once(TICKET, TicketState, Ticket.fold, rows, histories)
        for stream, row in rows.items():
            shown = whole_card(cursor, SEES_ALL, stream, now=world.now)
            assert {name: getattr(shown, name) for name in _SHOWN_AS_THEY_ARE} == {
                name: getattr(row, name) for name in _SHOWN_AS_THEY_ARE
            }


def past_tickets_are_folds_stopped_there(world: World) -> None:
    """Whatever the list held behind each fact is the fold of the facts until then."""
    with world.cursor() as cursor, suppress(Rollback), cursor.connection.transaction():
        cursor.execute("TRUNCATE ticket_list, merged_tickets")
        seen: dict[StreamId, list[Recorded]] = {}
        for recorded in world.log.after(0, EVERYTHING):
            if type(recorded.fact) in ticket_rows.TicketList.interests:
                ticket_rows.TicketList().apply(cursor, [recorded])
                history = seen.setdefault(recorded.stream, [])
                history.append(recorded)
                row = ticket_rows.load(cursor, [recorded.stream])[recorded.stream]
                assert state_of(TicketState, row) == TICKET.fold(TicketState, history)
        raise Rollback
