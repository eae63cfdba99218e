"""Reply templates: whose they are, who uses and changes them, and which placeholders they may leave open."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from aggregates.kept_at_hand import (
    ChangedByItsMaker,
    IsArchived,
    NotForThatTeam,
    OpenedToEveryoneByAdministrators,
)
from aggregates.reply_template import NoSuchReplyTemplate, ReplyTemplateExists, UnknownPlaceholder, refuse_unknown
from commands.command import Command
from commands.fields import Named
from commands.refusals import NothingIsAsked
from commands.reply_template import (
    ArchiveReplyTemplate,
    CopyReplyTemplate,
    MakeReplyTemplate,
    RestoreReplyTemplate,
    RewordReplyTemplate,
    ShareReplyTemplate,
)
from commands.ticket.talk import CommentOnTicket
from commands.ticket.work import ResolveTicket
from events.reply_template import (
    ReplyTemplateArchived,
    ReplyTemplateMade,
    ReplyTemplateRestored,
    ReplyTemplateReworded,
    ReplyTemplateShared,
)
from events.ticket import TicketCommented, TicketResolved
from events.ticket_ready import ReplyTemplateUsed
from events.values.faults import InvalidValue
from events.values.placeholders import PLACEHOLDERS, filled
from events.values.reply_template import Wording
from events.values.shared_with import OpenTo
from events.values.text import Text
from tests.dsl import Like, given
from tests.gallery import DESK, PEOPLE, REGISTERED, TEAMS, TICKET
from tests.gallery_at_hand import IN_WORK, TEMPLATE, TEMPLATE_MADE
from tests.people import (
    ADMINISTRATOR,
    FIRST_LINE,
    OLGA,
    OPERATOR,
    REQUESTER,
    SPECIALIST_OF_THE_SECOND_LINE,
)

TITLE = Named(ru="В работе", en="Being worked on")
TO_FIRST = OpenTo(kind="team", team_id=FIRST_LINE)
TO_ALL = OpenTo(kind="everyone")


def shared(audience: OpenTo, *, edited_by: str = "maker") -> tuple[Any, ...]:
    opened = ReplyTemplateShared(template_id=TEMPLATE, audience=audience, edited_by=edited_by)  # type: ignore[arg-type] # a known one
    return (*PEOPLE, *TEAMS, TEMPLATE_MADE, opened)


def saying(ru: str) -> MakeReplyTemplate:
    return MakeReplyTemplate(title=TITLE, body=Wording(ru=ru), template_id=TEMPLATE)


def test_staff_keep_an_answer_of_their_own_at_hand() -> None:
    given(*PEOPLE).when(MakeReplyTemplate(title=TITLE, body=IN_WORK, template_id=TEMPLATE), by=OPERATOR).then(
        ReplyTemplateMade(template_id=TEMPLATE, name=TITLE.text, body=IN_WORK, maker_id=OLGA)
    )
    given(*PEOPLE, TEMPLATE_MADE).when(saying("x"), by=OPERATOR).then_refused(ReplyTemplateExists)


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("Здравствуйте, {{requester.frist_name}}!", "requester.frist_name"),
        ("{{ }}", ""),
        ("{{7*7}}", "7*7"),
        ("{{requester.__class__}}", "requester.__class__"),
        ("Срок {{ticket.due", "ticket.due…"),
        ("Срок ticket.due}}", "…"),
    ],
)
def test_what_is_no_placeholder_is_refused_with_all_that_there_are(body: str, named: str) -> None:
    given(*PEOPLE).when(saying(body), by=OPERATOR).then_refused(UnknownPlaceholder, field="body.ru")
    with pytest.raises(UnknownPlaceholder) as refused:
        refuse_unknown(Wording(en=body))
    for text in (refused.value.text.ru, refused.value.text.en):
        assert f"{named}" in text
        assert all(known in text for known in PLACEHOLDERS)


def test_a_template_says_something_in_one_language_at_least() -> None:
    with pytest.raises(InvalidValue, match="one language at least"):
        Wording(ru=" ", en="")
    assert Wording(ru="Да").to("en") == ("Да", "ru")
    assert Wording(ru="Да", en="Yes").to("en") == ("Yes", "en")


def test_a_text_is_filled_once_and_what_is_missing_is_said_in_its_place() -> None:
    text = "{{ requester.first_name }}: {{ticket.subject}} — {{responsible.name}}, {{responsible.name}}"
    values = {"requester.first_name": "Анна", "ticket.subject": "{{me.name}} {не так}"}
    assert filled(text, values, "ru") == (
        "Анна: {{me.name}} {не так} — [ответственный не назначен], [ответственный не назначен]",
        ("responsible.name",),
    )
    assert filled("{{service.name}}", {}, "en") == ("[no service]", ("service.name",))


def test_a_team_s_is_opened_by_its_members_and_everyone_s_by_administrators() -> None:
    for_first = MakeReplyTemplate(title=TITLE, body=IN_WORK, audience=TO_FIRST, template_id=TEMPLATE)
    given(*PEOPLE, *TEAMS).when(for_first, by=OPERATOR).then(Like(ReplyTemplateMade, audience=TO_FIRST))
    given(*PEOPLE, *TEAMS).when(for_first, by=SPECIALIST_OF_THE_SECOND_LINE).then_refused(NotForThatTeam)
    for_all = MakeReplyTemplate(title=TITLE, body=IN_WORK, audience=TO_ALL, template_id=TEMPLATE)
    given(*PEOPLE).when(for_all, by=OPERATOR).then_refused(OpenedToEveryoneByAdministrators)
    given(*PEOPLE).when(for_all, by=ADMINISTRATOR).then(Like(ReplyTemplateMade, audience=TO_ALL))


def test_its_maker_rewords_shares_archives_and_restores_it() -> None:
    story = given(*PEOPLE, *TEAMS, TEMPLATE_MADE)
    said = Wording(en="{{me.name}}")
    story.when(RewordReplyTemplate(template_id=TEMPLATE, body=said), by=OPERATOR).then(
        ReplyTemplateReworded(template_id=TEMPLATE, name=TITLE.text, body=said)
    )
    story.when(RewordReplyTemplate(template_id=TEMPLATE, title=Named(ru="Иначе")), by=OPERATOR).then(
        ReplyTemplateReworded(template_id=TEMPLATE, name=Text.same("Иначе"), body=said)
    )
    story.when(ShareReplyTemplate(template_id=TEMPLATE, audience=TO_FIRST), by=OPERATOR).then(
        ReplyTemplateShared(template_id=TEMPLATE, audience=TO_FIRST, edited_by="maker")
    )
    story.when(ArchiveReplyTemplate(template_id=TEMPLATE), by=OPERATOR).then(
        ReplyTemplateArchived(template_id=TEMPLATE)
    )
    story.when(ArchiveReplyTemplate(template_id=TEMPLATE), by=OPERATOR).then_nothing()
    story.when(RestoreReplyTemplate(template_id=TEMPLATE), by=OPERATOR).then(
        ReplyTemplateRestored(template_id=TEMPLATE)
    )
    story.when(RestoreReplyTemplate(template_id=TEMPLATE), by=OPERATOR).then_nothing()


@pytest.mark.parametrize(
    "same",
    [
        RewordReplyTemplate(template_id=TEMPLATE, title=TITLE, body=IN_WORK),
        ShareReplyTemplate(template_id=TEMPLATE, audience=OpenTo(), edited_by="maker"),
    ],
)
def test_what_is_so_already_is_no_fact(same: Command) -> None:
    given(*PEOPLE, TEMPLATE_MADE).when(same, by=OPERATOR).then_nothing()


@pytest.mark.parametrize("empty", [RewordReplyTemplate(template_id=TEMPLATE), ShareReplyTemplate(template_id=TEMPLATE)])
def test_a_change_names_what_it_changes(empty: Command) -> None:
    given(*PEOPLE, TEMPLATE_MADE).when(empty, by=OPERATOR).then_refused(NothingIsAsked)


def test_one_that_somebody_keeps_to_themselves_is_not_there_for_others() -> None:
    second = SPECIALIST_OF_THE_SECOND_LINE
    for by in (second, ADMINISTRATOR):
        for command in (ArchiveReplyTemplate(template_id=TEMPLATE), CopyReplyTemplate(template_id=TEMPLATE)):
            given(*PEOPLE, *TEAMS, TEMPLATE_MADE).when(command, by=by).then_refused(NoSuchReplyTemplate)
    given(*PEOPLE).when(RestoreReplyTemplate(template_id=TEMPLATE), by=OPERATOR).then_refused(NoSuchReplyTemplate)


def test_a_shared_one_is_changed_by_others_where_its_maker_says_so() -> None:
    reword = RewordReplyTemplate(template_id=TEMPLATE, body=Wording(ru="Иначе"))
    given(*shared(TO_ALL)).when(reword, by=SPECIALIST_OF_THE_SECOND_LINE).then_refused(ChangedByItsMaker)
    changed = given(*shared(TO_ALL, edited_by="audience")).when(reword, by=SPECIALIST_OF_THE_SECOND_LINE)
    changed.then(Like(ReplyTemplateReworded))
    archive = ArchiveReplyTemplate(template_id=TEMPLATE)
    given(*shared(TO_ALL, edited_by="audience")).when(archive, by=SPECIALIST_OF_THE_SECOND_LINE).then_refused(
        ChangedByItsMaker
    )
    given(*shared(TO_ALL)).when(archive, by=ADMINISTRATOR).then(ReplyTemplateArchived(template_id=TEMPLATE))
    given(*shared(TO_FIRST)).when(archive, by=SPECIALIST_OF_THE_SECOND_LINE).then_refused(NoSuchReplyTemplate)


def test_a_copy_is_the_copier_s_alone() -> None:
    copy = CopyReplyTemplate(template_id=TEMPLATE, title=Named(ru="Моё"))
    given(*shared(TO_ALL)).when(copy, by=SPECIALIST_OF_THE_SECOND_LINE).then(
        Like(
            ReplyTemplateMade,
            name=Text.same("Моё"),
            body=IN_WORK,
            maker_id=SPECIALIST_OF_THE_SECOND_LINE.actor.id,
            audience=OpenTo(),
            copied_from=TEMPLATE,
        )
    )


def test_an_answer_remembers_the_template_that_it_was_written_with() -> None:
    say = CommentOnTicket(ticket_id=TICKET, body="Анна, уже смотрим.", template_id=TEMPLATE)
    used = Like(ReplyTemplateUsed, template_id=TEMPLATE, name=TITLE.text)
    given(*DESK, REGISTERED, TEMPLATE_MADE).when(say, by=OPERATOR).then(Like(TicketCommented), used)
    solved = ResolveTicket(ticket_id=TICKET, solution="Готово.", template_id=TEMPLATE)
    given(*DESK, REGISTERED, TEMPLATE_MADE).when(solved, by=OPERATOR).then(
        Like(TicketResolved), Like(ReplyTemplateUsed, comment_id=None)
    )


def test_nobody_answers_with_a_template_that_is_not_open_to_them_or_archived() -> None:
    say = CommentOnTicket(ticket_id=TICKET, body="Смотрим.", template_id=TEMPLATE)
    desk = (*DESK, REGISTERED, TEMPLATE_MADE)
    given(*desk).when(say, by=ADMINISTRATOR).then_refused(NoSuchReplyTemplate, field="template_id")
    given(*desk).when(say, by=REQUESTER).then_refused(NoSuchReplyTemplate)
    given(*desk, ReplyTemplateArchived(template_id=TEMPLATE)).when(say, by=OPERATOR).then_refused(IsArchived)
    gone = UUID(int=404)
    given(*DESK, REGISTERED).when(
        CommentOnTicket(ticket_id=TICKET, body="Смотрим.", template_id=gone),  # type: ignore[arg-type] # of no template
        by=OPERATOR,
    ).then_refused(NoSuchReplyTemplate)
