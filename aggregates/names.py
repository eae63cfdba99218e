"""Who holds a login or an e-mail address, told by the name's own stream; asked by ``commands.person.names``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from events.fact import Recorded
from events.person import NameTaken
from events.values.identity import PersonId
from events.values.refusal import Refusal


class EmailIsTaken(Refusal):
    """The e-mail address {email} belongs to another person. Give another one, or use that person."""

    kind = "at_odds"
    ru: ClassVar[str] = "Адрес {email} принадлежит другому человеку. Укажите другой или выберите того человека."
    rule: ClassVar[str] = "row 66"
    field = "emails"


class LoginIsTaken(Refusal):
    """The login {login} belongs to another person. Give another one."""

    kind = "at_odds"
    ru: ClassVar[str] = "Логин {login} принадлежит другому человеку. Укажите другой."
    rule: ClassVar[str] = "row 66"
    field = "login"


class LoginLooksLikeAnother(Refusal):
    """The login reads like “{login}”, which belongs to another person. Give one that nobody takes for it."""

    kind = "at_odds"
    ru: ClassVar[str] = "Логин читается как «{login}», а это логин другого человека. Укажите такой, что не спутать."
    rule: ClassVar[str] = "row 66"
    field = "login"


def holder(history: Sequence[Recorded]) -> PersonId | None:
    """Who holds the name now: the last fact of its stream says so."""
    fact = history[-1].fact if history else None
    return fact.person_id if isinstance(fact, NameTaken) else None


def first_holder(histories: Iterable[Sequence[Recorded]]) -> PersonId | None:
    """Who holds a name that may be told of on several streams, one for each of its spellings."""
    return next((found for found in map(holder, histories) if found is not None), None)
