"""Windows meet on a service, on what stands above it and below it, also at one instant and after a move (row 165)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import permutations
from threading import Barrier
from uuid import UUID, uuid4

import pytest

from aggregates.change_refusals import WindowsCollide
from commands.bus import Bus
from commands.change_request.schedule import MoveChange, ScheduleChange
from commands.command import Command
from commands.ports import Receipt
from commands.service import MoveService
from connectors.storage.log.event_log import PostgresLog
from connectors.storage.server.database import Database
from events.change_request import ChangeDrafted, ChangeMoved
from events.fact import Fact
from events.service import ServiceAdded, ServiceMoved
from events.service_window import WindowBooked, WindowBookedBelow, WindowFreed, WindowFreedBelow
from events.values.change import APPROVED, Outline, Window
from events.values.identity import ChangeId, CommandId, ServiceId, change_id, windows_of
from events.values.refusal import Refusal
from events.values.text import Text
from tests.dsl import Like, Story, given
from tests.gallery_changes import NEXT_NIGHT, NIGHT
from tests.people import ADMINISTRATOR

MAIL, ARCHIVE, TAPES, OUTBOX, PHONES = (ServiceId(UUID(int=900 + nth)) for nth in range(5))
NAMES = {MAIL: "Почта", ARCHIVE: "Архив", TAPES: "Ленты", OUTBOX: "Исходящие", PHONES: "Телефоны"}
PARENTS = {ARCHIVE: MAIL, TAPES: ARCHIVE, OUTBOX: MAIL}
TREE = tuple(
    ServiceAdded(service_id=service, name=Text.same(name), parent_id=PARENTS.get(service), types=("incident",))
    for service, name in NAMES.items()
)
FIRST, SECOND = change_id(1), change_id(2)


def approved(number: int, *services: ServiceId) -> tuple[Fact, Fact]:
    """A change request that nobody need consent to."""
    outline = Outline(subject=f"Работы {number}", risk="low", window=NIGHT, services=services)
    found = change_id(number)
    return ChangeDrafted(change_id=found, number=number, outline=outline), ChangeMoved(change_id=found, status=APPROVED)


def scheduled(change: ChangeId, window: Window | None = None, note: str = "") -> ScheduleChange:
    return ScheduleChange(change_id=change, window=window, force_note=note)


def two_on(one: ServiceId, other: ServiceId) -> Story:
    return given(*TREE, *approved(1, one), *approved(2, other)).when(scheduled(FIRST), by=ADMINISTRATOR)


@pytest.mark.parametrize(("one", "other"), [*permutations((MAIL, ARCHIVE, TAPES), 2)])
def test_row_165_a_window_meets_those_above_and_below_and_names_the_service(one: ServiceId, other: ServiceId) -> None:
    story = two_on(one, other).when(scheduled(SECOND), by=ADMINISTRATOR)
    story.then_refused(WindowsCollide, number="C-1", service=Text.same(NAMES[one]), held=NIGHT.told())
    story.when(scheduled(SECOND, NEXT_NIGHT), by=ADMINISTRATOR)
    assert isinstance(story.outcome, Receipt)


@pytest.mark.parametrize(("one", "other"), [(ARCHIVE, OUTBOX), (TAPES, OUTBOX), (MAIL, PHONES), (TAPES, PHONES)])
def test_row_165_windows_of_neighbours_do_not_meet(one: ServiceId, other: ServiceId) -> None:
    story = two_on(one, other).when(scheduled(SECOND), by=ADMINISTRATOR)
    assert isinstance(story.outcome, Receipt)


@pytest.mark.parametrize(("one", "other"), [(MAIL, TAPES), (TAPES, MAIL)])
def test_row_165_a_note_forces_a_window_above_and_below_too(one: ServiceId, other: ServiceId) -> None:
    story = two_on(one, other).when(scheduled(SECOND, note="Вместе быстрее"), by=ADMINISTRATOR)
    assert Like(WindowBooked, change_id=SECOND, note="Вместе быстрее") in [told.fact for told in story.recorded]


def test_row_165_one_change_touches_a_service_and_what_is_below_it_and_frees_all_of_it() -> None:
    story = given(*TREE, *approved(1, MAIL, ARCHIVE, OUTBOX), *approved(2, MAIL), *approved(3, TAPES))
    story.when(scheduled(FIRST), by=ADMINISTRATOR)
    third = change_id(3)
    for other in (SECOND, third):
        story.when(scheduled(other), by=ADMINISTRATOR).then_refused(WindowsCollide, number="C-1")
    story.when(MoveChange(change_id=FIRST, to="cancelled", reason="Не нужно"), by=ADMINISTRATOR)
    freed = [told.fact for told in story.recorded if isinstance(told.fact, WindowFreed | WindowFreedBelow)]
    assert len(freed) == 5
    story.when(scheduled(SECOND), by=ADMINISTRATOR)
    story.when(scheduled(third), by=ADMINISTRATOR).then_refused(WindowsCollide, number="C-2")


def test_row_165_another_window_is_told_above_in_the_place_of_the_first() -> None:
    story = two_on(ARCHIVE, MAIL).when(scheduled(FIRST, NEXT_NIGHT), by=ADMINISTRATOR)
    assert Like(WindowBookedBelow, service_id=MAIL, window=NEXT_NIGHT) in [told.fact for told in story.recorded]
    story.when(scheduled(SECOND), by=ADMINISTRATOR)
    story.when(scheduled(FIRST, NIGHT), by=ADMINISTRATOR).then_refused(WindowsCollide, service=Text.same("Почта"))


# -- moved in the catalogue --------------------------------------------------------------------------------------
def test_row_165_the_windows_of_a_service_come_along_when_it_moves() -> None:
    story = given(*TREE, *approved(1, TAPES), *approved(2, PHONES), *approved(3, MAIL))
    story.when(scheduled(FIRST), by=ADMINISTRATOR)
    story.when(MoveService(service_id=ARCHIVE, parent_id=PHONES), by=ADMINISTRATOR)
    story.then(
        ServiceMoved(service_id=ARCHIVE, parent_id=PHONES, from_id=MAIL),
        WindowFreedBelow(service_id=MAIL, below=TAPES, change_id=FIRST),
        WindowBookedBelow(service_id=PHONES, below=TAPES, change_id=FIRST, number=1, window=NIGHT),
    )
    story.when(scheduled(SECOND), by=ADMINISTRATOR).then_refused(WindowsCollide, service=Text.same("Ленты"))
    story.when(scheduled(change_id(3)), by=ADMINISTRATOR)
    assert isinstance(story.outcome, Receipt)
    story.when(MoveChange(change_id=FIRST, to="approved", reason="Не успеваем"), by=ADMINISTRATOR)
    story.when(scheduled(SECOND), by=ADMINISTRATOR)
    assert isinstance(story.outcome, Receipt)


def test_row_165_windows_that_meet_by_a_move_stand_beside_each_other_until_one_is_scheduled_anew() -> None:
    story = two_on(TAPES, PHONES).when(scheduled(SECOND), by=ADMINISTRATOR)
    story.when(MoveService(service_id=TAPES, parent_id=PHONES), by=ADMINISTRATOR)
    assert isinstance(story.outcome, Receipt)
    story.when(scheduled(SECOND), by=ADMINISTRATOR).then_nothing()
    earlier = Window(begins_at=NIGHT.begins_at, ends_at=NEXT_NIGHT.ends_at)
    story.when(scheduled(SECOND, earlier), by=ADMINISTRATOR).then_refused(WindowsCollide, number="C-1")


# -- at one instant ----------------------------------------------------------------------------------------------
def at_once(story: Story, *commands: Command) -> list[Receipt | Refusal]:
    """Every command in a thread of its own, let go together."""
    gate, bus = Barrier(len(commands)), Bus(story.log, story.log, story)

    def issue(command: Command) -> Receipt | Refusal:
        gate.wait(10)
        try:
            return bus.execute(command, viewer=ADMINISTRATOR, command_id=CommandId(uuid4()))
        except Refusal as refusal:
            return refusal

    with ThreadPoolExecutor(len(commands)) as pool:
        return list(pool.map(issue, commands))


@pytest.mark.parametrize(("one", "other"), [(MAIL, ARCHIVE), (TAPES, MAIL), (ARCHIVE, TAPES)])
def test_row_165_of_two_changes_above_and_below_at_one_instant_one_gets_the_window(
    database: Database, one: ServiceId, other: ServiceId
) -> None:
    story = Story(PostgresLog(database)).given(*TREE)
    for nth in range(0, 10, 2):
        # Each pair on hours of its own, so that none is in another's way.
        window = Window(begins_at=NIGHT.begins_at.replace(hour=nth), ends_at=NIGHT.begins_at.replace(hour=nth + 1))
        story.given(*approved(nth + 1, one), *approved(nth + 2, other))
        outcomes = at_once(story, *(scheduled(change_id(nth + more), window) for more in (1, 2)))
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Receipt", "WindowsCollide"]


def test_row_165_a_service_that_moves_at_that_instant_is_booked_where_it_comes_to_stand(database: Database) -> None:
    story = Story(PostgresLog(database)).given(*TREE, *approved(1, TAPES), *approved(2, PHONES))
    outcomes = at_once(story, scheduled(FIRST), MoveService(service_id=ARCHIVE, parent_id=PHONES))
    assert all(isinstance(outcome, Receipt) for outcome in outcomes)
    facts = [told.fact for told in story.log.load(windows_of(PHONES))]
    assert facts == [WindowBookedBelow(service_id=PHONES, below=TAPES, change_id=FIRST, number=1, window=NIGHT)]
    story.when(scheduled(SECOND), by=ADMINISTRATOR).then_refused(WindowsCollide, number="C-1")
