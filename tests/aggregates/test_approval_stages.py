"""How stages are decided, by rule and against a model that knows nothing but the words of the rules (row 163)."""

from __future__ import annotations

import os
from itertools import permutations, product
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import asdict, replace

from aggregates.approval import Approval, settled
from events.approval import ApprovalAnswered, ApprovalRequested
from events.folds.approval import answered, requested
from events.values.approval import ApprovalStage, Mode, Settled, Verdict
from events.values.identity import ApprovalId, PersonId, TicketId
from events.values.people import SYSTEM
from events.values.ticket import STATUSES
from tests.dsl import given as told
from tests.dsl import stream_of
from tests.gallery import REGISTERED

TICKET, APPROVAL = TicketId(UUID(int=1)), ApprovalId(UUID(int=2))
MODES: tuple[Mode, ...] = ("one", "all", "first")
VERDICTS: tuple[Verdict, ...] = ("approve", "reject")
A, B, C = (PersonId(UUID(int=10 + nth)) for nth in range(3))


def said(*answers: tuple[PersonId, Verdict]) -> dict[PersonId, Verdict]:
    return dict(answers)


@pytest.mark.parametrize(
    ("mode", "answers", "expected"),
    [
        ("one", said(), None),
        ("one", said((A, "reject")), None),
        ("one", said((A, "reject"), (B, "approve")), "approved"),
        ("one", said((A, "reject"), (B, "reject")), "rejected"),
        ("all", said(), None),
        ("all", said((A, "approve")), None),
        ("all", said((A, "approve"), (B, "approve")), "approved"),
        ("all", said((A, "approve"), (B, "reject")), "rejected"),
        ("all", said((B, "reject")), "rejected"),
        ("first", said(), None),
        ("first", said((B, "approve")), "approved"),
        ("first", said((A, "reject")), "rejected"),
        ("first", said((A, "reject"), (B, "approve")), "rejected"),
    ],
)
def test_row_163_a_stage_is_decided_by_its_mode(
    mode: Mode, answers: dict[PersonId, Verdict], expected: Settled | None
) -> None:
    assert settled(ApprovalStage(mode=mode, approvers=(A, B)), answers) == expected


@pytest.mark.parametrize("mode", MODES)
def test_row_163_whoever_answers_in_whatever_order_every_stage_is_decided_once_all_have(mode: Mode) -> None:
    stage = ApprovalStage(mode=mode, approvers=(A, B, C))
    for order, verdicts in product(permutations(stage.approvers), product(VERDICTS, repeat=3)):
        assert settled(stage, dict(zip(order, verdicts, strict=True))) is not None


@pytest.mark.parametrize("mode", ["one", "all"])
def test_row_163_only_where_the_first_decides_does_the_order_matter(mode: Mode) -> None:
    stage = ApprovalStage(mode=mode, approvers=(A, B, C))
    for verdicts in product(VERDICTS, repeat=3):
        told = list(zip(stage.approvers, verdicts, strict=True))
        assert len({settled(stage, dict(order)) for order in permutations(told)}) == 1


class Model:
    """An approval told in plain words: lists of names, no shared code."""

    def __init__(self, stages: list[tuple[str, list[PersonId]]]) -> None:
        self.stages, self.at, self.answers, self.over = stages, 0, list[tuple[PersonId, str]](), ""

    def accepts(self, who: PersonId) -> bool:
        return not self.over and who in self.stages[self.at][1] and who not in [name for name, _ in self.answers]

    def answer(self, who: PersonId, verdict: str) -> None:
        self.answers.append((who, verdict))
        mode, people = self.stages[self.at]
        words = [word for _, word in self.answers]
        if mode == "first":
            ends = words[0]
        elif mode == "one":
            ends = "approve" if "approve" in words else "reject" if len(words) == len(people) else ""
        else:
            ends = "reject" if "reject" in words else "approve" if len(words) == len(people) else ""
        if ends == "reject":
            self.over = "rejected"
        elif ends == "approve" and self.at + 1 == len(self.stages):
            self.over = "approved"
        elif ends == "approve":
            self.at, self.answers = self.at + 1, []


TOLD = told(REGISTERED).log.load(stream_of(REGISTERED))[0]
PEOPLE = st.lists(st.sampled_from([PersonId(UUID(int=nth)) for nth in range(20, 25)]), min_size=1, unique=True)
STAGES = st.lists(st.tuples(st.sampled_from(MODES), PEOPLE), min_size=1, max_size=4)
ANSWERS = st.lists(st.tuples(st.integers(20, 24), st.sampled_from(VERDICTS)), max_size=25)


def follow(stages: list[tuple[Mode, list[PersonId]]], answers: list[tuple[int, Verdict]]) -> None:
    """Let both answer the same and compare them at every step."""
    model = Model([(mode, list(people)) for mode, people in stages])
    asked = requested(
        ApprovalRequested(
            ticket_id=TICKET,
            approval_id=APPROVAL,
            requester_id=A,
            question="?",
            stages=tuple(ApprovalStage(mode=mode, approvers=tuple(people)) for mode, people in stages),
            returns_to=STATUSES["new"],
            rejected_to=STATUSES["in_progress"],
        ),
        SYSTEM,
    )
    approval = Approval(**asdict(asked))
    over = ""
    for nth, verdict in answers:
        who = PersonId(UUID(int=nth))
        takes = not over and who in approval.awaited
        assert takes == model.accepts(who)
        if not takes:
            continue
        decision = approval.decide(who, by=who, verdict=verdict, comment="Так")
        over = decision.ends or ""
        fact = ApprovalAnswered(
            ticket_id=TICKET,
            approval_id=APPROVAL,
            requester_id=A,
            stage=approval.stage,
            approver_id=who,
            answered_by=who,
            verdict=verdict,
            opens=decision.opens,
        )
        approval = answered(approval, replace(TOLD, fact=fact))
        model.answer(who, verdict)
        assert (over, approval.stage) == (model.over, model.at)


@settings(max_examples=300, deadline=None)
@given(stages=STAGES, answers=ANSWERS)
def test_row_163_any_answers_to_any_stages_do_what_the_model_does(
    stages: list[tuple[Mode, list[PersonId]]], answers: list[tuple[int, Verdict]]
) -> None:
    follow(stages, answers)


@pytest.mark.long
@pytest.mark.skipif(not os.environ.get("DESK_TEST_LONG"), reason="thousands of examples: make test-long")
@settings(max_examples=20_000, deadline=None)
@given(stages=STAGES, answers=ANSWERS)
def test_row_163_thousands_of_them_do(
    stages: list[tuple[Mode, list[PersonId]]], answers: list[tuple[int, Verdict]]
) -> None:
    follow(stages, answers)
