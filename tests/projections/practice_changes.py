"""Random commands on changes, their approvals and windows, each compared with the plain model."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from hypothesis import strategies as st

from commands.change_request.approve import AnswerChangeApproval, SubmitChange
from commands.change_request.draft import DraftChange, OutlineChange
from commands.change_request.schedule import MoveChange, ScheduleChange
from commands.service import MoveService
from events.values.approval import Verdict
from events.values.change import Risk
from events.values.duration import Duration
from events.values.identity import ChangeId
from tests.projections.plain_practice import (
    BY_OTHERS,
    CHANGE_ASKS,
    Hours,
    PlainAsking,
    PlainChange,
    first_refused,
)
from tests.projections.practice_people import (
    AIMED,
    ASKER,
    DESKER,
    PATIENCE,
    RISKS,
    STAGES,
    THREE,
    VERDICTS,
    WHO,
    WHOM,
    WINDOWS,
    WORDS,
    Asked,
    Peopled,
    hours,
    opened,
    step,
)


class ChangeRules(Peopled):
    """What people do to changes, and to the catalogue under them."""

    # -- changes -------------------------------------------------------------------------------------------

    def _change(self, nth: int, *statuses: str) -> tuple[ChangeId, PlainChange]:
        """One of the changes that stand so, if any does; else any."""
        all_of_them = list(zip(self.changes, self.plain.changes, strict=True))
        fitting = [one for one in all_of_them if one[1].status in statuses] or all_of_them
        return fitting[nth % len(fitting)]

    @step(3, who=ASKER, risk=RISKS, window=st.none() | WINDOWS, some=st.sets(THREE, min_size=1, max_size=2))
    def draft_change(self, who: int, risk: Risk, window: tuple[int, int] | None, some: set[int]) -> None:
        if len(self.changes) == 8:
            return
        services = tuple(self.services[one] for one in sorted(some))
        command = DraftChange(
            subject="?", plan="План", back_out="Назад", risk=risk, window=opened(hours(window)), services=services
        )
        if receipt := self._told(command, self._viewer(who), None):
            self.changes.append(ChangeId(receipt.stream))
            self.plain.changes.append(PlainChange({self.people[who]}, risk, hours(window), services))

    @step(1, nth=THREE, who=WHO, risk=RISKS, window=WINDOWS)
    def outline_change(self, nth: int, who: int, risk: Risk, window: tuple[int, int]) -> None:
        found, plain = self._change(nth)
        is_same = (risk, hours(window)) == (plain.risk, plain.window)
        expected = first_refused(
            (
                (plain.is_over, "change-is-over"),
                (not is_same and plain.status != "draft", "change-is-not-draft"),
            )
        )
        command = OutlineChange(change_id=found, risk=risk, window=opened(hours(window)))
        if self._told(command, self._viewer(who), expected) and not is_same:
            plain.risk, plain.window, plain.shown = risk, hours(window), []
            plain.authors.add(self.people[who])

    @step(6, nth=THREE, who=ASKER, asked=STAGES | STAGES | STAGES | st.just([]), patience=PATIENCE, is_aimed=AIMED)
    def submit_change(
        self, nth: int, who: int, asked: list[Asked], patience: tuple[int | None, int | None], *, is_aimed: bool
    ) -> None:
        (found, plain), (stages, people) = self._change(nth, "draft" if is_aimed else ""), self._asked(asked)
        involved: set[UUID] = plain.authors | {self.people[who]}
        remind, expire = patience
        expected = first_refused(
            (
                (bool({one for _, stage in people for one in stage} & involved), "approver-is-involved"),
                ((way := plain.way("submitted")) is not None, str(way)),
                (not people and plain.risk != "low", "change-needs-approvers"),
                (bool(people) and remind is not None and remind == expire, "reminder-comes-too-late"),
                (bool(people) and plain.window is None, "change-has-no-window"),
            )
        )
        command = SubmitChange(
            change_id=found,
            stages=stages,
            remind_for=None if remind is None else Duration(remind),
            expires_for=None if expire is None else Duration(expire),
        )
        if self._told(command, self._viewer(who), expected):
            plain.shown, plain.reason = [], ""
            plain.status = "submitted" if people else "approved"
            plain.asking = PlainAsking(people, involved, self.world.now, remind, expire) if people else None

    @step(6, nth=THREE, who=WHO, whom=WHOM, verdict=VERDICTS, words=WORDS, is_staff=AIMED, is_aimed=AIMED)
    def answer_change(
        self, nth: int, who: int, whom: int | None, verdict: Verdict, words: str, *, is_staff: bool, is_aimed: bool
    ) -> None:
        found, plain = self._change(nth, "submitted" if is_aimed else "")
        who = self._one_who_speaks(who, plain.waits) if is_aimed else who
        me, now = self.people[who], self.world.now
        everybody = set() if plain.asking is None else plain.asking.everybody
        voices = self.plain.speaks_for(me, everybody, now)
        in_stage = () if plain.waits is None else plain.waits.people
        approver = self._approver(
            plain.waits, whom, me, [one for one in in_stage if self.plain.stands_in(me, one, now)]
        )
        expected = first_refused(
            (
                (not voices and not is_staff, "no-such-change"),
                (approver != me and not self.plain.stands_in(me, approver, now), "approval-is-not-yours"),
                (plain.waits is None, "nobody-is-asked-about-change"),
            )
        ) or cast("PlainAsking", plain.waits).refused(approver, me, verdict, words)
        command = AnswerChangeApproval(
            change_id=found,
            verdict=verdict,
            comment=words,
            approver_id=None if whom is None else self.people[whom],
        )
        if self._told(command, self._viewer(who, is_staff=is_staff), expected) and plain.asking is not None:
            plain.asking.answer(approver, me, verdict, now)
            plain.shown = list(plain.asking.answers)
            if plain.asking.over:
                plain.moved(plain.asking.over, words if plain.asking.over == "rejected" else "")

    @step(4, nth=THREE, window=st.none() | st.none() | WINDOWS, note=st.sampled_from(["", "", "Надо"]), is_aimed=AIMED)
    def schedule_change(self, nth: int, window: tuple[int, int] | None, note: str, *, is_aimed: bool) -> None:
        found, plain = self._change(nth, *(("approved", "scheduled") if is_aimed else ()))
        wanted = hours(window) or plain.held or plain.window
        is_same = plain.status == "scheduled" and (wanted, note) == (plain.held, plain.note)
        expected = "change-has-no-window" if wanted is None else self._not_scheduled(plain, wanted, note)
        command = ScheduleChange(change_id=found, window=opened(hours(window)), force_note=note)
        if self._told(command, self._viewer(DESKER), None if is_same else expected) and not is_same:
            plain.status, plain.held, plain.note, plain.reason = "scheduled", wanted, note, ""

    def _not_scheduled(self, plain: PlainChange, wanted: Hours, note: str) -> str | None:
        way = None if plain.status == "scheduled" else plain.way("scheduled")
        consented = None if plain.asking is None else plain.window
        leaves = consented is not None and not (consented[0] <= wanted[0] and wanted[1] <= consented[1])
        return first_refused(
            (
                (way is not None, str(way)),
                (leaves, "window-is-not-consented"),
                (wanted[1] <= self.world.now, "window-is-past"),
                (not note and self.plain.collides(plain, wanted), "windows-collide"),
            )
        )

    @step(
        3,
        nth=THREE,
        to=st.sampled_from(
            [
                "draft",
                "draft",
                "draft",
                "submitted",
                "approved",
                "scheduled",
                "implemented",
                "implemented",
                "implemented",
                "reviewed",
                "closed",
                "rejected",
                "cancelled",
            ]
        ),
        words=WORDS,
        is_aimed=AIMED,
    )
    def move_change(self, nth: int, to: str, words: str, *, is_aimed: bool) -> None:
        found, plain = self._change(nth, *(("approved", "rejected", "scheduled", "implemented") if is_aimed else ()))
        is_same = to == plain.status
        needs = to in {"cancelled", "reviewed"} or (plain.status, to) in CHANGE_ASKS
        is_early = to == "implemented" and plain.held is not None and self.world.now < plain.held[0]
        expected = first_refused(
            (
                ((way := plain.way(to)) is not None, str(way)),
                (needs and not words, "change-move-asks-for"),
                ((plain.status, to) in BY_OTHERS, "change-moves-otherwise"),
                (is_early and not words, "window-has-not-begun"),
            )
        )
        command = MoveChange(change_id=found, to=to, reason=words, solution=words)
        if self._told(command, self._viewer(DESKER), None if is_same else expected) and not is_same:
            plain.moved(to, words)

    @step(1, nth=THREE, under=st.none() | THREE)
    def move_service(self, nth: int, under: int | None) -> None:
        service, parent = self.services[nth], None if under is None else self.services[under]
        is_inside = parent is not None and service in self.plain.above(parent)
        expected = "service-would-be-inside-itself" if is_inside else None
        if self._told(MoveService(service_id=service, parent_id=parent), self._viewer(DESKER), expected):
            self.plain.parents[service] = parent
