"""Lines read as they are written, whichever command brings them."""

from __future__ import annotations

from uuid import uuid4

import pytest

from commands.change_request.draft import OutlineChange
from commands.problem.work import DescribeProblem
from commands.ticket.register import RegisterTicket
from events.values.faults import InvalidValue
from events.values.identity import ChangeId, ProblemId


@pytest.mark.parametrize("sign", "\u202a\u202e\u2066\u2069")
def test_every_character_that_turns_the_reading_direction_is_refused(sign: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        RegisterTicket(subject=f"a{sign}b")
    assert f"U+{ord(sign):04X}" in refused.value.text.en
    assert refused.value.field == "subject"


@pytest.mark.parametrize("subject", ["👩\u200d💻 не включается", "می\u200cخواهم", "два\u00a0слова"])
def test_what_belongs_to_how_people_write_is_taken(subject: str) -> None:
    assert RegisterTicket(subject=subject).subject == subject


def test_a_subject_is_looked_at_when_it_is_told_anew() -> None:
    with pytest.raises(InvalidValue):
        DescribeProblem(problem_id=ProblemId(uuid4()), subject="\u202eabc")
    with pytest.raises(InvalidValue):
        OutlineChange(change_id=ChangeId(uuid4()), subject="\u202eabc")


@pytest.mark.parametrize("subject", ["\u200b", "\u200b \u2060", "\u0301"])
def test_a_subject_that_nobody_can_see_is_none(subject: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        RegisterTicket(subject=subject)
    assert (refused.value.field, "seen" in refused.value.text.en) == ("subject", True)
