"""To whom something that people keep at hand is open: reply templates, macros, checklists; kept in facts."""

from __future__ import annotations

from typing import Literal

import msgspec

from events.values.faults import InvalidValue
from events.values.identity import TeamId
from events.values.text import Text

EditedBy = Literal["maker", "audience"]


class OpenTo(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Its maker alone, a team, everyone who works here."""

    kind: Literal["maker", "team", "everyone"] = "maker"
    team_id: TeamId | None = None

    def __post_init__(self) -> None:
        if (self.kind == "team") != (self.team_id is not None):
            raise InvalidValue(
                Text(
                    ru="Укажите «team_id», если это для команды, и только тогда.",
                    en="Give “team_id” where it is for a team, and only then.",
                ),
                field="team_id",
            )
