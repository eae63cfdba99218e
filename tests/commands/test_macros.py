"""Macros: what they are made of, and that on a ticket all of their acts are done, or none; never more than one may."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, get_args

import msgspec
import pytest

from aggregates.kept_at_hand import ChangedByItsMaker, IsArchived
from aggregates.macro import (
    MacroActRefused,
    MacroExists,
    MacroHappensNow,
    MacroIsNotForThisTicket,
    NoSuchMacro,
)
from aggregates.reply_template import NoSuchReplyTemplate, UnknownPlaceholder
from aggregates.ticket_refusals import NoSuchTicket
from commands.catalogue import COMMANDS, issuers
from commands.fields import Named
from commands.macro import ArchiveMacro, ChangeMacro, MakeMacro, RestoreMacro, ShareMacro
from commands.refusals import NotAllowed, StaleVersion
from commands.ticket.macros import ApplyMacro
from commands.ticket.many import FOR_MANY
from commands.ticket.undo import UndoBulk
from events.macro import MacroArchived, MacroChanged, MacroMade, MacroRestored, MacroShared
from events.ticket import (
    TicketClosed,
    TicketCommented,
    TicketPrioritised,
    TicketPutInProgress,
    TicketPutOnHold,
    TicketResolved,
)
from events.ticket_ready import MacroApplied, ReplyTemplateUsed
from events.ticket_tags import TicketTagged
from events.values import macro as acts
from events.values.faults import InvalidValue
from events.values.macro import Act, Offered
from events.values.shared_with import OpenTo
from events.values.text import Text
from tests.dsl import NOW, Like, given
from tests.gallery import DESK, PEOPLE, REGISTERED, TEAMS, TICKET
from tests.gallery_at_hand import MACRO, MACRO_MADE, TEMPLATE, TEMPLATE_MADE
from tests.people import (
    ADMINISTRATOR,
    FIRST_LINE,
    OPERATOR,
    REQUESTER,
    SPECIALIST_OF_THE_SECOND_LINE,
)

APPLY = ApplyMacro(ticket_id=TICKET, macro_id=MACRO)
APPLIED = Like(MacroApplied, macro_id=MACRO, name=MACRO_MADE.name)
TITLE = Named(ru="Массовый сбой", en="Major outage")


def macro(*of: Act, offered: Offered | None = None, everyone: bool = False) -> MacroMade:
    audience = OpenTo(kind="everyone") if everyone else OpenTo()
    return msgspec.structs.replace(MACRO_MADE, acts=of, offered=offered or Offered(), audience=audience)


def desk(*of: Act, **more: Any) -> Any:
    return given(*DESK, REGISTERED, macro(*of, **more))


def test_a_macro_does_all_of_its_acts_in_one_append_each_upon_what_those_before_it_did() -> None:
    story = desk(
        acts.Take(team_id=FIRST_LINE),
        acts.SetTags(add=("Сбой",), remove=("не было",)),
        acts.Prioritise(priority="high"),
        acts.Say(body="Уже чиним."),
        acts.Resolve(solution="Готово."),
        acts.Close(),
    ).when(APPLY, by=OPERATOR)
    told = story.recorded
    story.then(
        Like(TicketPutInProgress),
        Like(TicketTagged, tags=("сбой",)),
        Like(TicketPrioritised, priority="high"),
        Like(TicketCommented, body="Уже чиним.", by_staff=True),
        Like(TicketResolved, solution="Готово."),
        Like(TicketClosed),
        APPLIED,
    )
    assert {one.metadata.command_id for one in told} == {told[0].metadata.command_id}
    assert [one.version for one in told] == list(range(2, 9))


def test_where_an_act_is_refused_nothing_is_done_and_the_refusal_names_it() -> None:
    story = desk(acts.Say(body="Закрываю."), acts.Close()).when(APPLY, by=OPERATOR)
    refused = story.outcome
    story.then_refused(MacroActRefused, nth=2, field="acts[1]")
    assert isinstance(refused, MacroActRefused)
    assert refused.kind == "at_odds"
    assert "Nothing was done: act 2" in refused.text.en


def test_a_macro_of_which_nothing_comes_is_no_fact() -> None:
    desk(acts.SetTags(remove=("не было",)), acts.Prioritise(priority=REGISTERED.priority)).when(
        APPLY, by=OPERATOR
    ).then_nothing()


def test_hours_of_a_hold_are_counted_from_now() -> None:
    story = desk(acts.Start(), acts.Hold(reason="Ждём", for_hours=4)).when(APPLY, by=OPERATOR)
    story.then(Like(TicketPutInProgress), Like(TicketPutOnHold, wake_up_at=NOW + timedelta(hours=4)), APPLIED)


def test_a_template_says_its_words_and_its_use_is_told() -> None:
    story = given(*DESK, REGISTERED, TEMPLATE_MADE, macro(acts.Say(template_id=TEMPLATE, is_public=False)))
    story.when(APPLY, by=OPERATOR).then(
        Like(TicketCommented, is_public=False), Like(ReplyTemplateUsed, template_id=TEMPLATE), APPLIED
    )


def test_words_with_a_placeholder_are_filled_as_those_of_a_template_are() -> None:
    story = desk(acts.Say(body="Здравствуйте, {{ responsible.name }}!")).when(APPLY, by=OPERATOR)
    story.then(Like(TicketCommented, body="Здравствуйте, [ответственный не назначен]!"), APPLIED)


def test_a_template_that_is_not_open_to_whoever_applies_the_macro_is_not_told() -> None:
    story = given(*DESK, REGISTERED, TEMPLATE_MADE, macro(acts.Say(template_id=TEMPLATE), everyone=True))
    story.when(APPLY, by=ADMINISTRATOR).then_refused(MacroActRefused, nth=1)


def test_a_macro_does_no_more_than_whoever_applies_it_may() -> None:
    requester = desk(acts.Say(body="x"), everyone=True).when(APPLY, by=REQUESTER)
    requester.then_refused(NotAllowed)
    stranger = desk(acts.Say(body="x"), everyone=True).when(APPLY, by=SPECIALIST_OF_THE_SECOND_LINE)
    stranger.then_refused(NoSuchTicket)
    desk(acts.Say(body="x")).when(APPLY, by=ADMINISTRATOR).then_refused(NoSuchMacro)


def test_whoever_may_apply_a_macro_may_give_each_of_its_acts() -> None:
    for act in get_args(Act):
        name = act.__struct_config__.tag
        assert issuers(ApplyMacro.name) <= issuers(name)
        assert FOR_MANY[name] is COMMANDS[name]
    tags = {act.__struct_config__.tag for act in get_args(Act)}
    assert tags == FOR_MANY.keys() - {ApplyMacro.name, UndoBulk.name}


def test_it_is_for_the_tickets_that_it_is_offered_on() -> None:
    say = acts.Say(body="x")
    for offered in (Offered(types=("inquiry",)), Offered(statuses=("on_hold",))):
        desk(say, offered=offered).when(APPLY, by=OPERATOR).then_refused(MacroIsNotForThisTicket)
    fits = Offered(types=(REGISTERED.type, "inquiry"), statuses=("new",))
    desk(say, offered=fits).when(APPLY, by=OPERATOR).then(Like(TicketCommented), APPLIED)


def test_a_macro_happens_now_and_upon_what_was_seen() -> None:
    story = desk(acts.Say(body="x"), acts.Start(), everyone=True)
    with pytest.raises(MacroHappensNow):
        story.bus.execute(APPLY, viewer=ADMINISTRATOR, command_id=story.next_id(), at=NOW - timedelta(minutes=30))
    with pytest.raises(StaleVersion):
        story.bus.execute(APPLY, viewer=OPERATOR, command_id=story.next_id(), expected_version=7)
    receipt = story.bus.execute(APPLY, viewer=OPERATOR, command_id=story.next_id(), expected_version=1)
    assert receipt.version == 4


def test_a_macro_that_lost_a_race_is_decided_anew_as_a_whole() -> None:
    story = desk(acts.Start(), acts.Say(body="x"))
    keyed = story.next_id()
    first = story.bus.execute(APPLY, viewer=OPERATOR, command_id=keyed)
    again = story.bus.execute(APPLY, viewer=OPERATOR, command_id=keyed)
    assert (again.repeated, again.version) == (True, first.version)


def test_its_maker_changes_shares_archives_and_restores_it() -> None:
    story = given(*PEOPLE, *TEAMS)
    made = MakeMacro(title=TITLE, acts=MACRO_MADE.acts, offered=MACRO_MADE.offered, macro_id=MACRO)
    story.when(made, by=OPERATOR).then(MACRO_MADE)
    story.when(made, by=OPERATOR).then_refused(MacroExists)
    only = (acts.Start(),)
    story.when(ChangeMacro(macro_id=MACRO, acts=only), by=OPERATOR).then(
        MacroChanged(macro_id=MACRO, name=TITLE.text, acts=only, offered=MACRO_MADE.offered)
    )
    story.when(ChangeMacro(macro_id=MACRO, title=Named(ru="Сбой"), acts=only), by=OPERATOR).then(
        Like(MacroChanged, name=Text.same("Сбой"))
    )
    story.when(ChangeMacro(macro_id=MACRO, acts=only), by=OPERATOR).then_nothing()
    story.when(ShareMacro(macro_id=MACRO, edited_by="audience"), by=OPERATOR).then(Like(MacroShared))
    story.when(ArchiveMacro(macro_id=MACRO), by=OPERATOR).then(MacroArchived(macro_id=MACRO))
    story.when(ArchiveMacro(macro_id=MACRO), by=OPERATOR).then_nothing()
    story.when(RestoreMacro(macro_id=MACRO), by=OPERATOR).then(MacroRestored(macro_id=MACRO))


def test_others_change_it_only_where_its_maker_says_so_and_nobody_uses_an_archived_one() -> None:
    shared = macro(acts.Start(), everyone=True)
    change = ChangeMacro(macro_id=MACRO, title=Named(ru="Иначе"))
    given(*PEOPLE, *TEAMS, shared).when(change, by=SPECIALIST_OF_THE_SECOND_LINE).then_refused(ChangedByItsMaker)
    given(*PEOPLE, *TEAMS, MACRO_MADE).when(change, by=ADMINISTRATOR).then_refused(NoSuchMacro)
    given(*DESK, REGISTERED, shared, MacroArchived(macro_id=MACRO)).when(APPLY, by=OPERATOR).then_refused(IsArchived)


def test_a_macro_is_made_with_templates_that_are_open_to_its_maker() -> None:
    made = MakeMacro(title=TITLE, acts=(acts.Start(), acts.Say(template_id=TEMPLATE)))
    given(*PEOPLE, TEMPLATE_MADE).when(made, by=ADMINISTRATOR).then_refused(
        NoSuchReplyTemplate, field="acts[1].template_id"
    )
    given(*PEOPLE, TEMPLATE_MADE).when(made, by=OPERATOR).then(Like(MacroMade))


@pytest.mark.parametrize("name", ["{{nope}}", "{{ticket.number"])
def test_a_macro_is_made_and_changed_with_placeholders_that_there_are(name: str) -> None:
    said: tuple[Act, ...] = (acts.Start(), acts.Say(body=f"Заявка {name}"))
    story = given(*PEOPLE, MACRO_MADE)
    story.when(MakeMacro(title=TITLE, acts=said), by=OPERATOR)
    story.then_refused(UnknownPlaceholder, field="acts[1].body")
    solved = (acts.Resolve(solution=name),)
    story.when(ChangeMacro(macro_id=MACRO, acts=solved), by=OPERATOR)
    story.then_refused(UnknownPlaceholder, field="acts[0].solution")


@pytest.mark.parametrize(
    "nothing",
    [
        acts.Say,
        lambda: acts.Say(body="x", template_id=TEMPLATE),
        acts.Resolve,
        acts.Prioritise,
        acts.Reclassify,
        acts.SetTags,
    ],
)
def test_an_act_says_what_it_does(nothing: Any) -> None:
    with pytest.raises(InvalidValue):
        nothing()
