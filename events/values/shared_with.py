"""To whom something that people keep at hand is open: views, reply templates, macros; kept in facts."""

from __future__ import annotations

from typing import ClassVar, Literal

import msgspec

from events.values.faults import InvalidValue
from events.values.identity import TeamId
from events.values.text import Text

AudienceKind = Literal["maker", "team", "everyone"]
EditedBy = Literal["maker", "audience"]


class OpenTo(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Its maker alone, a team, everyone who works here."""

    kind: AudienceKind = "maker"
    team_id: TeamId | None = None

    half_named: ClassVar[Text] = Text(
        ru="Укажите «team_id», если это для команды, и только тогда.",
        en="Give “team_id” where it is for a team, and only then.",
    )

    def __post_init__(self) -> None:
        if (self.kind == "team") != (self.team_id is not None):
            raise InvalidValue(self.half_named, field="team_id")
