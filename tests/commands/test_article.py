"""Articles of the knowledge base: written, published by language, withdrawn, opened, and what readers say of them."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from aggregates.article import Article
from aggregates.article_refusals import (
    ArticleHasNoDraft,
    ArticleIsArchived,
    ArticleIsNotPublished,
    ArticleIsRead,
    ArticleKeepsOneText,
    ArticleNeedsTitle,
    ArticleTextIsEmpty,
    LanguageIsNotPublished,
    LanguageIsToldTwice,
    NoSuchArticle,
    NothingToPublish,
    NothingWasSaid,
    RequesterCannotReadArticle,
    TicketHasNoSolution,
)
from aggregates.module import ModuleIsHidden
from aggregates.service import NoSuchService
from commands.article.about import CheckArticle, NameArticleFiles, NameArticleServices, OpenArticle
from commands.article.feedback import GiveArticleFeedback, TakeArticleFeedbackBack
from commands.article.from_ticket import DraftArticleFromTicket
from commands.article.publish import ArchiveArticle, PublishArticle, RestoreArticle, WithdrawArticle
from commands.article.texts import ArticleWords
from commands.article.write import DropArticleDraft, RedraftArticle, WriteArticle
from commands.attachments import NoSuchFile
from commands.command import Command
from commands.refusals import NotAllowed, StaleVersion
from commands.ticket.talk import CommentOnTicket
from commands.ticket.work import ResolveTicket
from events.article import (
    ArticleArchived,
    ArticleChecked,
    ArticleDraftDropped,
    ArticleFilesNamed,
    ArticleOpened,
    ArticlePublished,
    ArticleRedrafted,
    ArticleRestored,
    ArticleServicesNamed,
    ArticleWithdrawn,
    ArticleWritten,
)
from events.article_feedback import ArticleFeedbackChanged, ArticleFeedbackGiven, ArticleFeedbackTakenBack
from events.module import ModuleHidden
from events.ticket import TicketCommented, TicketResolved
from events.ticket_articles import TicketArticleQuoted
from events.values.article import ArticleText, Audience
from events.values.faults import InvalidValue
from events.values.identity import ServiceId, StreamId, article_id, feedback_on
from events.values.people import Language
from tests.commands.each_command import ON_ARTICLES
from tests.dsl import Like, On, Story, given
from tests.gallery import DESK, REGISTERED, TICKET
from tests.gallery_articles import ARTICLE, BETTER, EN, GIVEN, PICTURE, PUBLISHED, REDRAFTED, RU, WRITTEN
from tests.gallery_people import ANNA_REGISTERED
from tests.gallery_services import CATALOGUE, INTERNET, PRINTERS
from tests.people import ADMINISTRATOR, ANNA, AUDITOR, OLGA, OPERATOR, REQUESTER, viewer

SOLVER = viewer(OLGA, "Ольга Смирнова", "specialist", "problem_specialist")
EVERY_CHANGE = [
    command
    for name, command in ON_ARTICLES.items()
    if name not in {"write-article", "draft-article-from-ticket", "archive-article", "restore-article"}
    and "feedback" not in name
]


def begun() -> Story:
    return given(*DESK, *CATALOGUE, WRITTEN)


def published() -> Story:
    return begun().given(PUBLISHED)


def article_of(story: Story) -> Article:
    found = Article.fold(story.log.load(StreamId(ARTICLE)))
    assert found is not None
    return found


# -- drafts ----------------------------------------------------------------------------------------------------
def test_an_article_begins_as_a_draft_under_a_number_of_its_own() -> None:
    words = ArticleWords(language="ru", title="  Принтер \n молчит ", summary=" Кратко ", body=" Включите \n его ")
    command = WriteArticle(texts=(words,), services=(PRINTERS, PRINTERS), check_again_on=date(2026, 9, 1))
    story = given(*DESK, *CATALOGUE).when(command, by=OPERATOR)
    text = ArticleText(language="ru", title="Принтер молчит", summary="Кратко", body="Включите \n его")
    story.then(
        ArticleWritten(
            article_id=article_id(1), number=1, texts=(text,), services=(PRINTERS,), check_again_on=date(2026, 9, 1)
        )
    )
    assert story.receipt.reference == "K-1"
    assert story.when(command, by=OPERATOR).receipt.reference == "K-2"


def test_texts_are_one_a_language_and_services_exist() -> None:
    words = ArticleWords(language="en", title="Printer")
    story = given(*DESK).when(WriteArticle(texts=(words, words)), by=OPERATOR)
    story.then_refused(LanguageIsToldTwice, field="texts")
    story.when(WriteArticle(texts=(words,), services=(ServiceId(OLGA),)), by=OPERATOR)
    story.then_refused(NoSuchService, field="services")
    with pytest.raises(InvalidValue):
        ArticleWords(language="ru", title="Принтер \u202e молчит")


def test_requesters_and_auditors_write_no_articles() -> None:
    words = ArticleWords(language="en", title="Printer")
    for by in (REQUESTER, AUDITOR):
        given(*DESK).when(WriteArticle(texts=(words,)), by=by).then_refused(NotAllowed)


def test_a_draft_goes_on_from_what_readers_read_and_changes_nothing_for_them() -> None:
    story = published().when(RedraftArticle(article_id=ARTICLE, language="ru", body=BETTER.body), by=OPERATOR)
    story.then(REDRAFTED)
    assert article_of(story).edition_in("ru") == article_of(published()).edition_in("ru")
    story.when(RedraftArticle(article_id=ARTICLE, language="ru", body=BETTER.body), by=OPERATOR).then_nothing()
    assert article_of(story).editors[-1] == OPERATOR.actor.id


def test_a_text_in_another_language_needs_a_title() -> None:
    only_ru = given(*DESK, ArticleWritten(article_id=ARTICLE, number=1, texts=(RU,)))
    only_ru.when(RedraftArticle(article_id=ARTICLE, language="en", body="x"), by=OPERATOR)
    only_ru.then_refused(ArticleNeedsTitle, field="title")
    only_ru.when(RedraftArticle(article_id=ARTICLE, language="en", title="Printer"), by=OPERATOR)
    only_ru.then(ArticleRedrafted(article_id=ARTICLE, draft=ArticleText(language="en", title="Printer")))


def test_a_draft_is_dropped_but_never_the_only_text() -> None:
    story = begun().when(DropArticleDraft(article_id=ARTICLE, language="en"), by=OPERATOR)
    story.then(ArticleDraftDropped(article_id=ARTICLE, language="en"))
    story.when(DropArticleDraft(article_id=ARTICLE, language="en"), by=OPERATOR).then_refused(ArticleHasNoDraft)
    story.when(DropArticleDraft(article_id=ARTICLE, language="ru"), by=OPERATOR).then_refused(ArticleKeepsOneText)
    again = published().given(REDRAFTED).when(DropArticleDraft(article_id=ARTICLE, language="ru"), by=OPERATOR)
    again.then(ArticleDraftDropped(article_id=ARTICLE, language="ru"))


def test_two_who_write_one_draft_do_not_overwrite_each_other() -> None:
    story = published().given(REDRAFTED)
    story.when(RedraftArticle(article_id=ARTICLE, language="ru", body="Иначе"), by=OPERATOR, seen=2)
    story.then_refused(StaleVersion, seen=2, now=3)


# -- what readers read -----------------------------------------------------------------------------------------
def test_an_article_of_which_no_text_is_named_is_not_published_before_it_has_an_edition() -> None:
    nothing = PublishArticle(article_id=ARTICLE, languages=())
    begun().when(nothing, by=SOLVER).then_refused(NothingToPublish, field="languages", number="K-1")
    published().when(nothing, by=SOLVER).then_nothing()


def test_what_is_published_is_an_edition_with_all_drafts_or_with_those_of_one_language() -> None:
    story = begun().when(PublishArticle(article_id=ARTICLE, note=" Проверено "), by=SOLVER)
    story.then(ArticlePublished(article_id=ARTICLE, edition=1, texts=(RU, EN), note="Проверено"))
    story.when(PublishArticle(article_id=ARTICLE), by=SOLVER).then_nothing()
    alone = begun().when(PublishArticle(article_id=ARTICLE, languages=("en",)), by=SOLVER)
    alone.then(ArticlePublished(article_id=ARTICLE, edition=1, texts=(EN,)))
    assert [text.language for text in article_of(alone).drafts] == ["ru"]
    alone.when(PublishArticle(article_id=ARTICLE, languages=("en",)), by=SOLVER)
    alone.then_refused(ArticleHasNoDraft, field="languages")


def behind(*told: tuple[Language, ...], still_right: tuple[Language, ...] = ()) -> tuple[Language, ...]:
    """The languages that are behind when drafts of these were published one after another."""
    story = published()
    for nth, languages in enumerate(told):
        for language in languages:
            story.when(RedraftArticle(article_id=ARTICLE, language=language, body=f"{nth}"), by=OPERATOR)
        last = nth == len(told) - 1
        story.when(PublishArticle(article_id=ARTICLE, still_right=still_right if last else ()), by=SOLVER)
    return article_of(story).behind


def test_a_translation_is_behind_when_the_other_language_says_something_new_and_until_it_follows() -> None:
    assert behind(("ru",)) == ("en",)
    assert behind(("ru", "en")) == ()
    assert behind(("ru",), ("ru",)) == ("en",)
    assert behind(("ru",), ("en",)) == ()
    assert behind(("ru",), still_right=("en",)) == ()
    assert behind(("ru",), ("en",), ("en",)) == ("ru",)


def test_that_a_language_is_still_right_is_said_of_what_was_published() -> None:
    story = given(*DESK, ArticleWritten(article_id=ARTICLE, number=1, texts=(RU,)))
    story.when(PublishArticle(article_id=ARTICLE, still_right=("en",)), by=SOLVER)
    story.then_refused(LanguageIsNotPublished, field="still_right")
    mark = ArticlePublished(article_id=ARTICLE, edition=2, texts=(BETTER,), behind=("en",))
    catching_up = (
        published().given(REDRAFTED, mark).when(PublishArticle(article_id=ARTICLE, still_right=("en",)), by=SOLVER)
    )
    catching_up.then(ArticlePublished(article_id=ARTICLE, edition=2, texts=()))


def test_a_text_without_a_body_is_not_published() -> None:
    empty = ArticleText(language="en", title="Printer")
    story = given(*DESK, ArticleWritten(article_id=ARTICLE, number=1, texts=(RU, empty)))
    story.when(PublishArticle(article_id=ARTICLE), by=SOLVER).then_refused(ArticleTextIsEmpty, field="languages")
    story.when(PublishArticle(article_id=ARTICLE, languages=("ru",)), by=SOLVER)
    story.then(ArticlePublished(article_id=ARTICLE, edition=1, texts=(RU,)))


def test_an_article_is_withdrawn_and_read_again_as_it_stood() -> None:
    story = published().when(WithdrawArticle(article_id=ARTICLE, reason=" Заменены "), by=SOLVER)
    story.then(ArticleWithdrawn(article_id=ARTICLE, reason="Заменены"))
    assert article_of(story).status == "draft"
    story.when(WithdrawArticle(article_id=ARTICLE), by=SOLVER).then_refused(ArticleIsNotPublished)
    story.when(PublishArticle(article_id=ARTICLE), by=SOLVER)
    story.then(ArticlePublished(article_id=ARTICLE, edition=1, texts=()))
    assert article_of(story).status == "published"


def test_an_archived_article_takes_no_changes_and_comes_back_as_it_stood() -> None:
    story = published().when(ArchiveArticle(article_id=ARTICLE), by=SOLVER).then(ArticleArchived(article_id=ARTICLE))
    story.when(ArchiveArticle(article_id=ARTICLE), by=SOLVER).then_nothing()
    for command in EVERY_CHANGE:
        story.when(command, by=ADMINISTRATOR).then_refused(ArticleIsArchived, number="K-1")
    story.when(RestoreArticle(article_id=ARTICLE), by=SOLVER).then(ArticleRestored(article_id=ARTICLE))
    story.when(RestoreArticle(article_id=ARTICLE), by=SOLVER).then_nothing()
    assert article_of(story).status == "published"


@pytest.mark.parametrize(
    "command",
    [one for name, one in ON_ARTICLES.items() if "write" not in name and "from-ticket" not in name],
    ids=lambda command: command.name,
)
def test_an_article_that_is_not_there_is_refused(command: Command) -> None:
    given(*DESK, *CATALOGUE).when(command, by=ADMINISTRATOR).then_refused(NoSuchArticle)


# -- who decides -----------------------------------------------------------------------------------------------
def test_specialists_publish_nothing_and_change_of_a_published_article_only_its_drafts() -> None:
    story = published().when(PublishArticle(article_id=ARTICLE), by=OPERATOR).then_refused(NotAllowed)
    story.when(OpenArticle(article_id=ARTICLE, audience="staff"), by=OPERATOR).then_refused(ArticleIsRead, number="K-1")
    story.when(ArchiveArticle(article_id=ARTICLE), by=OPERATOR).then_refused(ArticleIsRead)
    story.when(RedraftArticle(article_id=ARTICLE, language="ru", title="Иначе"), by=OPERATOR)
    assert article_of(story).draft_in("ru") is not None


def test_of_a_draft_that_nobody_read_its_writers_decide_all_but_that_it_is_read() -> None:
    story = begun().when(OpenArticle(article_id=ARTICLE, audience="staff"), by=OPERATOR)
    story.then(ArticleOpened(article_id=ARTICLE, audience="staff"))
    story.when(OpenArticle(article_id=ARTICLE, audience="staff"), by=OPERATOR).then_nothing()
    services = (INTERNET, INTERNET)
    story.when(NameArticleServices(article_id=ARTICLE, services=services), by=OPERATOR)
    story.then(ArticleServicesNamed(article_id=ARTICLE, services=(INTERNET,)))
    story.when(NameArticleServices(article_id=ARTICLE, services=services), by=OPERATOR).then_nothing()
    story.when(CheckArticle(article_id=ARTICLE, check_again_on=None), by=OPERATOR)
    story.then(ArticleChecked(article_id=ARTICLE, check_again_on=None))


def test_files_of_an_article_stay_by_being_named_and_strange_ones_are_refused() -> None:
    files = ArticleFilesNamed(article_id=ARTICLE, attachments=(PICTURE,))
    story = published().given(files).when(NameArticleFiles(article_id=ARTICLE, attachments=(PICTURE,)), by=SOLVER)
    story.then_nothing()
    story.when(NameArticleFiles(article_id=ARTICLE, attachments=()), by=SOLVER)
    story.then(ArticleFilesNamed(article_id=ARTICLE, attachments=()))
    story.when(NameArticleFiles(article_id=ARTICLE, attachments=(PICTURE,)), by=SOLVER)
    story.then_refused(NoSuchFile, field="attachments[0].sha256")


# -- what readers say ------------------------------------------------------------------------------------------
AS_ANNA = viewer(ANNA, "Анна Орлова", "requester")


def test_a_reader_says_once_whether_an_article_helped_and_the_last_word_counts() -> None:
    story = published().when(GiveArticleFeedback(article_id=ARTICLE, helped=True, words=GIVEN.words), by=AS_ANNA)
    story.then(GIVEN)
    assert story.receipt.reference == "K-1"
    story.when(GiveArticleFeedback(article_id=ARTICLE, helped=True, words=GIVEN.words), by=AS_ANNA).then_nothing()
    story.when(GiveArticleFeedback(article_id=ARTICLE, helped=False), by=AS_ANNA)
    no = ArticleFeedbackChanged(article_id=ARTICLE, person_id=ANNA, helped=False, language="ru", edition=1)
    story.then(no)
    story.when(TakeArticleFeedbackBack(article_id=ARTICLE), by=AS_ANNA)
    story.then(ArticleFeedbackTakenBack(article_id=ARTICLE, person_id=ANNA))
    story.when(TakeArticleFeedbackBack(article_id=ARTICLE), by=AS_ANNA).then_nothing()
    story.when(GiveArticleFeedback(article_id=ARTICLE, helped=True), by=AS_ANNA)
    story.then(replace(no, helped=True))


def test_feedback_is_of_the_language_that_is_there_and_stands_in_nobody_s_way() -> None:
    only_en = begun().given(ArticlePublished(article_id=ARTICLE, edition=1, texts=(EN,)))
    only_en.when(GiveArticleFeedback(article_id=ARTICLE, helped=True), by=AS_ANNA)
    only_en.then(ArticleFeedbackGiven(article_id=ARTICLE, person_id=ANNA, helped=True, language="en", edition=1))
    assert len(only_en.log.load(feedback_on(ARTICLE, ANNA))) == 1
    only_en.when(RedraftArticle(article_id=ARTICLE, language="ru", title="Иначе"), by=OPERATOR, seen=2)
    assert article_of(only_en).version == 3


def test_nothing_is_taken_back_by_who_said_nothing() -> None:
    story = published().given(On(feedback_on(ARTICLE, OLGA), GIVEN))
    story.when(TakeArticleFeedbackBack(article_id=ARTICLE), by=AS_ANNA).then_refused(NothingWasSaid, number="K-1")


def readable(
    audience: Audience, *groups: str, is_client: bool = False, facts: tuple[object, ...] = (PUBLISHED,)
) -> bool:
    """Whether somebody of these groups may say whether an article for an audience helped, which readers alone may."""
    written = ArticleWritten(article_id=ARTICLE, number=1, texts=(RU, EN), audience=audience)
    story = given(*DESK, written, *facts)  # type: ignore[arg-type] # facts
    who = ANNA if is_client else OLGA
    story.when(GiveArticleFeedback(article_id=ARTICLE, helped=True), by=viewer(who, "x", *groups))  # type: ignore[arg-type]
    return not isinstance(story.outcome, NoSuchArticle)


def test_an_article_is_read_by_its_audience_and_a_draft_by_who_writes_articles() -> None:
    assert ANNA_REGISTERED.kind == "contact"
    read = {
        audience: (readable(audience, "requester"), readable(audience, "requester", is_client=True))
        for audience in ("staff", "clients", "everyone")
    }
    assert read == {"staff": (False, False), "clients": (False, True), "everyone": (True, True)}
    assert readable("staff", "specialist", facts=())
    assert not readable("everyone", "requester", facts=())
    assert not readable("everyone", "requester", facts=(PUBLISHED, ArticleWithdrawn(article_id=ARTICLE)))
    assert not readable("everyone", "requester", facts=(PUBLISHED, ArticleArchived(article_id=ARTICLE)))


# -- out of a ticket -------------------------------------------------------------------------------------------
def test_a_ticket_s_solution_becomes_a_draft_that_names_its_origin() -> None:
    solved = TicketResolved(ticket_id=TICKET, requester_id=ANNA, solution="Заменён картридж")
    story = given(*DESK, *CATALOGUE, REGISTERED, solved)
    story.when(DraftArticleFromTicket(ticket_id=TICKET), by=OPERATOR)
    text = ArticleText(language="ru", title=REGISTERED.subject, body="Заменён картридж")
    services = REGISTERED.service_path[:1]
    story.then(ArticleWritten(article_id=ARTICLE, number=1, texts=(text,), services=services, origin=TICKET))
    story.when(DraftArticleFromTicket(ticket_id=TICKET, title="Cartridge", language="en"), by=OPERATOR)
    text = ArticleText(language="en", title="Cartridge", body="Заменён картридж")
    story.then(ArticleWritten(article_id=article_id(2), number=2, texts=(text,), services=services, origin=TICKET))


def test_a_ticket_without_a_solution_becomes_no_article() -> None:
    story = given(*DESK, REGISTERED).when(DraftArticleFromTicket(ticket_id=TICKET), by=OPERATOR)
    story.then_refused(TicketHasNoSolution, number=REGISTERED.number, field="ticket_id")


# -- quoted in an answer ---------------------------------------------------------------------------------------
def quoting(*, is_public: bool = True) -> CommentOnTicket:
    return CommentOnTicket(ticket_id=TICKET, body="Посмотрите статью", is_public=is_public, article=ARTICLE)


def test_an_article_is_quoted_in_a_comment_and_in_the_solution() -> None:
    story = published().given(REGISTERED).when(quoting(), by=OPERATOR)
    used = Like(TicketArticleQuoted, article_id=ARTICLE, number=1, is_public=True)
    story.then(Like(TicketCommented), used)
    story.when(ResolveTicket(ticket_id=TICKET, solution="Готово", article=ARTICLE), by=OPERATOR)
    story.then(Like(TicketResolved), Like(TicketArticleQuoted, comment_id=None))


def test_what_the_requester_cannot_read_is_quoted_among_staff_alone() -> None:
    for_staff = ArticleWritten(article_id=ARTICLE, number=1, texts=(RU, EN), audience="staff")
    for facts in ((for_staff, PUBLISHED), (WRITTEN,)):
        story = given(*DESK, *CATALOGUE, *facts, REGISTERED)
        story.when(quoting(), by=OPERATOR).then_refused(RequesterCannotReadArticle, number="K-1", field="article")
        solve = ResolveTicket(ticket_id=TICKET, solution="Готово", article=ARTICLE)
        story.when(solve, by=OPERATOR).then_refused(RequesterCannotReadArticle)
        story.when(quoting(is_public=False), by=OPERATOR)
        story.then(Like(TicketCommented), Like(TicketArticleQuoted, is_public=False))


def test_what_the_writer_does_not_read_and_what_is_hidden_is_not_quoted() -> None:
    begun().given(REGISTERED).when(quoting(), by=AS_ANNA).then_refused(NoSuchArticle, field="article")
    hidden = published().given(REGISTERED, ModuleHidden(module="knowledge"))
    hidden.when(quoting(), by=OPERATOR).then_refused(ModuleIsHidden)
