"""How lists go on: page by page as in one long page, whatever comes and goes; strange places are refused."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.questions.answer import Answer
from api.questions.paging import cursors
from api.questions.paging.whole import PageWanted, page_of
from api.questions.person.teams import TeamList
from api.questions.refusals import InvalidField
from api.questions.ticket.pages import SORTS
from commands.agreement import ConcludeAgreement
from commands.change_request.draft import DraftChange
from commands.fields import Named
from commands.org_unit.add import AddDepartment
from commands.person.register import RegisterPerson
from commands.problem.register import RegisterProblem
from commands.service import AddService
from commands.service_schedule import DrawUpSchedule
from commands.team import FormTeam
from connectors.storage.shelves.downloads import Download
from events.folds.log import EpochState
from events.values.person_name import PersonName
from events.values.ticket import LEVELS
from events.values.time_spent import ACTIVITY_NAMES
from tests.api.serving import AS_SYSTEM, NINE_TO_SIX, World
from tests.support.paged_lists import lists

Json = dict[str, Any]

PAGED = sorted(name for name, one in lists().items() if one.is_paged)
IDS = frozenset(("number", "version", "position", "nth", "edition", "entry_id", "tag", "told", "code", "sha256")) | {
    "key",
    "id",
    "activity",
}
DRAFTS = ("", "reply", "note", "solution")
OF_SOMETHING = {
    "list-absences": {"since": "2040-01-01T00:00:00Z", "before": "2041-01-01T00:00:00Z"},
    "group-tickets": {"by": "priority"},
    "find-persons": {"text": "world"},
    "preview-freeze": {"begins": "2030-12-28T18:00:00", "ends": "2031-01-09T09:00:00", "zone": "Europe/Moscow"},
}
BESIDE = frozenset({"placeholders"})
"""What an answer holds beside its list."""


def the_list(name: str) -> str:
    """Under which field an answer holds its lines."""
    told = lists()[name].answer["properties"]
    (first, *_) = [field for field in told if field not in BESIDE and told[field].get("type") == "array"]
    return str(first)


def one_of(line: Any) -> Any:
    """What makes a line that line, whatever is told of it beside."""
    if not isinstance(line, dict):
        return line
    line = line | line.get("draft", {})
    found = {key: value for key, value in line.items() if key in IDS or key.endswith("_id")}
    return tuple(sorted((key, str(value)) for key, value in found.items())) or str(line)


class Lists:
    """A world where there are several of everything."""

    def __init__(self, world: World) -> None:
        self.world = world
        word = uuid4().hex[:8]
        self.word = word
        self._signed_in = world.session_of("admin")
        first = world.ticket(subject=f"Первая {word}")
        self.ticket = first["number"]
        others = [world.ticket(subject=f"Ещё {word} {nth}")["number"] for nth in range(3)]
        for nth in range(4):
            self._done(world.specialist.post(f"/tickets/{self.ticket}/comments", json={"body": f"Слово {nth}"}))
            world.order(DrawUpSchedule(title=Named(ru=f"График {word} {nth}"), timetable=NINE_TO_SIX))
            world.order(AddService(title=Named(ru=f"Услуга {word} {nth}"), types=("incident",)))
            world.order(ConcludeAgreement(title=Named(ru=f"Договор {word} {nth}"), schedule_id=world.schedule))  # type: ignore[arg-type] # the id of a receipt
            self.team(f"{word} {nth}")
            self.unit(f"{word} {nth}")
            for path, named in (
                ("/views", {"audience": {"kind": "everyone"}}),
                ("/templates", {"body": {"ru": "Слова"}, "audience": {"kind": "everyone"}}),
                ("/macros", {"acts": [{"do": "prioritise-ticket", "priority": "high"}]}),
            ):
                self._done(world.admin.post(path, json={"title": {"ru": f"Своё {word} {nth}"}, **named}))
            world.order(RegisterProblem(subject=f"Проблема {word} {nth}"))
            world.order(DraftChange(subject=f"Замена {word} {nth}", plan="План", back_out="Назад"))
            self._done(world.specialist.post(f"/tickets/{self.ticket}/tasks", json={"title": f"Задача {nth}"}))
            self._done(world.specialist.post(f"/tickets/{self.ticket}/tags", json={"add": [f"метка {word} {nth}"]}))
            world.token("admin", label=f"{word} {nth}")
            world.session_of("admin")
            self._now_and_then(nth)
        for number in others:
            self._done(world.specialist.post(f"/tickets/{number}/tags", json={"add": [f"метка {word} 0"]}))
        world.desk.catch_up()

    def _now_and_then(self, nth: int) -> None:
        """What stands in the lists that are mostly empty: far ahead, where it is in nobody's way."""
        world, admin = self.world, self.world.admin
        gone = world.order(
            RegisterPerson(full_name=PersonName(f"Отпускник {self.word} {nth}"), unit_id=world.department)
        )
        away = {"from_at": f"2040-0{nth + 1}-01T00:00:00Z", "until_at": f"2040-0{nth + 1}-09T00:00:00Z"}
        self._done(admin.post(f"/persons/{gone}/absences", json=away))
        freeze = {"title": {"ru": f"Запрет {nth}"}, "zone": "UTC", "services": [str(world.service)]}
        times = {"begins": f"2041-0{nth + 1}-01T00:00:00", "ends": f"2041-0{nth + 1}-02T00:00:00"}
        self._done(admin.post("/freezes", json=freeze | times))
        one = {"numbers": [self.ticket], "command": "prioritise-ticket", "body": {"priority": LEVELS[nth]}}
        self._done(admin.post("/tickets/bulk", json=one))
        spent = {"minutes": 5 + nth, "activity": (*ACTIVITY_NAMES,)[nth]}
        self._done(world.specialist.post(f"/tickets/{self.ticket}/time", json=spent))
        self._done(admin.post("/checklist-templates", json={"title": {"ru": f"Чек {nth}"}, "items": [f"Шаг {nth}"]}))
        draft = {"kind": "new_ticket"} if nth == 0 else {"kind": DRAFTS[nth], "ticket": str(self.ticket)}
        self._done(admin.put("/drafts", params=draft, json={"text": f"Начато {nth}"}))
        for _ in range(2):
            world.order(
                RegisterPerson(
                    full_name=PersonName(f"Двойник {self.word} {nth}"),
                    unit_id=world.department,
                    phones=(f"+7 999 {int(self.word, 16) % 10_000:04} {nth:03}",),
                )
            )
        looked = Download(
            entry_id=0,
            at=world.desk.clock.now(),
            person_id=world.persons["specialist"],
            what="file",
            sha256="ab" * 32,
            size_bytes=1,
            ticket=self.ticket,
            about=None,
            source="127.0.0.1",
            client=f"reader {nth}",
        )
        world.desk.downloads.record(looked)
        now = world.desk.clock.now()
        world.desk.sign_ins.record("refused", person_id=None, source="127.0.0.1", client=f"{nth}", now=now)

    @staticmethod
    def _done(answer: httpx.Response) -> None:
        assert answer.is_success, answer.text

    def team(self, name: str) -> None:
        """One more."""
        self.world.order(FormTeam(title=Named(ru=name, en=name)))

    def unit(self, name: str) -> None:
        """One more, in the department of the world."""
        self.world.order(AddDepartment(title=Named(ru=name, en=name), parent_id=self.world.department))

    def asked(self, name: str) -> tuple[str, dict[str, str]]:
        """Where a list is asked for, and with which header."""
        known: dict[str, object] = {
            "persons": self.world.persons["specialist"],
            "teams": self.world.team,
            "units": self.world.department,
            "ticket-types": "incident",
            "services": self.world.service,
            "agreements": self.world.agreement,
            "schedules": self.world.schedule,
            "problems": "P-1",
            "changes": "C-1",
            "modules": "problems",
            "tickets": self.ticket,
        }
        path = lists()[name].path
        noun = path.split("/")[3]
        ref = self.world.bulk_job if noun == "bulk" else self.world.article if noun == "articles" else known.get(noun)
        own = self._signed_in if path.startswith("/api/v1/me/") else {}
        return f"{self.world.url}{path.replace('{ref}', str(ref))}", own

    def page(self, name: str, **more: Any) -> Json:
        """One page."""
        url, own = self.asked(name)
        answer = self.world.admin.get(url, headers=own, params=OF_SOMETHING.get(name, {}) | more)
        assert answer.status_code == 200, answer.text
        told: Json = answer.json()
        return told

    def walked(self, name: str, limit: int, between: Callable[[], None] = lambda: None, **more: Any) -> list[Any]:
        """The lines of all pages."""
        url, own = self.asked(name)
        found: list[Any] = []
        cursor: dict[str, str] = {}
        while True:
            params = OF_SOMETHING.get(name, {}) | more | {"limit": str(limit)} | cursor
            answer = self.world.admin.get(url, headers=own, params=params)
            assert answer.status_code == 200, answer.text
            page = answer.json()
            lines = page[the_list(name)]
            assert len(lines) <= limit
            found += [one_of(line) for line in lines]
            if page["next_cursor"] is None:
                return found
            assert lines, name
            cursor = {"cursor": page["next_cursor"]}
            between()


@pytest.fixture(scope="module")
def here(world: World) -> Lists:
    return Lists(world)


@pytest.mark.parametrize("name", PAGED)
def test_page_by_page_a_list_tells_what_one_long_page_tells(here: Lists, name: str) -> None:
    most = lists()[name].parameters["limit"]["schema"]["maximum"]
    # Sessions are used by being asked from: those of now stand where they stand.
    whole = here.walked(name, most)
    assert len(whole) == len(set(whole))
    assert here.walked(name, max(1, (len(whole) + 2) // 3)) == whole


@pytest.mark.parametrize("sort", [way + sort for sort in SORTS for way in ("", "-")])
def test_tickets_go_on_in_every_order(here: Lists, sort: str) -> None:
    whole = here.walked("list-tickets", 200, sort=sort, text=here.word)
    assert len(whole) == 4
    assert here.walked("list-tickets", 2, sort=sort, text=here.word) == whole


def _in_front_and_behind(make: Callable[[str], object]) -> Callable[[], None]:
    def between() -> None:
        make(f"!{uuid4().hex[:6]}")
        make(f"яя{uuid4().hex[:6]}")

    return between


@pytest.mark.parametrize(
    "name", ["list-teams", "list-units", "find-units", "list-problems", "find-persons", "list-tags"]
)
def test_what_comes_meanwhile_neither_doubles_a_line_nor_drops_one(here: Lists, name: str) -> None:
    world = here.world
    made: dict[str, Callable[[str], object]] = {
        "list-teams": here.team,
        "list-units": here.unit,
        "find-units": here.unit,
        "list-problems": lambda word: world.order(RegisterProblem(subject=word)),
        "find-persons": lambda word: world.order(
            RegisterPerson(full_name=PersonName(f"world {word}"), unit_id=world.department)
        ),
        "list-tags": lambda word: world.specialist.post(f"/tickets/{here.ticket}/tags", json={"add": [word]}),
    }
    more: dict[str, Any] = {"parent": str(world.department)} if name == "list-units" else {}
    if name == "find-units":
        more = {"text": here.word[:1]}
    before = here.walked(name, 200, **more)
    turns = iter(range(3))

    def between() -> None:
        if next(turns, None) is not None:
            _in_front_and_behind(made[name])()
            world.desk.catch_up()

    walked = here.walked(name, max(1, (len(before) + 2) // 3), between, **more)
    assert len(walked) == len(set(walked))
    assert [one for one in walked if one in set(before)] == before


LINES = st.frozensets(st.tuples(st.integers(0, 3), st.integers(0, 30)), max_size=12)


@given(LINES, st.lists(LINES, max_size=6), st.integers(1, 4))
def test_a_line_that_stays_is_told_once_whatever_comes_and_goes(
    there: frozenset[tuple[int, int]], then: list[frozenset[tuple[int, int]]], limit: int
) -> None:
    told: list[tuple[int, int]] = []
    cursor: str | None = None
    stays, now, later = set(there), set(there), iter(then)
    while True:
        page, cursor = page_of(now, PageWanted(cursor=cursor, limit=limit), lambda line: line)
        told += page
        if cursor is None:
            break
        now = now ^ next(later, frozenset())
        stays &= now
    assert told == sorted(told)
    assert len(told) == len(set(told))
    assert stays <= set(told)


# -- strange places --------------------------------------------------------------------------------------------
def _refused(answer: httpx.Response, field: str = "cursor") -> str:
    told = answer.json()
    assert (answer.status_code, told["code"], told["field"]) == (422, "invalid-field", field), answer.text
    assert told["texts"]["ru"] != told["texts"]["en"]
    return str(told["texts"]["en"])


def test_a_cursor_of_another_list_or_of_other_conditions_is_refused(here: Lists) -> None:
    cursor = here.page("list-problems", limit=1)["next_cursor"]
    admin = here.world.admin
    assert "another question" in _refused(admin.get("/changes", params={"cursor": cursor}))
    assert "another question" in _refused(admin.get("/problems", params={"cursor": cursor, "open": "true"}))
    assert admin.get("/problems", params={"cursor": cursor, "limit": 3}).status_code == 200
    by_number = here.page("list-tickets", limit=1, sort="number")["next_cursor"]
    assert "another question" in _refused(admin.get("/tickets", params={"cursor": by_number, "sort": "-number"}))


def test_a_cursor_of_somebody_else_is_refused(here: Lists) -> None:
    cursor = here.page("list-teams", limit=1)["next_cursor"]
    assert "somebody else" in _refused(here.world.specialist.get("/teams", params={"cursor": cursor}))


@pytest.mark.parametrize("name", PAGED)
def test_garbage_is_no_cursor_of_any_list(here: Lists, name: str) -> None:
    url, own = here.asked(name)
    for cursor in ("x", "....", "WyJudW1iZXIiXQ", "ы" * 30, f"{'A' * 32}.WzFd"):
        params = OF_SOMETHING.get(name, {}) | {"cursor": cursor}
        assert "not of this list" in _refused(here.world.admin.get(url, params=params, headers=own))


def test_a_place_that_somebody_made_up_is_refused(here: Lists) -> None:
    cursor = here.page("list-problems", limit=1)["next_cursor"]
    head, _, place = cursor.partition(".")
    for strange in (f"{head}.{place}A", f"{head}.WzFd", f"{head[:-1]}A.{place}", head):
        assert "not of this list" in _refused(here.world.admin.get("/problems", params={"cursor": strange}))


def test_a_cursor_of_before_the_log_was_restored_is_refused(here: Lists) -> None:
    desk: Any = here.world.desk
    restored: Any = SimpleNamespace(log=desk.log, epochs=SimpleNamespace(known=lambda: EpochState(number=7)))
    page = Answer(TeamList([], "WzFd"))
    cursor = cursors.sealed(desk, AS_SYSTEM, "list-teams", None, page).value.next_cursor
    with pytest.raises(InvalidField) as caught:
        cursors.opened(restored, AS_SYSTEM, "list-teams", PageWanted(cursor=cursor))
    assert "is of epoch 1, and the log is in epoch 7" in caught.value.text.en
    assert "из эпохи 1" in caught.value.text.ru


def test_older_places_still_lead_on_and_not_beside_a_cursor(here: Lists) -> None:
    admin = here.world.admin
    first = here.page("list-problems", limit=1)
    second = admin.get("/problems", params={"before": first["next_before"], "limit": 1}).json()
    assert second == here.page("list-problems", limit=1, cursor=first["next_cursor"])
    both = {"before": 5, "cursor": first["next_cursor"]}
    assert "“cursor” names" in _refused(admin.get("/problems", params=both), "before")
