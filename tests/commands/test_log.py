"""The log's own facts: a restored log begins a new epoch, once, by the desk alone."""

from __future__ import annotations

import pytest

from commands.log import ResumeLog, TellDetailsSealed
from commands.refusals import NotAllowed
from events.log import LogDetailsSealed, LogResumed
from events.values.people import Viewer
from tests.dsl import given
from tests.people import ADMINISTRATOR, AUDITOR, OPERATOR, REQUESTER, TECHNOLOGIST, THE_DESK

LINK = "ab" * 32
SEEN = ResumeLog(seen_epoch=1, seen_position=90, seen_link=LINK)
RESUMED = LogResumed(epoch=2, seen_epoch=1, seen_position=90, seen_link=LINK)


def test_a_log_that_was_seen_to_go_further_begins_the_epoch_behind_the_one_that_was_seen() -> None:
    given().when(SEEN, by=THE_DESK).then(RESUMED)


def test_desks_that_saw_the_same_begin_one_epoch() -> None:
    given(RESUMED).when(SEEN, by=THE_DESK).then_nothing()


def test_a_backup_that_is_restored_again_begins_an_epoch_that_nobody_has_seen() -> None:
    seen = ResumeLog(seen_epoch=2, seen_position=120, seen_link=LINK)
    third = LogResumed(epoch=3, seen_epoch=2, seen_position=120, seen_link=LINK)
    given().when(seen, by=THE_DESK).then(third)
    given(RESUMED).when(seen, by=THE_DESK).then(third)


def test_that_older_words_are_sealed_is_told_once_however_often_a_start_is_cut_off() -> None:
    sealed, told = TellDetailsSealed(until=90), LogDetailsSealed(until=90)
    given().when(sealed, by=THE_DESK).then(told)
    given(told).when(sealed, by=THE_DESK).then_nothing()
    given(told, RESUMED).when(sealed, by=THE_DESK).then_nothing()
    given(told).when(TellDetailsSealed(until=120), by=THE_DESK).then(LogDetailsSealed(until=120))


@pytest.mark.parametrize("by", [ADMINISTRATOR, TECHNOLOGIST, OPERATOR, AUDITOR, REQUESTER])
def test_nobody_but_the_desk_says_what_became_of_its_log(by: Viewer) -> None:
    given().when(SEEN, by=by).then_refused(NotAllowed)
