"""What each fact says that is sought: a table from its class to texts and to whom a thing belongs; read by the writer.

Another noun joins with rows of its own here, and with who may see it (``things``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Literal, TypeVar

import msgspec

from events.article import ArticleDraftDropped, ArticlePublished, ArticleRedrafted, ArticleWritten
from events.change_request import ChangeDrafted, ChangeMoved, ChangeOutlined
from events.fact import Fact, Recorded
from events.org_unit import OrgUnitAdded, OrgUnitRenamed
from events.problem import ProblemDescribed, ProblemMoved, ProblemRegistered, RootCauseFound, WorkaroundFound
from events.service import ServiceAdded, ServiceDescribed
from events.ticket import (
    TicketAssigned,
    TicketCommented,
    TicketMoved,
    TicketReclassified,
    TicketRegistered,
    TicketRequesterRecognised,
    TicketResolved,
    TicketUnassigned,
)
from events.ticket_corrections import TicketRequesterCorrected, TicketReworded
from events.ticket_files import TicketFilesAttached
from events.ticket_history import ConsequencesWithdrawn
from events.ticket_words import (
    TicketCommentEdited,
    TicketCommentRedacted,
    TicketCommentWithdrawn,
    TicketDescriptionRedacted,
)
from events.values.article import LANGUAGES, ArticleText
from events.values.change import REVIEWED
from events.values.people import Language, Requester, Responsible
from events.values.text import Text
from events.values.ticket import RESOLVED, Attachment
from projections.search.documents import LONGEST_TEXT, Part
from projections.search.language.words import cleaned

Kind = Literal["ticket", "problem", "change", "article", "service", "unit"]
F = TypeVar("F", bound=Fact)


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What a fact says of its thing.

    ``parts`` stand from now on instead of those of the same kind and place, an empty one is gone. ``traits`` are
    columns of a ticket that hold another value. ``begins`` is the kind of a new thing, whose ``number`` it bears.
    """

    parts: tuple[Part, ...] = ()
    traits: dict[str, Any] = {}
    begins: Kind | None = None
    number: int | None = None


def said(told: Recorded) -> Said:
    """What a fact of ``HEARD`` says."""
    return _SAID[type(told.fact)](told)


def part(kind: str, text: str, place: int = 0, *, is_inner: bool = False) -> Part:
    """A text as it is kept."""
    return Part(kind, place, is_inner, cleaned(text[:LONGEST_TEXT]))


def _ticket(told: Recorded) -> Said:
    fact: TicketRegistered = told.fact  # type: ignore[assignment] # by its row below
    return Said(
        begins="ticket",
        number=fact.number,
        parts=(part("number", str(fact.number)), *_first_words(fact)),
        traits={**_asks(fact.requester), **_answers(fact.responsible)},
    )


def _first_words(fact: TicketRegistered | TicketRequesterCorrected) -> tuple[Part, ...]:
    """What a ticket says from its registration on, also where all of it is told anew for another requester."""
    requester = fact.requester
    # A guest is called as they called themselves, people as they are called today. Addresses are for staff.
    calls = requester.email if requester.known else f"{requester.name}\n{requester.email}"
    return (
        part("subject", fact.subject),
        part("description", fact.description),
        part("requester", calls, is_inner=True),
        _attributes(fact),
        _files(1, fact.attachments),
    )


def _asks(requester: Requester) -> dict[str, Any]:
    return {"requester_id": requester.person_id, "company_id": requester.units[-1] if requester.units else None}


def _attributes(fact: TicketRegistered | TicketReclassified | TicketRequesterCorrected) -> Part:
    return part("attributes", "\n".join(fact.attributes[code] for code in fact.texts if code in fact.attributes))


def _files(version: int, files: Iterable[Attachment], *, is_inner: bool = False) -> Part:
    """The names of the files that came with the fact of a version; of the first one those of the registration."""
    return part("files", "\n".join(file.name for file in files), version, is_inner=is_inner)


def _answers(responsible: Responsible | None) -> dict[str, Any]:
    if responsible is None:
        return {"team_id": None, "responsible_id": None}
    return {"team_id": responsible.team_id, "responsible_id": responsible.person_id}


def _corrected(fact: TicketRequesterCorrected) -> Said:
    return Said(parts=(*_first_words(fact), part("solution", fact.solution)), traits=_asks(fact.requester))


def _commented(told: Recorded) -> Said:
    fact: TicketCommented = told.fact  # type: ignore[assignment] # by its row below
    is_inner = not fact.is_public
    return Said(
        parts=(
            part("comment", fact.body, told.version, is_inner=is_inner),
            _files(told.version, fact.attachments, is_inner=is_inner),
        )
    )


def _attached(told: Recorded) -> Said:
    fact: TicketFilesAttached = told.fact  # type: ignore[assignment] # by its row below
    return Said(parts=(_files(told.version, fact.attachments, is_inner=not fact.is_public),))


def _edited(fact: TicketCommentEdited) -> Said:
    return Said(parts=(part("comment", fact.body, fact.comment_version, is_inner=not fact.is_public),))


def _withdrawn(fact: TicketCommentWithdrawn) -> Said:
    """Neither its words nor the names of its files are found any more, by nobody."""
    return Said(parts=(part("comment", "", fact.comment_version), part("files", "", fact.comment_version)))


def _redacted(fact: TicketCommentRedacted) -> Said:
    """Its words are found no more, by nobody; nor the names of its files, where those went with it."""
    words = part("comment", "", fact.comment_version)
    return Said(parts=(words, part("files", "", fact.comment_version)) if fact.with_files else (words,))


def _undescribed(fact: TicketDescriptionRedacted) -> Said:
    """The same of what a ticket was split off with."""
    words = part("description", "")
    return Said(parts=(words, part("files", "", 1)) if fact.with_files else (words,))


def _solved(solution: str, *, is_told: bool) -> Said:
    return Said(parts=(part("solution", solution),)) if is_told else Said()


def _change(fact: ChangeDrafted | ChangeOutlined) -> tuple[Part, ...]:
    told = fact.outline
    return (
        part("subject", told.subject),
        part("description", told.description),
        part("attributes", told.plan, 0),
        part("attributes", told.back_out, 1),
    )


def _numbered(letter: str, number: int) -> Part:
    return part("number", f"{letter}-{number}")


def _both(kind: str, told: Text) -> tuple[Part, ...]:
    return part(kind, told.ru, 0), part(kind, told.en if told.en != told.ru else "", 1)


_OF_ARTICLES = ("subject", "summary", "body")


def _article(text: ArticleText, *, is_draft: bool) -> tuple[Part, ...]:
    """The words of an article in one language; those of a draft are for who writes articles."""
    place = _place(text.language, is_draft=is_draft)
    words = (text.title, text.summary, text.body)
    return tuple(part(kind, told, place, is_inner=is_draft) for kind, told in zip(_OF_ARTICLES, words, strict=True))


def _no_draft(language: Language) -> tuple[Part, ...]:
    return tuple(part(kind, "", _place(language, is_draft=True)) for kind in _OF_ARTICLES)


def _place(language: Language, *, is_draft: bool) -> int:
    return [*LANGUAGES].index(language) + (len(LANGUAGES) if is_draft else 0)


def _published(fact: ArticlePublished) -> Said:
    return Said(
        parts=tuple(one for text in fact.texts for one in (*_article(text, is_draft=False), *_no_draft(text.language)))
    )


def _service(fact: ServiceAdded | ServiceDescribed) -> tuple[Part, ...]:
    return (
        *_both("name", fact.name),
        *_both("description", fact.description),
        part("attributes", fact.classification),
    )


def _of(kind: type[F], says: Callable[[F], Said]) -> dict[type[Fact], Callable[[Recorded], Said]]:
    return {kind: lambda told: says(told.fact)}  # type: ignore[arg-type] # of that kind


_SAID: dict[type[Fact], Callable[[Recorded], Said]] = {
    TicketRegistered: _ticket,
    TicketCommented: _commented,
    TicketFilesAttached: _attached,
    **_of(TicketAssigned, lambda fact: Said(traits=_answers(fact.responsible))),
    **_of(TicketUnassigned, lambda _: Said(traits=_answers(None))),
    **_of(ConsequencesWithdrawn, lambda fact: Said(traits=_answers(fact.responsible))),
    **_of(TicketRequesterRecognised, lambda fact: Said(traits={"requester_id": fact.requester_id})),
    **_of(
        TicketReworded,
        lambda fact: Said(parts=(part("subject", fact.subject), part("description", fact.description))),
    ),
    **_of(TicketRequesterCorrected, _corrected),
    **_of(TicketCommentEdited, _edited),
    **_of(TicketCommentWithdrawn, _withdrawn),
    **_of(TicketCommentRedacted, _redacted),
    **_of(TicketDescriptionRedacted, _undescribed),
    **_of(TicketResolved, lambda fact: Said(parts=(part("solution", fact.solution),))),
    **_of(TicketMoved, lambda fact: _solved(fact.solution, is_told=bool(fact.solution))),
    **_of(TicketReclassified, lambda fact: Said(parts=(_attributes(fact),))),
    **_of(
        ProblemRegistered,
        lambda fact: Said(
            begins="problem",
            number=fact.number,
            parts=(
                _numbered("P", fact.number),
                part("subject", fact.subject),
                part("description", fact.description),
            ),
        ),
    ),
    **_of(
        ProblemDescribed,
        lambda fact: Said(parts=(part("subject", fact.subject), part("description", fact.description))),
    ),
    **_of(WorkaroundFound, lambda fact: Said(parts=(part("solution", fact.workaround, 1),))),
    **_of(RootCauseFound, lambda fact: Said(parts=(part("solution", fact.root_cause, 2),))),
    **_of(ProblemMoved, lambda fact: _solved(fact.solution, is_told=fact.status == RESOLVED)),
    **_of(
        ChangeDrafted,
        lambda fact: Said(begins="change", number=fact.number, parts=(_numbered("C", fact.number), *_change(fact))),
    ),
    **_of(ChangeOutlined, lambda fact: Said(parts=_change(fact))),
    **_of(ChangeMoved, lambda fact: _solved(fact.solution, is_told=fact.status == REVIEWED)),
    **_of(
        ArticleWritten,
        lambda fact: Said(
            begins="article",
            number=fact.number,
            parts=(
                _numbered("K", fact.number),
                *(one for text in fact.texts for one in _article(text, is_draft=True)),
            ),
        ),
    ),
    **_of(ArticleRedrafted, lambda fact: Said(parts=_article(fact.draft, is_draft=True))),
    **_of(ArticleDraftDropped, lambda fact: Said(parts=_no_draft(fact.language))),
    **_of(ArticlePublished, _published),
    **_of(ServiceAdded, lambda fact: Said(begins="service", parts=_service(fact))),
    **_of(ServiceDescribed, lambda fact: Said(parts=_service(fact))),
    **_of(OrgUnitAdded, lambda fact: Said(begins="unit", parts=_both("name", fact.name))),
    **_of(OrgUnitRenamed, lambda fact: Said(parts=_both("name", fact.name))),
}

HEARD: tuple[type[Fact], ...] = tuple(_SAID)
"""The facts that say something that is sought, or whose it is."""
