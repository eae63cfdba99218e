"""Random histories: what is found, and in what order, is what a plain look through the facts finds, for each viewer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commands.person.card import RenamePerson
from commands.ticket.redact import RedactComment
from commands.ticket.register import RegisterTicket
from commands.ticket.requester import From
from commands.ticket.sharing import EndTicketShare, ShareTicket
from commands.ticket.talk import CommentOnTicket
from commands.ticket.work import AssignTicket, MergeTicket, PutTicketInProgress, ResolveTicket
from events.fact import Recorded
from events.inner import is_inner
from events.ticket import (
    TicketAssigned,
    TicketCommented,
    TicketJoined,
    TicketRegistered,
    TicketResolved,
)
from events.ticket_shares import TicketShared, TicketShareEnded, shared_with
from events.values.identity import StreamId, TicketId, group_id
from events.values.people import Responsible, Viewer
from events.values.person_name import PersonName
from projections.search import names, tickets
from projections.search.box import KINDS, Asked, search
from projections.search.language.words import chunks, found_by
from projections.search.sought import Sought, Term, sought
from tests.projections.world import World, viewer

SAID = st.sampled_from(
    ["принтер", "принтеры", "нет доступа", "доступ есть", "INC-7", "сканер и принтер", "счёт 1.2.3", "не печатает", ""]
)
ASKED = (
    "принтер",
    "принт",
    "нет доступа",
    "доступ",
    "inc-7",
    "1.2",
    "счета",
    "не",
    "Маркова",
    "петров",
    "guest@client.example",
    "принтер Марковой",
    "принтр",
)
Act = tuple[str, int, Any, Any]
NTH = st.integers(0, 5)
ACTS = st.one_of(
    st.tuples(st.just("register"), NTH, SAID, SAID),
    st.tuples(st.just("say"), NTH, SAID, st.booleans()),
    st.tuples(st.just("resolve"), NTH, SAID, st.none()),
    st.tuples(st.just("assign"), NTH, st.booleans(), st.none()),
    st.tuples(st.just("merge"), NTH, NTH, st.none()),
    st.tuples(st.just("redact"), NTH, NTH, st.none()),
    st.tuples(st.just("share"), NTH, st.sampled_from(["anna", "boris", "second_line"]), st.booleans()),
    st.tuples(st.just("rename"), NTH, st.sampled_from(["Маркова", "Орлова"]), st.none()),
)


class Ticket(msgspec.Struct):
    """A ticket as its facts tell of it."""

    ticket_id: UUID
    number: int
    requester: UUID
    texts: list[tuple[str, str, bool]]
    responsible: Responsible | None = None
    asked_by_merge: set[UUID] = set()
    shared: set[UUID] = set()
    public: int = 0
    private: int = 0


class Company:
    """Two requesters, a guest, a second line with its team; what they do, and what each of them finds."""

    def __init__(self, world: World) -> None:
        self.world = world
        world.agreement(world.schedule())
        self.anna = world.person("Анна", full_name=PersonName("Маркова", "Анна"))
        self.boris = world.person("Борис", full_name=PersonName("Петров", "Борис"), groups=frozenset({"second_line"}))
        self.team = world.team(members=[self.boris])
        self.called: dict[UUID, str] = {self.anna: "Маркова", self.boris: "Петров"}
        self.viewers = {
            "specialist": viewer("specialist"),
            "anna": viewer("requester", who=self.anna),
            "boris": viewer("second_line", "requester", who=self.boris, teams=[self.team]),
            "both": viewer("specialist", "requester", who=self.anna),
            "nobody": viewer(),
        }
        self.made: list[TicketId] = []

    def act(self, act: Act) -> None:
        what, nth, one, other = act
        if what == "register":
            asker = (From(person_id=self.anna), From(person_id=self.boris), From(email="guest@client.example"))[nth % 3]
            command = RegisterTicket(subject=one or "Тема", description=other, requester=asker)
            self.made.append(TicketId(self.world.do(command).stream))
        elif what == "rename":
            self.called[self.anna] = one
            self.world.attempt(RenamePerson(person_id=self.anna, full_name=PersonName(one, "Анна")))
        elif self.made:
            ticket = self.made[nth % len(self.made)]
            staff = self.viewers["specialist"]
            if what == "say":
                self.world.attempt(CommentOnTicket(ticket_id=ticket, body=one or "слово", is_public=other), staff)
            elif what == "resolve":
                self.world.attempt(PutTicketInProgress(ticket_id=ticket), staff)
                self.world.attempt(ResolveTicket(ticket_id=ticket, solution=one or "готово"), staff)
            elif what == "redact":
                self._redact(ticket, one)
            elif what == "share":
                shown: dict[str, Any] = {"group": one} if one == "second_line" else {"person_id": getattr(self, one)}
                self.world.attempt((ShareTicket if other else EndTicketShare)(ticket_id=ticket, **shown), staff)
            elif what == "assign":
                person = self.boris if one else None
                self.world.attempt(AssignTicket(ticket_id=ticket, responsible=Responsible(self.team, person)), staff)
            else:
                self.world.attempt(MergeTicket(ticket_id=ticket, into=self.made[one % len(self.made)]), staff)

    def _redact(self, ticket: TicketId, nth: int) -> None:
        """One of its comments is made unreadable, if there is one."""
        facts = [one.fact for one in self.world.log.load(StreamId(ticket))]
        said = [fact.comment_id for fact in facts if isinstance(fact, TicketCommented)]
        if said:
            command = RedactComment(ticket_id=ticket, comment_id=said[nth % len(said)], reason="Принтер с паролем")
            self.world.attempt(command, viewer("administrator"))

    def plain(self) -> dict[UUID, Ticket]:
        """The tickets, from the facts."""
        known: dict[UUID, Ticket] = {}
        for ticket in self.made:
            for told in self.world.log.load(StreamId(ticket)):
                _follow(known, told)
        return known


def _follow(known: dict[UUID, Ticket], told: Recorded) -> None:
    fact = told.fact
    if isinstance(fact, TicketRegistered):
        texts = [
            ("number", str(fact.number), True),
            ("subject", fact.subject, True),
            ("description", fact.description, True),
        ]
        calls = fact.requester.email if fact.requester.known else f"{fact.requester.name}\n{fact.requester.email}"
        texts.append(("requester", calls, False))
        known[told.stream] = Ticket(told.stream, fact.number, fact.requester.person_id, texts)
    elif isinstance(fact, TicketCommented):
        known[told.stream].texts.append(("comment", fact.body, fact.is_public))
    elif isinstance(fact, TicketResolved):
        ticket = known[told.stream]
        ticket.texts = [*(one for one in ticket.texts if one[0] != "solution"), ("solution", fact.solution, True)]
    elif isinstance(fact, TicketAssigned):
        known[told.stream].responsible = fact.responsible
    elif isinstance(fact, TicketShared | TicketShareEnded):
        whom = shared_with(fact)
        held = known[told.stream].shared
        known[told.stream].shared = held | {whom} if isinstance(fact, TicketShared) else held - {whom}
    elif isinstance(fact, TicketJoined):
        known[told.stream].asked_by_merge |= set(fact.requesters)
    is_private = is_inner(fact)
    known[told.stream].private += is_private
    known[told.stream].public += not is_private


def _sight(viewer: Viewer, ticket: Ticket) -> tuple[bool, bool]:
    """Whether somebody sees a ticket, and its private words."""
    me, groups = viewer.actor.id, viewer.groups
    if not groups:
        return False, False
    of_team = (
        "second_line" in groups
        and ticket.responsible is not None
        and (ticket.responsible.team_id in viewer.teams or ticket.responsible.person_id == me)
    )
    own = ticket.requester == me
    shares = {me, *(group_id(group) for group in groups - {"requester"})}
    reach = "specialist" in groups or own or of_team or not ticket.shared.isdisjoint(shares)
    seen = reach or me in ticket.asked_by_merge
    return seen, seen and reach and not own and not groups.isdisjoint({"specialist", "second_line"})


def _bears(term: Term, words: dict[str, str], people: set[UUID], classes: str, *, whole: bool) -> bool:
    if people.intersection(term.people):
        return True
    return any(
        weight in classes and (word.startswith(atom.word) if atom.is_beginning else word == atom.word)
        for atom in term.atoms
        if not (whole and atom.is_beginning)
        for word, weight in words.items()
    )


_CLASS = {"number": "A", "subject": "A", "description": "C", "comment": "D"}


def _words(ticket: Ticket, *, inner: bool) -> dict[str, str]:
    """Every word that may be read, by the best place where it stands."""
    found: dict[str, str] = {}
    for part, text, is_public in ticket.texts:
        if is_public or inner:
            for chunk in chunks(text):
                for word in (one for names_of in found_by(chunk) for one in names_of):
                    found[word] = min(found.get(word, "Z"), _CLASS.get(part, "B"))
    return found


def _plainly(known: dict[UUID, Ticket], viewer: Viewer, asked: Sought) -> Iterator[tuple[int, int, UUID, bool]]:
    for ticket in known.values():
        seen, inner = _sight(viewer, ticket)
        if not seen:
            continue
        words = _words(ticket, inner=inner)
        people = {ticket.requester}
        if ticket.responsible is not None and ticket.responsible.person_id is not None:
            people.add(ticket.responsible.person_id)

        def every(
            classes: str = "ABCD", *, whole: bool = False, words: dict[str, str] = words, people: set[UUID] = people
        ) -> bool:
            return all(_bears(term, words, people, classes, whole=whole) for term in asked.terms)

        if every():
            yield 4 * every(whole=True) + (2 if every("A") else every("AB")), ticket.number, ticket.ticket_id, inner


def _hidden_from(company: Company, name: str, before: dict[UUID, Ticket]) -> Callable[[dict[UUID, Ticket]], bool]:
    """Whether nothing that a viewer may see is another than before."""
    viewer = company.viewers[name]

    def shown(known: dict[UUID, Ticket]) -> list[object]:
        return [
            (one.number, one.requester, one.public, one.private * _sight(viewer, one)[1])
            for one in known.values()
            if _sight(viewer, one)[0]
        ]

    return lambda after: shown(before) == shown(after)


def _answers(company: Company, name: str, texts: list[str]) -> bytes:
    """All that a viewer is answered, byte for byte."""
    found = []
    with company.world.cursor() as cursor:
        for text in texts:
            words = sought(text)
            assert words is not None
            asked = Asked(text=text, sought=words, kinds=KINDS[:1], limit=10, now=company.world.now)
            found.append(search(cursor, company.viewers[name], asked))
    return msgspec.json.encode(found)


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
@given(
    acts=st.lists(ACTS, min_size=4, max_size=20),
    last=ACTS,
    texts=st.lists(st.sampled_from(ASKED), min_size=3, max_size=4, unique=True),
    bounds=st.sampled_from([(tickets.FEW, tickets.MOST_APART), (0, tickets.MOST_APART), (0, 0)]),
)
def test_search_finds_what_a_plain_look_finds_and_what_is_hidden_moves_nothing(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    acts: list[Act],
    last: Act,
    texts: list[str],
    bounds: tuple[int, int],
) -> None:
    # Whether somebody is asked for by their tickets, by their marks, or by every ticket: they find the same.
    for bound, most in zip(("FEW", "MOST_APART"), bounds, strict=True):
        monkeypatch.setattr(tickets, bound, most)
    company = Company(world.empty())
    for act in acts:
        company.act(act)
    company.world.fold()
    before = company.plain()
    with company.world.cursor() as cursor:
        for name, one in company.viewers.items():
            for text in texts:
                words = sought(text)
                assert words is not None
                asked = names.named(cursor, one, words).sought
                plain = sorted(_plainly(before, one, asked), reverse=True)
                hits = tickets.found(cursor, one, asked, limit=50)
                found = [(hit.rank, hit.number, hit.ticket_id, hit.inner_read) for hit in hits.page]
                assert (found, hits.count) == (plain, len(plain)), (name, text)

    answered = {name: _answers(company, name, texts) for name in company.viewers}
    called = dict(company.called)
    company.act(last)
    company.world.fold()
    after = company.plain()
    for name in company.viewers:
        if called == company.called and _hidden_from(company, name, before)(after):
            assert _answers(company, name, texts) == answered[name], name
