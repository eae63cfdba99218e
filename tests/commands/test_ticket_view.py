"""Views of tickets: whose they are, who sees and changes them, and what they may ask for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from aggregates.team import NoSuchTeam, TeamIsDisbanded
from aggregates.ticket_type import UnknownTicketType
from aggregates.ticket_view import (
    AttributeOfNoType,
    EveryonesViewIsMadeByAdministrators,
    NoSuchView,
    NotInThatTeam,
    StatusOfUnknownType,
    ViewExists,
    ViewIsOthers,
)
from commands.command import Command
from commands.fields import Named
from commands.refusals import NothingIsAsked
from commands.ticket_view import ChangeView, MakeView, RemoveView, RenameView, ShareView
from events.team import TeamDisbanded
from events.ticket_type import TicketTypeDefined
from events.ticket_view import ViewChanged, ViewMade, ViewRemoved, ViewRenamed, ViewShared
from events.values.faults import InvalidValue
from events.values.identity import PersonId, TeamId, ViewId
from events.values.people import Responsible
from events.values.text import Text
from events.values.ticket_condition import AllOf, Condition, Except, Is, OfAttribute, OneOf
from events.values.ticket_view import Audience, ViewSettings
from tests.dsl import given
from tests.gallery import PEOPLE, TEAMS
from tests.gallery_types import ACCESS, ACCESS_ID, ACCESS_TYPE
from tests.gallery_views import BURNING, MADE, VIEW
from tests.people import ADMINISTRATOR, FIRST_LINE, OLGA, OPERATOR, REQUESTER, SECOND_LINE

TITLE = Named(ru="Горит у нас", en="Burning with us")
OTHER = ViewSettings(condition=Is(field="overdue"))
TO_FIRST = Audience(kind="team", team_id=FIRST_LINE)
TO_ALL = Audience(kind="everyone")


def shared(audience: Audience, *, edited_by: str = "maker") -> tuple[Any, ...]:
    return (*PEOPLE, *TEAMS, MADE, ViewShared(view_id=VIEW, audience=audience, edited_by=edited_by))  # type: ignore[arg-type] # a known one


def asking(condition: Condition) -> MakeView:
    return MakeView(title=TITLE, settings=ViewSettings(condition=condition), view_id=VIEW)


def test_everybody_makes_a_view_of_their_own() -> None:
    given(*PEOPLE).when(MakeView(title=TITLE, settings=BURNING, view_id=VIEW), by=OPERATOR).then(
        ViewMade(view_id=VIEW, name=TITLE.text, maker_id=OLGA, settings=BURNING)
    )


def test_a_view_of_an_id_that_is_taken_is_refused() -> None:
    given(*PEOPLE, MADE).when(MakeView(title=TITLE, view_id=VIEW), by=OPERATOR).then_refused(ViewExists)


def test_a_view_for_a_team_is_made_by_its_members_and_administrators() -> None:
    for_first = MakeView(title=TITLE, audience=TO_FIRST, view_id=VIEW)
    given(*PEOPLE, *TEAMS).when(for_first, by=ADMINISTRATOR).then(
        ViewMade(
            view_id=VIEW,
            name=TITLE.text,
            maker_id=PersonId(ADMINISTRATOR.actor.id),
            settings=ViewSettings(),
            audience=TO_FIRST,
        )
    )
    given(*PEOPLE, *TEAMS).when(for_first, by=REQUESTER).then_refused(NotInThatTeam)
    unknown = MakeView(title=TITLE, audience=Audience(kind="team", team_id=TeamId(UUID(int=404))))
    given(*PEOPLE, *TEAMS).when(unknown, by=ADMINISTRATOR).then_refused(NoSuchTeam)
    gone = TeamDisbanded(team_id=FIRST_LINE, hand_over_to=Responsible(SECOND_LINE))
    given(*PEOPLE, *TEAMS, gone).when(for_first, by=ADMINISTRATOR).then_refused(TeamIsDisbanded)


def test_a_view_for_everyone_is_made_by_administrators() -> None:
    for_all = MakeView(title=TITLE, audience=TO_ALL, view_id=VIEW)
    given(*PEOPLE).when(for_all, by=OPERATOR).then_refused(EveryonesViewIsMadeByAdministrators)
    given(*PEOPLE, MADE).when(ShareView(view_id=VIEW, audience=TO_ALL), by=OPERATOR).then_refused(
        EveryonesViewIsMadeByAdministrators
    )


def test_its_maker_renames_changes_shares_and_removes_a_view() -> None:
    story = given(*PEOPLE, *TEAMS, MADE)
    story.when(RenameView(view_id=VIEW, title=Named(ru="Горит")), by=OPERATOR).then(
        ViewRenamed(view_id=VIEW, name=Text.same("Горит"))
    )
    story.when(ChangeView(view_id=VIEW, settings=OTHER), by=OPERATOR).then(ViewChanged(view_id=VIEW, settings=OTHER))
    story.when(RemoveView(view_id=VIEW), by=OPERATOR).then(ViewRemoved(view_id=VIEW))
    given(*PEOPLE, *TEAMS, MADE).when(ShareView(view_id=VIEW, edited_by="audience"), by=OPERATOR).then(
        ViewShared(view_id=VIEW, audience=Audience(), edited_by="audience")
    )


@pytest.mark.parametrize(
    "same",
    [
        RenameView(view_id=VIEW, title=TITLE),
        ChangeView(view_id=VIEW, settings=BURNING),
        ShareView(view_id=VIEW, audience=Audience(), edited_by="maker"),
    ],
)
def test_what_is_so_already_is_no_fact(same: Command) -> None:
    given(*PEOPLE, MADE).when(same, by=OPERATOR).then_nothing()


def test_a_view_of_somebody_else_is_not_there_for_others_also_for_administrators() -> None:
    for by in (REQUESTER, ADMINISTRATOR):
        given(*PEOPLE, *TEAMS, MADE).when(RenameView(view_id=VIEW, title=Named(ru="Моё")), by=by).then_refused(
            NoSuchView
        )
    gone = ViewId(UUID(int=404))
    given(*PEOPLE).when(RemoveView(view_id=gone), by=OPERATOR).then_refused(NoSuchView)
    removed = ViewRemoved(view_id=VIEW)
    given(*PEOPLE, MADE, removed).when(RemoveView(view_id=VIEW), by=OPERATOR).then_refused(NoSuchView)


def test_who_sees_a_view_changes_it_only_where_its_maker_says_so() -> None:
    change = ChangeView(view_id=VIEW, settings=OTHER)
    changed = ViewChanged(view_id=VIEW, settings=OTHER)
    given(*shared(TO_ALL)).when(change, by=REQUESTER).then_refused(ViewIsOthers)
    given(*shared(TO_ALL, edited_by="audience")).when(change, by=REQUESTER).then(changed)
    given(*shared(TO_FIRST, edited_by="audience")).when(change, by=REQUESTER).then_refused(NoSuchView)
    given(*shared(TO_ALL)).when(change, by=ADMINISTRATOR).then(changed)
    given(*shared(TO_FIRST)).when(change, by=ADMINISTRATOR).then(changed)
    # To take it from the others, or away, is more than to change it.
    for more in (ShareView(view_id=VIEW, audience=Audience()), RemoveView(view_id=VIEW)):
        given(*shared(TO_ALL, edited_by="audience")).when(more, by=REQUESTER).then_refused(ViewIsOthers)


def test_an_order_to_share_says_with_whom_or_who_changes_it() -> None:
    given(*PEOPLE, MADE).when(ShareView(view_id=VIEW), by=OPERATOR).then_refused(NothingIsAsked)


def test_a_condition_names_types_statuses_and_attributes_that_there_are() -> None:
    cases: tuple[tuple[Condition, type[Exception] | None], ...] = (
        (OneOf(field="status", values=("new", "closed")), None),
        (OneOf(field="status", values=("checking",)), StatusOfUnknownType),
        (AllOf(of=(OneOf(field="type", values=(ACCESS,)), OneOf(field="status", values=("checking",)))), None),
        (Except(of=OneOf(field="type", values=("nothing",))), UnknownTicketType),
        (OfAttribute(code="system", type=ACCESS, values=("erp",)), None),
        (OfAttribute(code="floor", type=ACCESS, values=("3",)), AttributeOfNoType),
        (OfAttribute(code="floor", values=("3",)), None),
    )
    defined = TicketTypeDefined(type_id=ACCESS_ID, code=ACCESS, definition=ACCESS_TYPE)
    for condition, refusal in cases:
        story = given(*PEOPLE, defined).when(asking(condition), by=OPERATOR)
        if refusal is None:
            story.then(
                ViewMade(view_id=VIEW, name=TITLE.text, maker_id=OLGA, settings=ViewSettings(condition=condition))
            )
        else:
            story.then_refused(refusal)  # type: ignore[arg-type] # a refusal of ours


def deep(levels: int) -> Condition:
    condition: Condition = Is(field="open")
    for _ in range(levels):
        condition = Except(of=condition)
    return condition


def test_what_nobody_could_read_is_no_condition() -> None:
    assert ViewSettings(condition=deep(5)).condition == deep(5)
    with pytest.raises(InvalidValue, match="nested 7 deep, 6 is the most"):
        ViewSettings(condition=deep(6))
    many = AllOf(of=tuple(Is(field="open") for _ in range(60)))
    with pytest.raises(InvalidValue, match="61 conditions, 60 is the most"):
        ViewSettings(condition=many)
    with pytest.raises(InvalidValue, match="each is given once"):
        ViewSettings(columns=("number", "number"))
    with pytest.raises(InvalidValue, match="team_id"):
        Audience(kind="team")
