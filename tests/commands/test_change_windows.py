"""Windows that changes hold on services: collisions are decided by the log, also at one instant (row 165)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import combinations
from threading import Barrier
from uuid import uuid4

from hypothesis import given as all_of
from hypothesis import settings
from hypothesis import strategies as st

from aggregates.change_refusals import ChangeHasNoWindow, ChangeStatusIsNotReachable, WindowIsPast, WindowsCollide
from commands.bus import Bus
from commands.change_request.approve import AnswerChangeApproval
from commands.change_request.schedule import MoveChange, ScheduleChange
from commands.ports import Receipt
from connectors.storage.log.event_log import PostgresLog
from connectors.storage.server.database import Database
from events.change_request import ChangeApprovalAnswered, ChangeDrafted, ChangeMoved, ChangeScheduled, ChangeSubmitted
from events.fact import Fact
from events.service_window import WindowBooked, WindowBookedBelow, WindowFreed, WindowFreedBelow
from events.values.approval import ApprovalStage
from events.values.change import APPROVED, Outline, Window
from events.values.identity import ChangeId, CommandId, PersonId, ServiceId, StreamId, change_id, windows_of
from events.values.refusal import Refusal
from events.values.told_time import ToldTime
from events.values.zones import zone_of
from tests.dsl import NOW, Story, given
from tests.gallery import PEOPLE
from tests.gallery_changes import NEXT_NIGHT, NIGHT
from tests.gallery_services import ADVICE, CATALOGUE, INTERNET, NETWORK, PRINTERS
from tests.people import ADMINISTRATOR, ANNA, OLGA, SEMYON, viewer

SERVICES = (INTERNET, PRINTERS, ADVICE)
FIRST, SECOND = change_id(1), change_id(2)


def approved(number: int, *services: ServiceId, window: Window | None = NIGHT) -> tuple[Fact, Fact]:
    """A change request that may be scheduled."""
    found = change_id(number)
    outline = Outline(subject=f"Работы {number}", plan="План", back_out="Назад", window=window, services=services)
    drafted = ChangeDrafted(change_id=found, number=number, outline=outline)
    return drafted, ChangeMoved(change_id=found, status=APPROVED)


def scheduled(change: ChangeId, window: Window | None = None, note: str = "") -> ScheduleChange:
    return ScheduleChange(change_id=change, window=window, force_note=note)


def booked(number: int, service: ServiceId, window: Window = NIGHT, note: str = "") -> WindowBooked:
    return WindowBooked(service_id=service, change_id=change_id(number), number=number, window=window, note=note)


def below(number: int, window: Window = NIGHT) -> WindowBookedBelow:
    """What the network hears of the internet, which stands below it."""
    found = change_id(number)
    return WindowBookedBelow(service_id=NETWORK, below=INTERNET, change_id=found, number=number, window=window)


def test_row_165_a_scheduled_change_holds_its_window_on_all_its_services_and_those_above_hear_of_it() -> None:
    story = given(*CATALOGUE, *approved(1, INTERNET, PRINTERS)).when(scheduled(FIRST), by=ADMINISTRATOR)
    held = ChangeScheduled(change_id=FIRST, window=NIGHT)
    story.then(held, booked(1, INTERNET), below(1), booked(1, PRINTERS))
    assert story.receipt.stream == FIRST
    story.when(scheduled(FIRST), by=ADMINISTRATOR).then_nothing()


def test_row_165_windows_that_collide_on_a_service_are_refused_with_the_other_change_s_number() -> None:
    story = given(*CATALOGUE, *approved(1, INTERNET), *approved(2, PRINTERS, INTERNET))
    story.when(scheduled(FIRST), by=ADMINISTRATOR).when(scheduled(SECOND), by=ADMINISTRATOR)
    refusal = story.outcome
    assert isinstance(refusal, WindowsCollide)
    assert "for 2026-03-07 19:00–2026-03-07 23:00 UTC" in str(refusal)
    story.then_refused(WindowsCollide, number="C-1", held=ToldTime(NIGHT.begins_at, NIGHT.ends_at), field="window")
    refusal.zone = zone_of("Europe/Moscow")
    assert "for 2026-03-07 22:00–2026-03-08 02:00 Europe/Moscow." in refusal.text.en
    assert "07.03.2026 22:00–08.03.2026 02:00 Europe/Moscow. " in refusal.text.ru
    story.when(scheduled(SECOND, NEXT_NIGHT), by=ADMINISTRATOR)
    story.then(
        ChangeScheduled(change_id=SECOND, window=NEXT_NIGHT),
        booked(2, PRINTERS, NEXT_NIGHT),
        booked(2, INTERNET, NEXT_NIGHT),
        below(2, NEXT_NIGHT),
    )


def test_row_165_a_collision_is_forced_with_a_note_that_stays_with_the_booking() -> None:
    story = given(*CATALOGUE, *approved(1, INTERNET), *approved(2, INTERNET)).when(scheduled(FIRST), by=ADMINISTRATOR)
    story.when(scheduled(SECOND, note="  "), by=ADMINISTRATOR).then_refused(WindowsCollide)
    story.when(scheduled(SECOND, note="Вместе быстрее"), by=ADMINISTRATOR)
    story.then(
        ChangeScheduled(change_id=SECOND, window=NIGHT, note="Вместе быстрее"),
        booked(2, INTERNET, note="Вместе быстрее"),
        below(2),
    )


def test_row_165_windows_that_touch_and_other_services_do_not_collide() -> None:
    after = Window(begins_at=NIGHT.ends_at, ends_at=NIGHT.ends_at + timedelta(hours=1))
    story = given(*CATALOGUE, *approved(1, INTERNET), *approved(2, INTERNET), *approved(3, PRINTERS))
    story.when(scheduled(FIRST), by=ADMINISTRATOR)
    story.when(scheduled(SECOND, after), by=ADMINISTRATOR)
    assert story.receipt.position > 0
    story.when(scheduled(change_id(3)), by=ADMINISTRATOR)
    assert story.receipt.position > 0


def test_row_165_whatever_ends_the_schedule_frees_the_services() -> None:
    for to, reason in (
        ("approved", "Не успеваем"),
        ("draft", "Другой план"),
        ("implemented", "Раньше срока"),
        ("cancelled", "Не нужно"),
    ):
        story = given(*CATALOGUE, *approved(1, INTERNET), *approved(2, INTERNET))
        story.when(scheduled(FIRST), by=ADMINISTRATOR)
        story.when(MoveChange(change_id=FIRST, to=to, reason=reason), by=ADMINISTRATOR)
        moved = ChangeMoved(change_id=FIRST, status=to, reason=reason)
        freed = WindowFreedBelow(service_id=NETWORK, below=INTERNET, change_id=FIRST)
        story.then(moved, WindowFreed(service_id=INTERNET, change_id=FIRST), freed)
        story.when(scheduled(SECOND), by=ADMINISTRATOR)
        assert story.receipt.position > 0


def test_row_165_a_scheduled_change_moves_into_another_window() -> None:
    story = given(*CATALOGUE, *approved(1, INTERNET), *approved(2, INTERNET)).when(scheduled(FIRST), by=ADMINISTRATOR)
    story.when(scheduled(FIRST, NEXT_NIGHT), by=ADMINISTRATOR)
    story.then(
        ChangeScheduled(change_id=FIRST, window=NEXT_NIGHT), booked(1, INTERNET, NEXT_NIGHT), below(1, NEXT_NIGHT)
    )
    story.when(scheduled(SECOND), by=ADMINISTRATOR)
    assert story.receipt.position > 0
    story.when(scheduled(FIRST, NIGHT), by=ADMINISTRATOR).then_refused(WindowsCollide, number="C-2")


def test_row_165_a_change_is_scheduled_into_a_window_that_lies_ahead_and_only_once_approved() -> None:
    past = Window(begins_at=NOW - timedelta(hours=2), ends_at=NOW)
    story = given(*CATALOGUE, *approved(1, INTERNET, window=None), approved(2, INTERNET)[0])
    story.when(scheduled(FIRST), by=ADMINISTRATOR).then_refused(ChangeHasNoWindow, field="window")
    story.when(scheduled(FIRST, past), by=ADMINISTRATOR).then_refused(WindowIsPast, field="window")
    story.when(scheduled(SECOND), by=ADMINISTRATOR).then_refused(ChangeStatusIsNotReachable)


def test_row_165_a_change_that_touches_no_service_collides_with_nothing() -> None:
    story = given(*approved(1), *approved(2)).when(scheduled(FIRST), by=ADMINISTRATOR)
    story.then(ChangeScheduled(change_id=FIRST, window=NIGHT))
    story.when(scheduled(SECOND), by=ADMINISTRATOR).then(ChangeScheduled(change_id=SECOND, window=NIGHT))


# -- at one instant --------------------------------------------------------------------------------------------
def test_row_165_of_changes_that_want_one_window_at_one_instant_exactly_one_gets_it(database: Database) -> None:
    log, wanted = PostgresLog(database), range(1, 7)
    story = Story(log).given(*CATALOGUE)
    for number in wanted:
        # Each touches the disputed service among others, in another order: nobody waits for anybody for ever.
        story.given(*approved(number, *(SERVICES[number % 3 :] + SERVICES[: number % 3])))
    gate, bus = Barrier(len(wanted)), Bus(log, log, story)

    def attempt(number: int) -> Receipt | Refusal:
        gate.wait()
        try:
            return bus.execute(scheduled(change_id(number)), viewer=ADMINISTRATOR, command_id=CommandId(uuid4()))
        except Refusal as refusal:
            return refusal

    with ThreadPoolExecutor(len(wanted)) as pool:
        outcomes = list(pool.map(attempt, wanted))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Receipt"] + ["WindowsCollide"] * 5
    for service in SERVICES:
        assert [type(recorded.fact) for recorded in log.load(windows_of(service))] == [WindowBooked]


def test_row_163_the_last_two_answers_at_one_instant_approve_once(database: Database) -> None:
    log, people = PostgresLog(database), (ANNA, OLGA, SEMYON)
    stage = ApprovalStage(mode="all", approvers=people)
    story = Story(log).given(*PEOPLE, approved(1)[0], ChangeSubmitted(change_id=FIRST, stages=(stage,)))
    gate, bus = Barrier(len(people)), Bus(log, log, story)

    def answer(person: PersonId) -> Receipt:
        gate.wait()
        command = AnswerChangeApproval(change_id=FIRST, verdict="approve")
        return bus.execute(command, viewer=viewer(person, "Кто-то", "requester"), command_id=CommandId(uuid4()))

    with ThreadPoolExecutor(len(people)) as pool:
        assert len(list(pool.map(answer, people))) == len(people)
    facts = [recorded.fact for recorded in log.load(StreamId(FIRST))]
    assert [type(fact) for fact in facts[2:]] == [ChangeApprovalAnswered] * 3 + [ChangeMoved]


# -- against a plain model -------------------------------------------------------------------------------------
HOURS = st.integers(0, 12)
STEPS = st.lists(
    st.tuples(st.sampled_from(["schedule", "force", "free", "finish"]), st.integers(1, 4), HOURS, st.integers(1, 6)),
    max_size=25,
)
TOUCHED: dict[int, tuple[ServiceId, ...]] = {
    1: (INTERNET,),
    2: (INTERNET, PRINTERS),
    3: (PRINTERS, ADVICE),
    4: (ADVICE,),
}
MIDNIGHT = datetime.fromisoformat("2026-03-07T00:00:00+00:00")


def hours(begin: int, length: int) -> Window:
    begins_at = MIDNIGHT + timedelta(hours=begin)
    return Window(begins_at=begins_at, ends_at=begins_at + timedelta(hours=length))


class Calendar:
    """What row 165 says, hour by hour: which changes hold which hours, forced or not."""

    def __init__(self) -> None:
        self.held: dict[int, tuple[range, bool]] = {}
        self.over: set[int] = set()

    def takes(self, what: str, number: int, wanted: range) -> bool:
        if number in self.over:
            return what == "finish"  # it is so already, so nothing happens
        if what in {"free", "finish"}:
            # From where it is not scheduled there is no way to “implemented”; to “approved” it stays where it is.
            accepted = number in self.held or what == "free"
            self.held.pop(number, None)
            if accepted and what == "finish":
                self.over.add(number)
            return accepted
        if self.held.get(number) == (wanted, what == "force"):
            return True  # it holds that already, so nothing happens, whoever was let in beside it since
        others = [mine for other, (mine, _) in self.held.items() if other != number and self._share(other, number)]
        if what == "schedule" and any(set(wanted) & set(other) for other in others):
            return False
        self.held[number] = (wanted, what == "force")
        return True

    @staticmethod
    def _share(one: int, other: int) -> bool:
        return not set(TOUCHED[one]).isdisjoint(TOUCHED[other])

    def collides_unforced(self) -> bool:
        for (one, (hers, forced)), (other, (his, also)) in combinations(self.held.items(), 2):
            if self._share(one, other) and set(hers) & set(his) and not (forced or also):
                return True
        return False


@all_of(STEPS)
@settings(max_examples=150, deadline=None)
def test_row_165_random_plans_are_accepted_and_refused_as_a_plain_calendar_says(
    steps: list[tuple[str, int, int, int]],
) -> None:
    story, calendar = given(*CATALOGUE), Calendar()
    for number, services in TOUCHED.items():
        story.given(*approved(number, *services))
    for what, number, begin, length in steps:
        change, window = change_id(number), hours(begin, length)
        if what in {"schedule", "force"}:
            story.when(scheduled(change, window, "Надо" if what == "force" else ""), by=ADMINISTRATOR)
        else:
            to = "approved" if what == "free" else "implemented"
            story.when(MoveChange(change_id=change, to=to, reason="Так"), by=ADMINISTRATOR)
        accepted = calendar.takes(what, number, range(begin, begin + length))
        assert isinstance(story.outcome, Receipt) == accepted, (what, number, story.outcome)
        story.outcome = None
    assert not calendar.collides_unforced()
    for service in SERVICES:
        facts = [recorded.fact for recorded in story.log.load(windows_of(service))]
        last = {getattr(fact, "change_id"): fact for fact in facts}  # noqa: B009 - both kinds of fact have it
        holders = {found for found, fact in last.items() if isinstance(fact, WindowBooked)}
        assert holders == {change_id(number) for number in calendar.held if service in TOUCHED[number]}
