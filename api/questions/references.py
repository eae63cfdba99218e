"""What people call a thing -> its id: a number, P-1, C-1, K-1, a login, “me”, or the id; for questions and doors."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from aggregates.article_refusals import NoSuchArticle
from aggregates.change_refusals import NoSuchChange
from aggregates.person import NoSuchPerson
from aggregates.problem_refusals import NoSuchProblem
from aggregates.ticket_refusals import NoSuchTicket
from api.bootstrap import Desk
from api.questions.refusals import InvalidField
from api.questions.table import may_ask
from events.values.identity import (
    ArticleId,
    ChangeId,
    PersonId,
    ProblemId,
    TicketId,
    article_id,
    change_id,
    problem_id,
    ticket_id,
)
from events.values.people import Viewer
from events.values.refusal import Refusal


def ticket_ref(ref: str, *, field: str = "") -> TicketId:
    """A ticket by its human number or its id."""
    number = ref.removeprefix("№").removeprefix("#").strip()
    if number.isascii() and number.isdigit() and len(number) <= 18:  # noqa: PLR2004 - what a bigint holds
        return ticket_id(int(number))
    try:
        return TicketId(UUID(ref))
    except ValueError as error:
        raise NoSuchTicket(field=field) from error


def problem_ref(ref: str) -> ProblemId:
    """A problem by what people call it (P-1), its number or its id."""
    return ProblemId(_numbered(ref, "P-", problem_id, NoSuchProblem))


def change_ref(ref: str) -> ChangeId:
    """A change request by what people call it (C-1), its number or its id."""
    return ChangeId(_numbered(ref, "C-", change_id, NoSuchChange))


def article_ref(ref: str) -> ArticleId:
    """An article by what people call it (K-1, also with a Russian К), its number or its id."""
    return ArticleId(_numbered(ref.replace("К", "K").replace("к", "K"), "K-", article_id, NoSuchArticle))


def person_ref(desk: Desk, viewer: Viewer, told: str, *, field: str = "") -> PersonId:
    """Oneself as “me”, or a person by id, login or e-mail address; raises ``NoSuchPerson``.

    By a name are found whom one may find or ask for anyway: anybody for staff, colleagues where their company lets its
    people ask for each other. The rest would try out who is here.
    """
    if told == "me":
        return PersonId(viewer.actor.id)
    try:
        return PersonId(UUID(told))
    except ValueError:
        found = _holder(desk, told)
    if found is None or not _may_name(desk, viewer, found):
        raise NoSuchPerson(field=field)
    return found


def _may_name(desk: Desk, viewer: Viewer, person: PersonId) -> bool:
    if viewer.actor.kind == "system" or person == viewer.actor.id or may_ask(viewer, "find-persons"):
        return True
    now, me, them = desk.clock.now(), desk.identities.of(viewer.actor.id), desk.identities.of(person)
    return me is not None and them is not None and not me.asks_for(now).isdisjoint(them.belongs_to(now))


def person_sought(desk: Desk, viewer: Viewer, told: str, *, field: str, words: tuple[str, ...] = ("me",)) -> PersonId:
    """Whom a list is narrowed to; raises ``InvalidField`` that says how one is named, of ``words``, too."""
    try:
        return person_ref(desk, viewer, told, field=field)
    except NoSuchPerson as error:
        named = ", ".join(words)
        raise InvalidField(
            field=field,
            reason_ru=f"«{told}» здесь никого не называет: нужен UUID, логин, e-mail или слово: {named}.",
            reason_en=f"“{told}” names nobody here: a UUID, a login, an e-mail address or a word is needed: {named}.",
        ) from error


def is_name(told: str) -> bool:
    """Whether it can be the login or the e-mail address of somebody."""
    return 0 < len(told) <= LONGEST_NAME and not any(sign.isspace() for sign in told)


def _holder(desk: Desk, told: str) -> PersonId | None:
    return desk.identities.holder(told) if is_name(told) else None


def _numbered(ref: str, prefix: str, of: Callable[[int], UUID], missing: type[Refusal]) -> UUID:
    number = ref.upper().removeprefix(prefix)
    if number.isascii() and number.isdigit() and len(number) <= 18:  # noqa: PLR2004 - what a bigint holds
        return of(int(number))
    try:
        return UUID(ref)
    except ValueError as error:
        raise missing from error


LONGEST_NAME = 254
REFS: dict[str, Callable[[str], UUID]] = {
    "ticket_id": ticket_ref,
    "problem_id": problem_ref,
    "change_id": change_ref,
    "article_id": article_ref,
}
"""Field of a command -> how the address names that thing, for those that people call by a number."""
