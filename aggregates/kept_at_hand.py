"""Why something that people keep at hand is not theirs to share or to change: templates, macros, checklists."""

from __future__ import annotations

from typing import ClassVar

from events.values.refusal import Refusal


class NotForThatTeam(Refusal):
    """It is opened to a team by its members and by administrators. Choose a team of yours, or keep it to yourself."""

    kind = "not_yours"
    ru: ClassVar[str] = "Команде это открывают её участники и администраторы. Выберите свою команду или оставьте себе."
    field = "audience.team_id"


class OpenedToEveryoneByAdministrators(Refusal):
    """It is opened to everyone by administrators and technologists. Share it with a team, or ask one of them."""

    kind = "not_yours"
    ru: ClassVar[str] = "Всем это открывают администраторы и технологи. Откройте команде или попросите кого-то из них."
    field = "audience.kind"


class ChangedByItsMaker(Refusal):
    """“{name}” is changed by its maker and by administrators. Make a copy of your own."""

    kind = "not_yours"
    ru: ClassVar[str] = "«{name}» меняют автор и администраторы. Сделайте свою копию."


class IsArchived(Refusal):
    """“{name}” is archived. Restore it first, or choose another one."""

    kind = "at_odds"
    ru: ClassVar[str] = "«{name}» в архиве. Сначала верните или выберите другое."
