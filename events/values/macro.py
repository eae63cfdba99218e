"""What a macro does, as data: acts of a closed list, those of bulk changes; and on which tickets it is offered."""

from __future__ import annotations

from typing import Annotated, ClassVar, TypeAlias

import msgspec
from msgspec import Meta

from events.values.faults import InvalidValue
from events.values.identity import AgreementId, ChecklistTemplateId, ReplyTemplateId, ServiceId, TeamId, TicketId
from events.values.people import Responsible
from events.values.tag import MOST_TAGS, Tag
from events.values.text import Text
from events.values.ticket import Code, Level
from events.values.ticket_link import LinkKind

MOST_ACTS = 20
Words = Annotated[str, Meta(max_length=20_000)]
StatusCode = Annotated[str, Meta(min_length=1, max_length=100)]


class _Act(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="do"):
    """One thing that a macro does, told apart by ``do``: the name of the command that it is."""


class _Says(_Act, frozen=True, kw_only=True):
    """One that says something: words, or those of a reply template."""

    spoken: ClassVar[str] = "body"
    template_id: ReplyTemplateId | None = None

    def __post_init__(self) -> None:
        if bool(getattr(self, self.spoken).strip()) == (self.template_id is not None):
            raise InvalidValue(
                Text(
                    ru=f"Укажите «{self.spoken}» или «template_id», что-то одно.",
                    en=f"Give “{self.spoken}” or “template_id”, one of them.",
                ),
                field=self.spoken,
            )


class Assign(_Act, frozen=True, kw_only=True, tag="assign-ticket"):
    """Make somebody responsible."""

    responsible: Responsible


class Unassign(_Act, frozen=True, kw_only=True, tag="unassign-ticket"):
    """Make nobody responsible."""

    keep_team: bool = False


class Take(_Act, frozen=True, kw_only=True, tag="take-ticket"):
    """Take it oneself."""

    team_id: TeamId | None = None
    start: bool = True
    take_over: bool = False


class Start(_Act, frozen=True, kw_only=True, tag="put-ticket-in-progress"):
    """Begin the work."""


class Hold(_Act, frozen=True, kw_only=True, tag="put-ticket-on-hold"):
    """Let the work wait, for some hours or until somebody resumes it."""

    reason: Annotated[Words, Meta(min_length=1)]
    for_hours: Annotated[int, Meta(ge=1, le=8_760)] | None = None


class Resume(_Act, frozen=True, kw_only=True, tag="resume-ticket"):
    """End the wait."""


class Resolve(_Says, frozen=True, kw_only=True, tag="resolve-ticket"):
    """Give a solution."""

    spoken: ClassVar[str] = "solution"
    solution: Words = ""


class Close(_Act, frozen=True, kw_only=True, tag="close-ticket"):
    """End it for good."""


class Reopen(_Act, frozen=True, kw_only=True, tag="reopen-ticket"):
    """Say that the solution did not hold."""

    reason: Words = ""


class Decline(_Act, frozen=True, kw_only=True, tag="decline-ticket"):
    """Refuse it with a reason."""

    reason: Annotated[Words, Meta(min_length=1)]


class MoveTo(_Act, frozen=True, kw_only=True, tag="move-ticket"):
    """Bring it into another status."""

    to: StatusCode
    solution: Words = ""
    reason: Words = ""


class Prioritise(_Act, frozen=True, kw_only=True, tag="prioritise-ticket"):
    """Give another priority, or impact and urgency; what is not named stays."""

    priority: Level | None = None
    impact: Level | None = None
    urgency: Level | None = None

    def __post_init__(self) -> None:
        _refuse_empty(self)


class Reclassify(_Act, frozen=True, kw_only=True, tag="reclassify-ticket"):
    """Give another type, service, agreement or attributes; what is not named stays."""

    type: Code | None = None
    service_id: ServiceId | None = None
    agreement_id: AgreementId | None = None
    attributes: Annotated[
        dict[Annotated[str, Meta(max_length=100)], Annotated[str, Meta(max_length=1_000)]], Meta(max_length=20)
    ] = {}

    def __post_init__(self) -> None:
        _refuse_empty(self)


class SetTags(_Act, frozen=True, kw_only=True, tag="tag-ticket"):
    """Put tags on, take others off where they are."""

    add: Annotated[tuple[Tag, ...], Meta(max_length=MOST_TAGS)] = ()
    remove: Annotated[tuple[Tag, ...], Meta(max_length=MOST_TAGS)] = ()

    def __post_init__(self) -> None:
        _refuse_empty(self)


class Say(_Says, frozen=True, kw_only=True, tag="comment-on-ticket"):
    """Write a comment."""

    body: Words = ""
    is_public: bool = True


class Link(_Act, frozen=True, kw_only=True, tag="link-tickets"):
    """Link it to a ticket that is named, such as the one of a major outage."""

    kind: LinkKind
    to: TicketId


class GiveChecklist(_Act, frozen=True, kw_only=True, tag="add-checklist"):
    """Add the items of a checklist template."""

    checklist_id: ChecklistTemplateId


Act: TypeAlias = (
    Assign
    | Unassign
    | Take
    | Start
    | Hold
    | Resume
    | Resolve
    | Close
    | Reopen
    | Decline
    | MoveTo
    | Prioritise
    | Reclassify
    | SetTags
    | Say
    | Link
    | GiveChecklist
)
Acts = Annotated[tuple[Act, ...], Meta(min_length=1, max_length=MOST_ACTS)]


class Offered(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """On which tickets a macro is offered: of these types, in these statuses; of all where none are named."""

    types: Annotated[tuple[Code, ...], Meta(max_length=50)] = ()
    statuses: Annotated[tuple[StatusCode, ...], Meta(max_length=50)] = ()

    def fits(self, type_code: str, status: str) -> bool:
        """Whether a ticket of a type in a status is among them."""
        return (not self.types or type_code in self.types) and (not self.statuses or status in self.statuses)


def _refuse_empty(act: msgspec.Struct) -> None:
    if not any(getattr(act, field) for field in act.__struct_fields__):
        fields = ", ".join(act.__struct_fields__)
        raise InvalidValue(Text(ru=f"Укажите хотя бы одно: {fields}.", en=f"Give one of these at least: {fields}."))
