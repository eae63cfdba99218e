"""What may happen to a view of tickets; driven by ``commands.ticket_view``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from msgspec.structs import replace

from events.fact import Fact, Recorded
from events.folds.ticket_view import VIEW, ViewState
from events.ticket_view import ViewChanged, ViewMade, ViewRemoved, ViewRenamed, ViewShared
from events.values.identity import PersonId, ViewId
from events.values.refusal import Refusal
from events.values.shared_with import EditedBy
from events.values.text import Text
from events.values.ticket_view import Audience, ViewSettings


class NoSuchView(Refusal):
    """There is no such view, or none that you see. GET /views lists those that there are."""

    kind = "missing"
    ru: ClassVar[str] = "Такого представления нет, или вам его не видно. Список: GET /views."
    field = "view_id"


class ViewExists(Refusal):
    """There is a view with this id already. Leave the id out, and the desk makes one."""

    kind = "at_odds"
    ru: ClassVar[str] = "Представление с таким идентификатором уже есть. Не указывайте его, служба создаст свой."
    field = "view_id"


class ViewIsOthers(Refusal):
    """The view “{view}” is changed by its maker and by administrators. Make one of your own from it."""

    kind = "not_yours"
    ru: ClassVar[str] = "Представление «{view}» меняют его автор и администраторы. Сделайте по нему своё."
    field = "view_id"


class NotInThatTeam(Refusal):
    """A view is made for a team by its members and by administrators. Choose a team of yours, or keep the view."""

    kind = "not_yours"
    ru: ClassVar[str] = (
        "Представление для команды делают её участники и администраторы. Выберите свою команду или оставьте его себе."
    )
    field = "audience.team_id"


class EveryonesViewIsMadeByAdministrators(Refusal):
    """A view for everyone is made by administrators and technologists. Share it with a team, or ask one of them."""

    kind = "not_yours"
    ru: ClassVar[str] = (
        "Представление для всех делают администраторы и технологи. Откройте его команде или попросите кого-то из них."
    )
    field = "audience.kind"


class StatusOfUnknownType(Refusal):
    """“{status}” is no status of {types}. Check its code, or name the type that has it in the condition, too."""

    ru: ClassVar[str] = (
        "Статуса «{status}» нет у: {types}. Проверьте код или укажите в условии и тип, у которого он есть."
    )
    field = "settings.condition"


class AttributeOfNoType(Refusal):
    """The type “{type}” has no attribute “{attribute}”. It has: {known}."""

    ru: ClassVar[str] = "У типа «{type}» нет признака «{attribute}». Есть: {known}."
    field = "settings.condition"


class View(ViewState, frozen=True, kw_only=True):
    """The state of one view, and what may happen to it."""

    version: int = 0

    @classmethod
    def fold(cls, history: Sequence[Recorded]) -> View | None:
        """The view that the facts of its stream tell of; ``None`` where they tell of nothing, or it is removed."""
        view = VIEW.fold(cls, history)
        return None if view is None or view.is_removed else replace(view, version=history[-1].version)

    @staticmethod
    def make(
        view_id: ViewId, name: Text, maker_id: PersonId, settings: ViewSettings, audience: Audience, edited_by: EditedBy
    ) -> list[Fact]:
        """A new view."""
        return [
            ViewMade(
                view_id=view_id,
                name=name,
                maker_id=maker_id,
                settings=settings,
                audience=audience,
                edited_by=edited_by,
            )
        ]

    def rename(self, name: Text) -> list[Fact]:
        """Another name."""
        return [] if name == self.name else [ViewRenamed(view_id=self.view_id, name=name)]

    def change(self, settings: ViewSettings) -> list[Fact]:
        """Other tickets, or shown otherwise."""
        return [] if settings == self.settings else [ViewChanged(view_id=self.view_id, settings=settings)]

    def share(self, audience: Audience, edited_by: EditedBy) -> list[Fact]:
        """Others may see or change it, or nobody else any more."""
        if (audience, edited_by) == (self.audience, self.edited_by):
            return []
        return [ViewShared(view_id=self.view_id, audience=audience, edited_by=edited_by)]

    def remove(self) -> list[Fact]:
        """No more."""
        return [ViewRemoved(view_id=self.view_id)]
