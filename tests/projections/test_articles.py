"""What is shown of articles, to whom: lists, cards, search, what helps while somebody types; and a rebuild alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import uuid5

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as all_of
from hypothesis import strategies as st
from msgspec.structs import replace

from aggregates.article import Article
from commands.article.about import CheckArticle, NameArticleServices, OpenArticle
from commands.article.feedback import GiveArticleFeedback, TakeArticleFeedbackBack
from commands.article.publish import ArchiveArticle, PublishArticle, RestoreArticle, WithdrawArticle
from commands.article.texts import ArticleWords
from commands.article.write import DropArticleDraft, RedraftArticle, WriteArticle
from commands.command import Command
from commands.fields import Named
from commands.service import AddService
from commands.ticket.comments import WithdrawComment
from commands.ticket.talk import CommentOnTicket
from commands.ticket.work import ResolveTicket
from events.values.article import Audience
from events.values.identity import ArticleId, CommentId, PersonId, ServiceId, StreamId, article_id
from events.values.people import Language, Viewer
from projections.article import pages
from projections.article.feedback import feedback_on
from projections.article.pages import ArticleCard, ArticleFilter
from projections.article.suggested import Suggested, suggested
from projections.article.uses import of_ticket
from projections.kit import visibility
from projections.kit.page_cursor import CursorIsForeign
from projections.search import box
from projections.search.box import KINDS, Asked
from projections.search.sought import sought
from tests.projections.world import World, viewer

EDITOR = viewer("technologist")
WRITER = viewer("specialist")
MANAGER = viewer("change_specialist", "second_line")


class Knowledge:
    """A desk with two services, one below the other, somebody of our company and somebody of a client's."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.ours = viewer("requester", who=world.person("Олег Свой"))
        self.client = viewer("requester", who=world.person("Анна Орлова", kind="contact"))
        self.office = ServiceId(world.do(AddService(title=Named(ru="Офис"))).stream)
        self.printers = ServiceId(world.do(AddService(title=Named(ru="Печать"), parent_id=self.office)).stream)
        self.readers = (EDITOR, WRITER, MANAGER, viewer("auditor"), self.ours, self.client, viewer())

    def article(
        self, title: str, body: str = "Текст", audience: Audience = "everyone", *, publish: bool = True, **more: Any
    ) -> ArticleId:
        words = [ArticleWords(language="ru", title=title, body=body, summary=more.pop("summary", ""))]
        if "en" in more:
            words.append(ArticleWords(language="en", title=more.pop("en"), body="Text"))
        told = WriteArticle(texts=tuple(words), audience=audience, **more)
        written = ArticleId(self.world.do(told, WRITER).stream)
        if publish:
            self.world.do(PublishArticle(article_id=written), EDITOR)
        return written

    def card(self, article: ArticleId, by: Viewer = EDITOR) -> ArticleCard | None:
        self.world.fold()
        with self.world.cursor() as cursor:
            return pages.card(cursor, by, article, today=self.world.now.date())

    def numbers(self, by: Viewer = EDITOR, text: str = "", **wanted: Any) -> list[int]:
        self.world.fold()
        with self.world.cursor() as cursor:
            narrowed = ArticleFilter(**wanted, sought=sought(text))
            page = pages.visible_to(cursor, by, narrowed, today=self.world.now.date())
        return [line.number for line in page.articles]

    def found(self, text: str, by: Viewer = EDITOR) -> list[str]:
        self.world.fold()
        words = sought(text)
        assert words is not None
        with self.world.cursor() as cursor:
            asked = Asked(text=text, sought=words, kinds=KINDS, limit=10, now=self.world.now)
            everything = box.search(cursor, by, asked)
        return [hit.ref for one in everything.sections if one.kind == "article" for hit in one.hits] + [
            f"{hit.ref}!" for hit in everything.exact if hit.kind == "article"
        ]

    def suggested(self, text: str, by: Viewer | None = None, service: ServiceId | None = None) -> Sequence[Suggested]:
        self.world.fold()
        with self.world.cursor() as cursor:
            return suggested(cursor, by or self.ours, sought(text), service=service)


@pytest.fixture
def desk(world: World) -> Knowledge:
    return Knowledge(world)


# -- who reads what --------------------------------------------------------------------------------------------
def test_a_published_article_is_read_by_its_audience_in_lists_on_cards_and_in_search_alike(desk: Knowledge) -> None:
    of: tuple[Audience, ...] = ("staff", "clients", "everyone")
    made = [desk.article("Принтер", audience=audience) for audience in of]
    for by in desk.readers:
        read = [article for article in made if desk.card(article, by) is not None]
        numbers = sorted(made.index(article) + 1 for article in read)
        assert sorted(desk.numbers(by)) == numbers
        assert sorted(desk.found("принтера", by)) == [f"K-{one}" for one in numbers]
    assert [len(desk.numbers(by)) for by in desk.readers] == [3, 3, 3, 3, 1, 2, 0]


def test_drafts_withdrawn_and_archived_articles_are_for_who_writes_articles_and_for_auditors(desk: Knowledge) -> None:
    desk.article("Черновик", publish=False)
    withdrawn, archived = desk.article("Снята"), desk.article("Убрана")
    desk.world.do(WithdrawArticle(article_id=withdrawn), EDITOR)
    desk.world.do(ArchiveArticle(article_id=archived), EDITOR)
    assert [len(desk.numbers(by)) for by in desk.readers] == [3, 3, 3, 3, 0, 0, 0]
    only_staff = viewer("change_specialist")
    assert desk.numbers(only_staff) == []
    assert desk.numbers(statuses=("draft",)) == [2, 1]
    assert desk.numbers(statuses=("archived",)) == [3]


def test_a_draft_moves_nothing_for_readers(desk: Knowledge) -> None:
    article = desk.article("Принтер молчит", "Включите")
    before = desk.card(article, desk.ours)
    desk.world.pass_time(hours=1)
    desk.world.do(RedraftArticle(article_id=article, language="ru", title="Сканер", body="Тайна"), WRITER)
    desk.world.do(CheckArticle(article_id=article, check_again_on=date(2026, 3, 1)), EDITOR)
    assert desk.card(article, desk.ours) == before
    assert desk.found("тайна", desk.ours) == desk.found("сканер", desk.ours) == []
    assert desk.numbers(desk.ours, "тайна") == []
    assert desk.found("тайна", WRITER) == desk.found("сканер", WRITER) == ["K-1"]
    assert desk.numbers(WRITER, "тайна") == [1]
    card = desk.card(article, WRITER)
    assert card is not None
    assert ([one.title for one in card.texts], [one.title for one in card.draft_texts]) == (
        ["Принтер молчит"],
        ["Сканер"],
    )
    assert (card.is_due, card.version) == (True, 4)


def test_what_a_draft_said_is_found_once_it_is_published_and_what_it_replaced_no_more(
    desk: Knowledge,
) -> None:
    article = desk.article("Принтер", "Включите")
    desk.world.do(RedraftArticle(article_id=article, language="ru", body="Перезагрузите"), WRITER)
    desk.world.do(PublishArticle(article_id=article), EDITOR)
    assert (desk.found("перезагрузите", desk.ours), desk.found("включите")) == (["K-1"], [])


def test_a_number_finds_the_article_also_with_a_russian_letter(desk: Knowledge) -> None:
    desk.article("Принтер")
    desk.article("Тайна", audience="staff")
    assert ["K-1!" in desk.found(text, desk.ours) for text in ("K-1", "К-1", "kb 1", "1")] == [True] * 4
    assert desk.found("K-2", desk.ours) == []


# -- the card and the list -------------------------------------------------------------------------------------
def test_a_card_tells_each_language_its_edition_and_which_one_is_behind_the_reader_s_own_first(desk: Knowledge) -> None:
    article = desk.article("Принтер", en="Printer", services=(desk.printers,), check_again_on=date(2026, 9, 1))
    desk.world.do(RedraftArticle(article_id=article, language="ru", title="Принтеры"), WRITER)
    desk.world.do(PublishArticle(article_id=article), EDITOR)
    card = desk.card(article, replace(desk.ours, language="en"))
    assert card is not None
    assert [(one.language, one.title, one.edition, one.is_behind) for one in card.texts] == [
        ("en", "Printer", 1, True),
        ("ru", "Принтеры", 2, False),
    ]
    assert (card.title.en, card.title.ru, card.status, card.edition) == ("Printer", "Принтеры", "published", 2)
    assert (card.check_again_on, card.helped, card.author, card.editors) == (None, None, None, ())
    assert [name and name.ru for name in card.service_names] == ["Печать"]
    told = desk.card(article)
    assert told is not None
    assert (told.check_again_on, told.helped, told.did_not) == (date(2026, 9, 1), 0, 0)
    assert desk.numbers(behind=True) == [1]


def test_the_list_is_narrowed_by_service_language_audience_state_and_words(desk: Knowledge) -> None:
    desk.article("Офис", services=(desk.office,))
    desk.article("Печать", services=(desk.printers,), audience="staff")
    desk.article("Общее", en="General", check_again_on=desk.world.now.date())
    desk.article("Заметка", publish=False)
    assert desk.numbers(service=desk.printers) == [2, 1]
    assert desk.numbers(service=desk.office) == [1]
    assert desk.numbers(service=desk.printers, service_exactly=True) == [2]
    assert desk.numbers(language="en") == [3]
    assert desk.numbers(audiences=("staff",)) == [2]
    assert desk.numbers(is_due=True) == [3]
    assert desk.numbers(has_draft=True) == [4]
    assert desk.numbers(text="печати") == [2]
    assert desk.numbers(desk.ours, language="ru") == [3, 1]


def test_the_pages_of_articles_follow_one_another(desk: Knowledge) -> None:
    for nth in range(5):
        desk.article(f"Статья {nth}")
    desk.world.fold()
    seen: list[int] = []
    after: str | None = None
    with desk.world.cursor() as cursor:
        for _ in range(3):
            page = pages.visible_to(cursor, desk.ours, ArticleFilter(), today=date(2026, 3, 2), after=after, limit=2)
            seen += [line.number for line in page.articles]
            after = page.next_cursor
        assert (seen, after) == ([5, 4, 3, 2, 1], None)
        with pytest.raises(CursorIsForeign):
            pages.visible_to(cursor, desk.ours, ArticleFilter(), today=date(2026, 3, 2), after="nothing")


# -- feedback --------------------------------------------------------------------------------------------------
def test_each_reader_counts_once_by_what_they_said_last_and_sees_their_own(desk: Knowledge) -> None:
    article = desk.article("Принтер")
    for helped, by in ((True, desk.ours), (False, desk.ours), (True, desk.client), (True, WRITER)):
        desk.world.do(GiveArticleFeedback(article_id=article, helped=helped, words="Так"), by)
    desk.world.do(TakeArticleFeedbackBack(article_id=article), WRITER)
    card = desk.card(article)
    assert card is not None
    assert (card.helped, card.did_not, card.my_feedback) == (1, 1, None)
    own = desk.card(article, desk.ours)
    assert own is not None
    assert own.my_feedback == pages.OwnFeedback(helped=False, words="Так")
    assert (own.helped, own.did_not) == (None, None)


# -- quoted in answers -----------------------------------------------------------------------------------------
def test_where_an_article_was_quoted_is_told_on_both_cards_as_far_as_the_viewer_sees(desk: Knowledge) -> None:
    world, article = desk.world, desk.article("Принтер")
    secret = desk.article("Тайна", audience="staff")
    world.agreement(world.schedule())
    ticket = world.ticket(person=PersonId(desk.ours.actor.id))
    world.do(CommentOnTicket(ticket_id=ticket, body="Вот", article=article), WRITER)
    world.do(CommentOnTicket(ticket_id=ticket, body="Нам", is_public=False, article=secret), WRITER)
    world.do(ResolveTicket(ticket_id=ticket, solution="Так", article=article), WRITER)
    world.fold()
    with world.cursor() as cursor:
        quoted = {
            by: [one.number for one in of_ticket(cursor, by, ticket, sight)]
            for by in (WRITER, desk.ours)
            if (sight := visibility.sight(cursor, by, ticket)) is not None
        }
    assert quoted == {WRITER: [1, 2, 1], desk.ours: [1, 1]}
    card = desk.card(article)
    assert card is not None
    assert (card.quoted, card.in_solutions, [one.number for one in card.tickets]) == (2, 1, [1001])
    stranger = desk.card(article, viewer("second_line"))
    assert stranger is not None
    assert (stranger.quoted, stranger.tickets) == (2, ())
    own = desk.card(article, desk.ours)
    assert own is not None
    assert (own.quoted, own.tickets) == (None, ())
    assert (desk.numbers(unused=True), desk.numbers(unused=False)) == ([], [2, 1])


def test_a_withdrawn_comment_quotes_nothing_any_more(desk: Knowledge) -> None:
    world, article = desk.world, desk.article("Принтер")
    world.agreement(world.schedule())
    ticket = world.ticket(person=PersonId(desk.ours.actor.id))
    said = world.do(CommentOnTicket(ticket_id=ticket, body="Вот", article=article), WRITER)
    comment = CommentId(uuid5(said.command_id, "comment"))
    world.do(WithdrawComment(ticket_id=ticket, comment_id=comment), WRITER)
    card = desk.card(article)
    assert card is not None
    assert (card.quoted, card.tickets) == (0, ())


def test_articles_that_do_not_help_are_found_and_what_readers_said_is_told_to_writers(desk: Knowledge) -> None:
    good, bad = desk.article("Хорошая"), desk.article("Плохая")
    desk.world.do(GiveArticleFeedback(article_id=good, helped=True), desk.ours)
    desk.world.do(GiveArticleFeedback(article_id=bad, helped=False, words="Не то"), desk.client)
    assert (desk.numbers(helps=False), desk.numbers(helps=True)) == ([2], [1])
    assert desk.numbers(desk.ours, helps=False) == []
    with desk.world.cursor() as cursor:
        told = feedback_on(cursor, WRITER, bad)
        assert feedback_on(cursor, desk.ours, desk.article("Тайна", audience="staff")) is None
    assert told is not None
    assert [(one.helped, one.words, one.edition) for one in told] == [(False, "Не то", 1)]


# -- while somebody types --------------------------------------------------------------------------------------
def test_what_is_typed_suggests_articles_by_their_titles_first_and_never_by_one_word_of_a_body(desk: Knowledge) -> None:
    desk.article("Принтер не печатает", "Выключите и включите", en="The printer stops")
    desk.article("Сеть пропала", "Проверьте принтер и кабель")
    desk.article("Отпуск", "Напишите заявление", summary="Как оформить отпуск")
    told = desk.suggested("У меня не печатает принтер на втором этаже")
    assert [one.number for one in told] == [1]
    assert [piece.text for piece in told[0].title if piece.is_hit] == ["Принтер", "не", "печатает"]
    assert [one.number for one in desk.suggested("принтер и кабель")] == [1, 2]
    assert [one.number for one in desk.suggested("оформ")] == [3]
    assert desk.suggested("самовар") == ()


def test_suggested_is_only_what_the_asker_reads_in_their_language_first(desk: Knowledge) -> None:
    desk.article("Принтер: тайна", audience="staff")
    desk.article("Принтер для клиентов", audience="clients", en="Printer for clients")
    desk.article("Принтер для всех")
    desk.article("Принтер: черновик", publish=False)
    assert [one.number for one in desk.suggested("принтер")] == [3]
    assert [one.number for one in desk.suggested("принтер", desk.client)] == [3, 2]
    in_english = desk.suggested("принтер", replace(desk.client, language="en"))
    assert [(one.number, one.language) for one in in_english] == [(2, "en"), (3, "ru")]
    assert [one.number for one in desk.suggested("принтер", WRITER)] == [3, 2, 1]


def test_the_service_that_is_asked_for_brings_its_articles_and_those_above_it(desk: Knowledge) -> None:
    desk.article("Принтер дома")
    desk.article("Принтер в офисе", services=(desk.office,))
    desk.article("Стол", services=(desk.printers,))
    assert [one.number for one in desk.suggested("принтер", service=desk.printers)] == [2, 1]
    assert [(one.number, one.is_about) for one in desk.suggested("", service=desk.printers)] == [(3, True), (2, True)]


# -- rebuilt equals live ---------------------------------------------------------------------------------------
def _commands(article: ArticleId, service: ServiceId) -> Sequence[Command]:
    ru: Language = "ru"
    return (
        RedraftArticle(article_id=article, language="ru", body="Новое"),
        RedraftArticle(article_id=article, language="en", title="Printer", body="New"),
        DropArticleDraft(article_id=article, language="en"),
        PublishArticle(article_id=article),
        PublishArticle(article_id=article, languages=(ru,)),
        WithdrawArticle(article_id=article),
        ArchiveArticle(article_id=article),
        RestoreArticle(article_id=article),
        OpenArticle(article_id=article, audience="clients"),
        NameArticleServices(article_id=article, services=(service,)),
        CheckArticle(article_id=article, check_again_on=date(2027, 1, 1)),
        GiveArticleFeedback(article_id=article, helped=True),
        GiveArticleFeedback(article_id=article, helped=False, words="Нет"),
        TakeArticleFeedbackBack(article_id=article),
    )


@all_of(st.data())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_random_articles_rebuilt_in_other_batches_equal_live_and_the_log(world: World, data: st.DataObject) -> None:
    desk = Knowledge(world.empty())
    article = desk.article("Принтер", publish=False)
    commands = _commands(article, desk.printers)
    for nth in data.draw(st.lists(st.integers(0, len(commands) - 1), max_size=30)):
        desk.world.attempt(commands[nth], EDITOR)
        desk.world.pass_time(minutes=1)
        if data.draw(st.booleans()):
            desk.world.fold()
    desk.world.fold()
    live = desk.world.rows()
    for name in ("articles", "search"):
        desk.world.rebuild(name, batch=data.draw(st.sampled_from([1, 7, 5_000])))
    assert desk.world.rows() == live
    found, card = Article.fold(desk.world.log.load(StreamId(article_id(1)))), desk.card(article)
    assert found is not None
    assert card is not None
    assert (card.status, card.version, card.edition, card.behind) == (
        found.status,
        found.version,
        found.edition,
        found.behind,
    )
    assert {one.body for one in card.draft_texts} == {one.body for one in found.drafts}
    assert {one.body for one in card.texts} == {one.text.body for one in found.editions}
    reads = found.status == "published" and found.audience == "everyone"
    assert (desk.card(article, desk.ours) is not None) == reads
    assert desk.world.now - timedelta(days=1) < card.changed_at
