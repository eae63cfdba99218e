"""A desk that serves on loopback with its loops running, and the people who knock at it."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from uuid import UUID, uuid4

import httpx
from fastapi import FastAPI

from api.app import furnished, plain_app
from api.bootstrap import Desk
from api.rest.command_table import COMMAND_ROUTES
from api.serve import server_of
from api.wire.listener import listening
from api.wire.workers import Workers
from commands.agreement import ConcludeAgreement
from commands.article.publish import PublishArticle
from commands.article.texts import ArticleWords
from commands.article.write import RedraftArticle, WriteArticle
from commands.change_request.draft import DraftChange
from commands.command import Command
from commands.fields import Named
from commands.found_desk import FoundDesk
from commands.org_unit.add import AddCompany, AddDepartment
from commands.person.register import RegisterPerson
from commands.problem.register import RegisterProblem
from commands.service import AddService
from commands.service_schedule import DrawUpSchedule
from commands.team import FormTeam
from commands.ticket_view import MakeView
from events.values.identity import ArticleId, CommandId, OrgUnitId, PersonId, ServiceId
from events.values.people import SYSTEM, Actor, Group, Viewer
from events.values.person_name import PersonName
from events.values.schedule import Hours, Timetable, WorkWeek
from events.values.ticket_view import Audience
from tests.support.plain_http import straight

DAY = (Hours("09:00", "13:00"), Hours("14:00", "18:00"))
NINE_TO_SIX = Timetable(zone="Europe/Moscow", week=WorkWeek(mon=DAY, tue=DAY, wed=DAY, thu=DAY, fri=DAY))
AS_SYSTEM = Viewer(actor=SYSTEM, groups=frozenset({"administrator"}))

STAFF: dict[str, Group] = {
    "admin": "administrator",
    "specialist": "specialist",
    "second_line": "second_line",
    "auditor": "auditor",
    "technologist": "technologist",
    "requester": "requester",
}


class World:
    """A served desk with a schedule, a base agreement, a team and one person of every group."""

    def __init__(self, desk: Desk, url: str, stack: ExitStack) -> None:
        self.desk = desk
        self.url = url
        self._stack = stack
        self.order(FoundDesk())
        self.department = OrgUnitId(self.order(AddDepartment(title=Named(ru="Отдел", en="Office"))))
        self.company = OrgUnitId(self.order(AddCompany(title=Named(ru="ООО «Ромашка»", en="Romashka"))))
        self.persons = {name: self._person(name, group) for name, group in STAFF.items()}
        self.schedule = self.order(DrawUpSchedule(title=Named(ru="9–18"), timetable=NINE_TO_SIX))
        members = (PersonId(self.persons["specialist"]), PersonId(self.persons["second_line"]))
        self.team = self.order(
            FormTeam(title=Named(ru="Первая линия", en="First line"), members=members, lead=members[0])
        )
        self.agreement = self.order(
            ConcludeAgreement(title=Named(ru="Базовое", en="Base"), schedule_id=self.schedule, is_base=True)  # type: ignore[arg-type] # the id of a receipt
        )
        self.service = self.order(AddService(title=Named(ru="Печать", en="Printing"), types=("incident",)))
        self.order(RegisterProblem(subject="Сеть падает"))
        self.order(DraftChange(subject="Заменить коммутатор", plan="План", back_out="Назад"))
        self.admin = self.client("admin")
        self.technologist = self.client("technologist")
        self.specialist = self.client("specialist")
        self.requester = self.client("requester")
        self.anonymous = self._opened({})
        self.signed_in_admin = self._opened(self.session_of("admin"))
        """Accounts are managed with a session, never with a token."""
        self.signed_in_technologist = self._opened(self.session_of("technologist"))

    def order(self, command: Command) -> UUID:
        """Carry out a command as the system; gives the thing's id."""
        return self.desk.bus.execute(command, viewer=AS_SYSTEM, command_id=CommandId(uuid4())).stream

    def _person(self, name: str, group: Group) -> UUID:
        return self.order(
            RegisterPerson(
                full_name=PersonName(name),
                unit_id=self.department,
                emails=(f"{name}@desk.example",),
                login=f"{name}.of.the.world",
                licence="unlicensed" if group == "requester" else "named",
                groups=frozenset({group}),
            )
        )

    @functools.cached_property
    def view(self) -> UUID:
        """A view of tickets that everybody sees, and that every read model knows; most worlds are not asked for one."""
        made = self.order(MakeView(title=Named(ru="Все", en="All"), audience=Audience(kind="everyone")))
        self.desk.catch_up()
        return made

    @functools.cached_property
    def article(self) -> str:
        """An article for everyone, with a draft beside what is read; every read model knows it."""
        words = ArticleWords(language="ru", title="Принтер молчит", summary="Кратко", body="Включите его")
        told = WriteArticle(texts=(words,), audience="everyone", services=(ServiceId(self.service),))
        article = ArticleId(self.order(told))
        self.order(PublishArticle(article_id=article, note="Проверено"))
        self.order(RedraftArticle(article_id=article, language="en", title="The printer is silent", body="Turn it on"))
        self.admin.post(f"/articles/{article}/feedback", json={"helped": True, "words": "Да"})
        self.desk.catch_up()
        return str(article)

    @functools.cached_property
    def template(self) -> str:
        """A reply template as it is documented, that every read model knows."""
        return self._kept_at_hand("/templates")

    @functools.cached_property
    def macro(self) -> str:
        """A macro as it is documented, that every read model knows."""
        return self._kept_at_hand("/macros")

    @functools.cached_property
    def checklist(self) -> str:
        """A checklist template as it is documented, that every read model knows."""
        return self._kept_at_hand("/checklist-templates")

    @functools.cached_property
    def setting_change(self) -> int:
        """Where a change of the settings stands in the log."""
        self.admin.post("/modules/problems/hide")
        position = int(self.admin.post("/modules/problems/show").json()["position"])
        self.desk.catch_up()
        return position

    def _kept_at_hand(self, path: str) -> str:
        made = next(route.example for route in COMMAND_ROUTES if route.path == path)
        answer = self.client("admin").post(path, json=made)
        assert answer.status_code == 201, answer.text
        self.desk.catch_up()
        return str(answer.json()["id"])

    @functools.cached_property
    def bulk_job(self) -> str:
        """An order of the administrator's to many tickets; every read model knows what came of it."""
        wish = {"numbers": [self.ticket()["number"]], "command": "put-ticket-in-progress"}
        job = str(self.client("admin").post("/tickets/bulk", json=wish).json()["job_id"])
        self.desk.catch_up()
        return job

    def token(self, name: str, **more: Any) -> str:
        """A fresh token of one of the people."""
        actor = Actor(kind="person", id=self.persons[name], name=name)
        return self.desk.tokens.make(actor, frozenset({STAFF[name]}), now=self.desk.clock.now(), **more)

    def session_of(self, name: str) -> dict[str, str]:
        """The header of a new session of one of the people."""
        secret, _ = self.desk.sessions.open(
            self.persons[name], client="httpx", source="127.0.0.1", now=self.desk.clock.now()
        )
        return {"Authorization": f"Bearer {secret}"}

    def client(self, name: str) -> httpx.Client:
        """Somebody with a token."""
        return self._opened({"Authorization": f"Bearer {self.token(name)}"})

    def _opened(self, headers: dict[str, str]) -> httpx.Client:
        return self._stack.enter_context(
            httpx.Client(base_url=f"{self.url}/api/v1", headers=headers, timeout=30, **straight())
        )

    def ticket(self, **more: Any) -> dict[str, Any]:
        """The receipt of a fresh ticket that the requester asked for; it can be read everywhere."""
        answer = self.requester.post("/tickets", json={"subject": "Не печатает принтер", **more})
        assert answer.status_code == 201, answer.text
        receipt: dict[str, Any] = answer.json()
        names = ("ticket_list", "ticket_timeline", "sla_clocks")
        assert self.desk.waiter.wait(names, receipt["position"], 30)
        return receipt


_RESTING: list[FastAPI] = []


@contextmanager
def applied(desk: Desk) -> Iterator[FastAPI]:
    """An application for a desk: one that another desk is done with, because laying two hundred routes takes long."""
    app = furnished(_RESTING.pop() if _RESTING else plain_app(), desk)
    try:
        yield app
    finally:
        Workers.__init__(app.state.workers)  # new threads, a new queue: those before may hang
        _RESTING.append(app)


@contextmanager
def served(desk: Desk) -> Iterator[str]:
    """The address of a desk that is served in a thread: on any free port, whichever its settings name."""
    listener = listening(desk.settings.model_copy(update={"port": 0}))
    host, port = listener.getsockname()[:2]
    with applied(desk) as app:
        server = server_of(app, desk.settings)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            yield f"http://{host}:{port}"
        finally:
            server.end()
            thread.join(timeout=20)
            listener.close()
