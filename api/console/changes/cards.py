"""The card of a change request: its outline, its consents, its window, and its history."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import msgspec
from fastapi import Response

from api.console.asked import Asked
from api.console.changes.lists import COLOURS
from api.console.offered import lists
from api.console.rendering import page
from api.questions.change_request.cards import ChangeCard, read_change, read_change_history
from api.questions.paging.whole import PageOf
from events.values.approval import Mode
from events.values.change import APPROVED, CANCELLED, DRAFT, IMPLEMENTED, REVIEWED, SCHEDULED
from events.values.text import Text
from events.values.ticket import CLOSED

MODES: Mapping[Mode, Text] = {
    "one": Text("достаточно одного согласия", "one consent is enough"),
    "all": Text("согласны должны быть все", "all have to consent"),
    "first": Text("решает первый ответ", "the first answer decides"),
}


DEEDS: Mapping[str, Text] = {
    DRAFT: Text("Вернуть в черновик", "Take back to draft"),
    APPROVED: Text("Освободить окно", "Give the window up"),
    IMPLEMENTED: Text("Отметить выполненным", "Mark as implemented"),
    REVIEWED: Text("Проверено", "Reviewed"),
    CLOSED: Text("Закрыть", "Close"),
    CANCELLED: Text("Отменить", "Cancel"),
}
"""What one does to bring a change there."""


class Asking(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is asked at a stage, and what they said, if they did."""

    name: str
    verdict: str = ""
    comment: str = ""
    by: str = ""
    when: str = ""


class StageShown(msgspec.Struct, frozen=True, kw_only=True):
    """A stage of the approval with everybody who is asked at it."""

    place: int
    mode: str
    is_open: bool
    people: tuple[Asking, ...]


def change(asked: Asked, ref: str) -> Response:
    """What approvers decide on is written in a draft alone: the page says so where it is not one."""
    found = read_change(asked.desk, asked.viewer, ref, asked.min_position).value
    may_work = asked.may_order("outline-change")
    return page(
        asked,
        "changes/card.html",
        change=found,
        called=f"C-{found.number}",
        colour=COLOURS.get(found.status, ""),
        stages=_stages(asked, found),
        risks=lists.risks(asked),
        risk=dict(lists.risks(asked))[found.risk],
        services=lists.services(asked, beside=found.services) if may_work else [],
        teams=lists.teams(asked) if may_work else [],
        modes=[(code, asked.told(name)) for code, name in MODES.items()],
        may_work=may_work,
        is_draft=found.status == DRAFT,
        may_schedule=may_work and found.status in {APPROVED, SCHEDULED},
        deeds={code: asked.told(name) for code, name in DEEDS.items()},
        moves=[way for way in found.ways if way.by == "move-change"],
        local=lambda at: "" if at is None else at.astimezone(asked.zone).strftime("%Y-%m-%dT%H:%M"),
    )


def history(asked: Asked, ref: str) -> Response:
    """What was done, the first in front."""
    found = read_change(asked.desk, asked.viewer, ref, asked.min_position).value
    wanted = PageOf(ref=ref, cursor=asked.wish("cursor") or None)
    told = read_change_history(asked.desk, asked.viewer, wanted, asked.min_position).value
    return page(
        asked,
        "history.html",
        called=f"C-{found.number}",
        subject=found.subject,
        back=f"/changes/C-{found.number}",
        entries=told.facts,
        more="" if told.next_cursor is None else asked.address(cursor=told.next_cursor),
    )


def _stages(asked: Asked, card: ChangeCard) -> list[StageShown]:
    names = card.names
    said = {(one.stage, one.approver_id): one for one in card.answers}

    def told(place: int, person: UUID) -> Asking:
        answer = said.get((place, person))
        name = asked.told(names.get(str(person))) or asked.say("кто-то", "somebody")
        if answer is None:
            return Asking(name=name)
        by = "" if answer.answered_by == person else asked.told(names.get(str(answer.answered_by)))
        return Asking(
            name=name, verdict=answer.verdict, comment=answer.comment, by=by, when=asked.times.when(answer.at)
        )

    return [
        StageShown(
            place=place + 1,
            mode=asked.told(MODES[stage.mode]),
            is_open=bool(card.waits_for) and place == card.stage,
            people=tuple(told(place, person) for person in stage.approvers),
        )
        for place, stage in enumerate(card.stages)
    ]
