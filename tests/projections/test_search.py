"""The search box on real rows: what is found, by whom, in what order, and where its words are shown to stand."""

from __future__ import annotations

from typing import Any

import pytest

from commands.change_request.draft import DraftChange
from commands.fields import Named
from commands.person.card import RenamePerson
from commands.problem.register import RegisterProblem
from commands.problem.work import RecordWorkaround
from commands.service import AddService
from commands.ticket.company import CopyTicketTo, EndTicketCopy
from commands.ticket.correct import CorrectRequester, CorrectTicketWords
from commands.ticket.files import AttachFiles
from commands.ticket.register import RegisterTicket
from commands.ticket.requester import From
from commands.ticket.talk import CommentOnTicket
from commands.ticket.work import AssignTicket, MergeTicket, PutTicketInProgress, ResolveTicket
from events.folds.change_request import CHANGE_REQUEST
from events.folds.org_unit import ORG_UNIT
from events.folds.problem import PROBLEM
from events.folds.service import SERVICE
from events.folds.ticket import TICKET
from events.ticket_checks import ChecksAdded
from events.ticket_company import TicketCopied
from events.ticket_ready import MacroApplied, ReplyTemplateUsed
from events.values.identity import TicketId
from events.values.people import Responsible, Viewer
from events.values.person_name import PersonName
from projections.kit.page_cursor import CursorIsForeign
from projections.search import box, names, tickets
from projections.search.box import KINDS, Asked, Everything, Kind, Section
from projections.search.excerpts import Piece
from projections.search.slots import windows
from projections.search.sought import sought
from projections.search.texts import HEARD
from tests.gallery import ATTACHMENT
from tests.projections.world import World, viewer

SPECIALIST = viewer("specialist")


class Desk:
    """A world in which things are said, and then sought."""

    def __init__(self, world: World) -> None:
        self.world = world
        world.agreement(world.schedule())
        self.anna = world.person("Анна", "anna@desk.example", full_name=PersonName("Маркова", "Анна"))
        self.by_anna = viewer("requester", who=self.anna)

    def ticket(self, subject: str, description: str = "", **more: Any) -> TicketId:
        return self.world.ticket(subject, description=description, **{"person": self.anna, **more})

    def say(self, ticket: TicketId, body: str, by: Viewer = SPECIALIST, *, is_public: bool = True, **more: Any) -> None:
        self.world.do(CommentOnTicket(ticket_id=ticket, body=body, is_public=is_public, **more), by)

    def everything(self, text: str, by: Viewer = SPECIALIST, **more: Any) -> Everything:
        self.world.fold()
        words = sought(text)
        assert words is not None
        wanted = {"text": text, "sought": words, "kinds": KINDS, "limit": 10, "now": self.world.now, **more}
        with self.world.cursor() as cursor:
            return box.search(cursor, by, Asked(**wanted))

    def section(self, text: str, by: Viewer = SPECIALIST, kind: Kind = "ticket", **more: Any) -> Section:
        return next(
            (one for one in self.everything(text, by, **more).sections if one.kind == kind),
            Section(kind=kind, hits=(), count=0),
        )

    def found(self, text: str, by: Viewer = SPECIALIST, kind: Kind = "ticket", **more: Any) -> list[str]:
        return ["".join(piece.text for piece in hit.title) for hit in self.section(text, by, kind, **more).hits]


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def hits(pieces: tuple[Piece, ...]) -> list[str]:
    return [piece.text for piece in pieces if piece.is_hit]


def plain(text: str) -> Piece:
    return Piece(text, is_hit=False)


# -- what of a ticket is found -------------------------------------------------------------------------------------


def test_a_ticket_is_found_by_all_that_was_said_on_it_and_by_its_files(desk: Desk) -> None:
    ticket = desk.ticket("Не печатает принтер", "Ошибка 0x80070005 на srv01.corp.local", attachments=(ATTACHMENT,))
    desk.say(ticket, "Заменили картридж", attachments=(ATTACHMENT,))
    desk.world.do(PutTicketInProgress(ticket_id=ticket), SPECIALIST)
    desk.world.do(ResolveTicket(ticket_id=ticket, solution="Переставлен драйвер"), SPECIALIST)

    for text in ("принтера", "80070005", "corp.local", "картриджем", "драйвера", ATTACHMENT.name, "печатает драйвер"):
        assert desk.found(text) == ["Не печатает принтер"], text
    assert desk.found("печатает сканер") == []


def test_words_such_as_not_are_sought_like_any_other(desk: Desk) -> None:
    desk.ticket("Доступ есть")
    desk.ticket("Нет доступа")
    assert desk.found("нет доступа") == ["Нет доступа"]


def test_the_last_solution_is_found_and_no_earlier_one(desk: Desk) -> None:
    ticket = desk.ticket("Мышь")
    desk.world.do(PutTicketInProgress(ticket_id=ticket), SPECIALIST)
    desk.world.do(ResolveTicket(ticket_id=ticket, solution="Перезагрузка"), SPECIALIST)
    assert desk.found("перезагрузкой") == ["Мышь"]
    desk.say(ticket, "Не помогло", desk.by_anna)
    desk.world.do(PutTicketInProgress(ticket_id=ticket), SPECIALIST)
    desk.world.do(ResolveTicket(ticket_id=ticket, solution="Замена"), SPECIALIST)
    assert (desk.found("перезагрузкой"), desk.found("замену")) == ([], ["Мышь"])


def test_a_person_is_sought_as_they_are_called_today(desk: Desk) -> None:
    boris = desk.world.person("Борис", full_name=PersonName("Кольцов", "Борис"), groups=frozenset({"specialist"}))
    team = desk.world.team(members=[boris])
    ticket = desk.ticket("Мышь")
    desk.world.do(AssignTicket(ticket_id=ticket, responsible=Responsible(team, boris)), SPECIALIST)
    for text in ("Маркова", "марковой", "markova", "Кольцову", "мышь кольцов"):
        assert desk.found(text) == ["Мышь"], text

    desk.world.do(RenamePerson(person_id=desk.anna, full_name=PersonName("Орлова", "Анна")))
    assert (desk.found("Маркова"), desk.found("Орловой")) == ([], ["Мышь"])

    desk.world.do(AssignTicket(ticket_id=ticket, responsible=Responsible(team)), SPECIALIST)
    assert (desk.found("Кольцов"), desk.found("Орлова")) == ([], ["Мышь"])


def test_a_guest_is_sought_by_name_and_address_by_staff_alone(desk: Desk) -> None:
    guest = From(email="guest@client.example", name="Савелий Гость")
    merged = TicketId(desk.world.do(RegisterTicket(subject="Письмо", requester=guest)).stream)
    assert desk.found("guest@client.example") == desk.found("Савелию") == desk.found("client.example") == ["Письмо"]

    # Who sees a ticket only because theirs goes on as it reads no address of its guest.
    mine = desk.ticket("Моя")
    desk.world.do(MergeTicket(ticket_id=mine, into=merged), SPECIALIST)
    assert desk.found("письмо", desk.by_anna) == ["Письмо"]
    assert desk.found("guest@client.example", desk.by_anna) == []
    assert desk.found("Савелий", desk.by_anna) == []


def test_what_is_corrected_is_found_as_it_is_told_from_then_on(desk: Desk) -> None:
    ticket = desk.ticket("Мышь", "красная")
    boris = desk.world.person("Борис", full_name=PersonName("Кольцов", "Борис"))
    desk.world.do(CorrectTicketWords(ticket_id=ticket, subject="Клавиатура", description="зелёная"), SPECIALIST)
    assert (desk.found("мышь"), desk.found("красная"), desk.found("зеленая")) == ([], [], ["Клавиатура"])
    desk.world.do(CorrectRequester(ticket_id=ticket, requester=From(person_id=boris)), SPECIALIST)
    assert (desk.found("Маркова"), desk.found("Кольцов")) == ([], ["Клавиатура"])
    assert (desk.found("клавиатура", desk.by_anna), desk.found("зеленой", viewer("requester", who=boris))) == (
        [],
        ["Клавиатура"],
    )


def test_every_fact_that_tells_words_of_what_is_sought_is_heard() -> None:
    told = {"subject", "description", "solution", "body", "attributes", "outline", "name", "workaround", "root_cause"}
    told |= {"attachments"}
    # Names of people, where a ticket is sought by who asked and who answers; and of what was used, whose words came.
    others = {TicketCopied, ReplyTemplateUsed, MacroApplied, ChecksAdded}
    whose = {"requester", "responsible"}
    readings = (TICKET, PROBLEM, CHANGE_REQUEST, SERVICE, ORG_UNIT)
    untold = {
        kind.__name__
        for reading in readings
        for kind in (*reading.facts, *reading.passed_over)
        if told.intersection(kind.__struct_fields__) and kind not in HEARD and kind not in others
    }
    unknown = {
        kind.__name__ for kind in TICKET.facts if whose.intersection(kind.__struct_fields__) and kind not in HEARD
    }
    assert (untold, unknown) == (set(), set())


def test_who_is_in_copy_finds_the_ticket_by_its_words_and_is_not_sought_by_name(desk: Desk) -> None:
    ticket = desk.ticket("Мышь")
    boris = desk.world.person("Борис", full_name=PersonName("Кольцов", "Борис"))
    guest = From(email="guest@client.example", name="Савелий Гость")
    his = viewer("requester", who=boris)
    assert desk.found("мышь", his) == []
    for one in (From(person_id=boris), guest):
        desk.world.do(CopyTicketTo(ticket_id=ticket, person=one), SPECIALIST)
    assert desk.found("мышь", his) == ["Мышь"]
    assert desk.found("Кольцов") == desk.found("Савелий") == desk.found("guest@client.example") == []
    desk.world.do(EndTicketCopy(ticket_id=ticket, person_id=boris), SPECIALIST)
    assert desk.found("мышь", his) == []


def test_files_that_come_by_themselves_are_found_by_whoever_may_see_them(desk: Desk) -> None:
    ticket = desk.ticket("Мышь")
    desk.world.do(AttachFiles(ticket_id=ticket, attachments=(ATTACHMENT,), is_public=False), SPECIALIST)
    assert (desk.found(ATTACHMENT.name), desk.found(ATTACHMENT.name, desk.by_anna)) == (["Мышь"], [])


# -- what is hidden moves nothing ----------------------------------------------------------------------------------


def test_private_words_move_neither_hits_nor_order_nor_counts_nor_excerpts(desk: Desk) -> None:
    first = desk.ticket("Принтер", "картридж")
    desk.ticket("Сканер", "принтер и картридж")
    texts = ("принтер", "картридж", "сертификат", "сертефекат")
    before = [desk.everything(text, desk.by_anna) for text in texts]

    desk.say(first, "принтер картридж сертификат", is_public=False)

    assert [desk.everything(text, desk.by_anna) for text in texts] == before
    assert before[2] == before[3] == Everything(exact=(), sections=())
    (shown,) = desk.section("сертификат").hits
    assert [(one.part, hits(one.pieces)) for one in shown.excerpts] == [("comment", ["сертификат"])]
    assert desk.everything("сертефекат").is_similar


def test_staff_reads_no_private_words_on_their_own_ticket(desk: Desk) -> None:
    own = viewer("specialist", who=desk.anna)
    ticket = desk.ticket("Мышь")
    desk.say(ticket, "секрет", is_public=False)
    assert (desk.found("секрет", own), desk.found("мышь", own), desk.found("секрет")) == ([], ["Мышь"], ["Мышь"])


def test_everybody_finds_only_what_they_may_see(desk: Desk) -> None:
    boris = desk.world.person("Борис", groups=frozenset({"second_line"}))
    team = desk.world.team(members=[boris])
    desk.ticket("Мышь первая")
    desk.ticket("Мышь вторая", person=boris)
    third = desk.ticket("Мышь третья", person=desk.world.person("Вера"))
    desk.world.do(AssignTicket(ticket_id=third, responsible=Responsible(team)), SPECIALIST)
    seen = {
        "anna": desk.found("мышь", desk.by_anna),
        "boris": desk.found("мышь", viewer("second_line", who=boris, teams=[team])),
        "nobody": desk.found("мышь", viewer()),
        "auditor": desk.found("мышь", viewer("auditor")),
    }
    assert seen == {
        "anna": ["Мышь первая"],
        "boris": ["Мышь третья", "Мышь вторая"],
        "nobody": [],
        "auditor": ["Мышь третья", "Мышь вторая", "Мышь первая"],
    }


# -- order, excerpts, pages ----------------------------------------------------------------------------------------


def test_the_subject_comes_before_other_words_whole_words_before_beginnings_then_the_newest(desk: Desk) -> None:
    desk.ticket("Первая", "принт")
    desk.ticket("Принт")
    desk.ticket("Принтер")
    desk.ticket("Вторая", "принт")
    assert desk.found("принт") == ["Принт", "Вторая", "Первая", "Принтер"]


def test_where_words_stand_is_shown_in_pieces_and_never_as_html(desk: Desk) -> None:
    desk.ticket("<b>Принтер</b> & сканер", "Далеко " * 60 + "<script>принтеры</script> " + "ещё " * 100)
    (hit,) = desk.section("принтер").hits
    assert hit.title == (plain("<b>"), Piece("Принтер", is_hit=True), plain("</b> & сканер"))
    (excerpt,) = hit.excerpts
    assert (excerpt.part, hits(excerpt.pieces)) == ("description", ["принтеры"])
    assert (excerpt.pieces[0], excerpt.pieces[-1]) == (plain("…"), plain("…"))
    assert sum(len(piece.text) for piece in excerpt.pieces) < 250


def test_a_chunk_is_marked_from_where_it_is_found_on(desk: Desk) -> None:
    desk.ticket("Ошибка на srv01.corp.local сегодня")
    (hit,) = desk.section("corp.local").hits
    assert hits(hit.title) == ["corp.local"]


def test_pages_go_on_behind_the_last_hit_and_hold_each_once(desk: Desk) -> None:
    for nth in range(7):
        desk.ticket(f"Мышь {nth}")
    pages, cursor = [], None
    while True:
        page = desk.section("мышь", limit=3, after=cursor)
        pages.append(["".join(piece.text for piece in hit.title) for hit in page.hits])
        assert (page.count, page.is_more) == (7, False)
        if (cursor := page.next_cursor) is None:
            break
    assert pages == [["Мышь 6", "Мышь 5", "Мышь 4"], ["Мышь 3", "Мышь 2", "Мышь 1"], ["Мышь 0"]]


def test_a_cursor_of_other_words_or_kinds_is_foreign(desk: Desk) -> None:
    desk.ticket("Мышь 1")
    desk.ticket("Мышь 2")
    cursor = desk.section("мышь", limit=1).next_cursor
    assert cursor is not None
    for more in ({"text": "мыши"}, {"kinds": ("problem",)}, {"after": cursor[:-3]}, {"after": "нет"}):
        with pytest.raises(CursorIsForeign):
            desk.everything(**{"text": "мышь", "after": cursor, **more})  # type: ignore[arg-type] # one of each


def test_words_in_quotes_are_found_as_they_stand(desk: Desk) -> None:
    desk.ticket("Нет доступа")
    desk.ticket("Доступа в сеть нет")
    assert (desk.found("«нет доступа»"), len(desk.found("нет доступа"))) == (["Нет доступа"], 2)


# -- numbers and likeness ------------------------------------------------------------------------------------------


def test_what_bears_the_number_stands_above_all(desk: Desk) -> None:
    desk.ticket("Первая")
    desk.ticket("Как в 1001")
    desk.world.do(RegisterProblem(subject="Проблема"))
    desk.world.do(DraftChange(subject="Изменение"))
    for text, refs in (
        ("1001", ["1001"]),
        ("№1001", ["1001"]),
        ("#1001", ["1001"]),
        ("INC-1001", ["1001"]),
        ("заявка 1001", ["1001"]),
        ("P-1", ["P-1"]),
        ("с-1", ["C-1"]),
        ("1", ["P-1", "C-1"]),
        ("принтер 1001", []),
    ):
        assert [one.ref for one in desk.everything(text, viewer("administrator")).exact] == refs, text
    assert desk.found("1001") == ["Первая", "Как в 1001"] or desk.found("1001") == ["Как в 1001", "Первая"]
    assert desk.everything("1002", viewer("requester")).exact == ()


def test_where_nothing_bears_the_words_what_is_like_them_is_found_and_said_so(desk: Desk) -> None:
    desk.ticket("Не печатает принтер")
    exact, similar = desk.everything("принтер"), desk.everything("прнтер")
    assert (exact.is_similar, exact.notes) == (False, ())
    assert (similar.is_similar, similar.notes) == (True, (box.SIMILAR,))
    assert [section.count for section in similar.sections] == [1]
    assert hits(similar.sections[0].hits[0].title) == ["принтер"]
    assert desk.everything("ghbynth").is_similar
    assert desk.everything("вертолет") == Everything(exact=(), sections=())


# -- other kinds ---------------------------------------------------------------------------------------------------


def test_problems_changes_services_units_and_people_are_found_beside_tickets(desk: Desk) -> None:
    head = viewer("administrator")
    problem = desk.world.do(RegisterProblem(subject="Падает шлюз", description="Ночью")).stream
    desk.world.do(RecordWorkaround(problem_id=problem, workaround="Перезапустить службу"))  # type: ignore[arg-type] # a new problem
    desk.world.do(DraftChange(subject="Заменить шлюз", description="Старый", plan="Рядом", back_out="Назад"))
    desk.world.do(AddService(title=Named(ru="Шлюзы", en="Gateways")))
    desk.ticket("Шлюз не отвечает")
    assert [(one.kind, one.count) for one in desk.everything("шлюз", head).sections] == [
        ("ticket", 1),
        ("problem", 1),
        ("change", 1),
        ("service", 1),
    ]
    assert desk.found("службы", head, "problem") == ["Падает шлюз"]
    assert desk.found("gateway", head, "service") == ["Шлюзы"]
    assert desk.found("office", head, "unit") == ["Office"]
    assert desk.found("марков", head, "person") == ["Маркова Анна"]


def test_a_problem_is_found_by_whoever_may_see_it(desk: Desk) -> None:
    ticket = desk.ticket("Шлюз")
    boris = desk.world.person("Борис", groups=frozenset({"second_line"}))
    team = desk.world.team(members=[boris])
    by_boris = viewer("second_line", who=boris, teams=[team])
    desk.world.do(RegisterProblem(subject="Падает шлюз", incidents=(ticket,)))
    assert (desk.found("шлюз", by_boris, "problem"), desk.found("шлюз", desk.by_anna, "problem")) == ([], [])
    assert desk.everything("P-1", by_boris).exact == ()
    desk.world.do(AssignTicket(ticket_id=ticket, responsible=Responsible(team)), SPECIALIST)
    assert desk.found("шлюз", by_boris, "problem") == ["Падает шлюз"]
    assert [one.ref for one in desk.everything("P-1", by_boris).exact] == ["P-1"]


def test_a_service_that_is_not_offered_is_not_found(desk: Desk) -> None:
    service = desk.world.do(AddService(title=Named(ru="Шлюзы"))).stream
    assert desk.found("шлюз", desk.by_anna, "service", offered=frozenset()) == []
    assert desk.found("шлюз", desk.by_anna, "service", offered=frozenset({service})) == ["Шлюзы"]


# -- bounds --------------------------------------------------------------------------------------------------------


def test_counts_and_rank_stop_and_say_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tickets, "MOST_COUNTED", 4)
    monkeypatch.setattr(tickets, "MOST_RANKED", 2)
    tickets._asked.cache_clear()
    for nth in range(6):
        desk.ticket(f"Мышь {nth}")
    found = desk.section("мышь")
    tickets._asked.cache_clear()
    assert (found.count, found.is_more, len(found.hits)) == (4, True, 2)
    assert [note.en[:10] for note in found.notes] == ["The newest"]


def test_the_newest_numbers_are_asked_first_and_indexes_go_round() -> None:
    asked = list(windows(17 * 65_536))
    assert [(one.slot, one.begin) for one in asked[:3]] == [(1, 1_114_112), (0, 1_048_576), (15, 983_040)]
    assert (asked[-1].begin, len(asked)) == (0, 18)
    assert [window.slot for window in windows(5)] == [0]


def test_a_comment_of_a_megabyte_is_taken_in_and_found_by_its_beginning(desk: Desk) -> None:
    ticket = desk.ticket("Мышь")
    desk.say(ticket, "начало " + " ".join(f"слово{nth}" for nth in range(5_000)))
    assert (desk.found("начало"), desk.found("слово700"), desk.found("слово4999")) == (["Мышь"], ["Мышь"], [])


def test_signs_that_mean_something_to_the_database_mean_nothing(desk: Desk) -> None:
    desk.ticket("O'Reilly 100% a_b :* | & !")
    for text in ("o'reilly", "100%", "a_b", "'; DROP TABLE", "%", "\\", "a:*", "!x", "((", "'", "^сертификат", "@abc"):
        words = sought(text)
        if words is not None:
            desk.everything(text)
    assert desk.found("o'reilly") == ["O'Reilly 100% a_b :* | & !"]


def test_people_of_one_name_beyond_the_bound_are_told_of(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "MOST_PEOPLE", 1)
    desk.ticket("Мышь")
    assert [note == box.MANY_BEAR_IT for note in desk.section("маркова").notes] == [True]


def test_a_search_is_planned_for_any_words_and_a_list_narrowed_by_words_for_its_own(desk: Desk) -> None:
    words = sought("принтер")
    assert words is not None
    with desk.world.cursor() as cursor:
        tickets.matching(cursor, SPECIALIST, words, "c")
        assert cursor.execute("SHOW plan_cache_mode").fetchone() == ("auto",)
    with desk.world.cursor() as cursor:
        tickets.found(cursor, SPECIALIST, words)
        assert cursor.execute("SHOW plan_cache_mode").fetchone() == ("force_generic_plan",)
