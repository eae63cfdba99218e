"""Change freezes: those of now and ahead, a new one with what is scheduled into it already, and taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from fastapi import Response

from api.console.asked import Asked
from api.console.forms import content_of
from api.console.offered import lists
from api.console.rendering import page
from api.questions.change_request.freezes import FreezesWanted, FreezeWanted, list_freezes, preview_freeze
from api.questions.refusals import InvalidField
from commands.change_request.freeze import DeclareFreeze
from events.values.people import GROUP_NAMES

A_PAGE = 100


def freezes(asked: Asked) -> Response:
    """The first to begin in front."""
    wanted = FreezesWanted(cursor=asked.wish("cursor") or None, limit=A_PAGE)
    found = list_freezes(asked.desk, asked.viewer, wanted, asked.min_position).value
    return page(
        asked,
        "changes/freezes.html",
        freezes=found.freezes,
        more="" if found.next_cursor is None else asked.address(cursor=found.next_cursor),
        names={one.service_id: asked.told(one.name) for one in found.services},
        groups={code: asked.told(name) for code, name in GROUP_NAMES.items()},
        risk_names=dict(lists.risks(asked)),
        risks=lists.risks(asked),
        services=lists.services(asked),
        zone=str(asked.zone),
        may_freeze=asked.may_order("declare-freeze"),
        may_read_history=asked.may("read-freeze-history"),
        preview=None,
    )


def preview(asked: Asked) -> Response:
    """Between which instants it would hold changes up, and which stand there by now."""
    told: dict[str, Any] = content_of(asked.form, DeclareFreeze, asked.zone)
    wanted = FreezeWanted(
        begins=_reading("begins", told.get("begins", "")),
        ends=_reading("ends", told.get("ends", "")),
        zone=str(told.get("zone", "")),
        service=list(told.get("services", ())),
        risk=list(told.get("risks", ())),
    )
    wanted = msgspec.convert(msgspec.to_builtins(wanted), FreezeWanted)
    found = preview_freeze(asked.desk, asked.viewer, wanted).value
    return page(asked, "changes/freeze_preview.html", preview=found)


def _reading(field: str, told: str) -> datetime:
    try:
        return datetime.fromisoformat(told)
    except ValueError as error:
        raise InvalidField(
            field=field, reason_ru="укажите день и время.", reason_en="say the day and the time."
        ) from error
