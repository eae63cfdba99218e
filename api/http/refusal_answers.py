"""The one table from refusals to HTTP problems; no other place knows HTTP numbers."""

from __future__ import annotations

import re

import msgspec
from fastapi import Request, Response

from aggregates.agreement import (
    AgreementExists,
    AgreementIsArchived,
    BaseAgreementIsUnlimited,
    BaseAgreementKeepsServices,
    BaseAgreementStays,
    BaseWouldProvideNothing,
    NoSuchAgreement,
)
from aggregates.approval_refusals import (
    ApprovalIsNotYours,
    ApproverHasAnswered,
    NobodyApprovesTheirOwn,
    NothingWaitsForApproval,
    OneVoiceInStage,
    TicketWaitsForApproval,
)
from aggregates.change_refusals import (
    ChangeIsNotDraft,
    ChangeIsOver,
    ChangeStatusIsNotReachable,
    NobodyIsAskedAboutChange,
    NoSuchChange,
    WindowHasNotBegun,
    WindowIsNotConsented,
    WindowsCollide,
)
from aggregates.entitlement_refusals import ServiceIsNotOffered
from aggregates.module import ModuleIsHidden, NoSuchModule
from aggregates.names import EmailIsTaken, LoginIsTaken, LoginLooksLikeAnother
from aggregates.org_unit_refusals import NoSuchUnit, UnitIsArchived
from aggregates.person import NoSuchPerson
from aggregates.person_refusals import PersonIsDeactivated, PersonIsInArchivedUnit
from aggregates.problem_refusals import (
    NoSuchProblem,
    ProblemIsNotResolved,
    ProblemIsOver,
    ProblemStatusIsNotReachable,
)
from aggregates.refusal import Refusal
from aggregates.service import NoSuchService, ServiceExists, ServiceIsArchived
from aggregates.service_schedule import NoSuchSchedule, ScheduleExists
from aggregates.team import NoSuchTeam, TeamExists, TeamIsDisbanded
from aggregates.ticket_refusals import (
    ClocksAreBehind,
    NoSuchTicket,
    StatusIsNotReachable,
    TicketIsClosed,
    TicketIsMerged,
    TicketIsNotOnHold,
)
from aggregates.ticket_type import NoSuchTicketType
from api.http.refusals import (
    BadHeader,
    BadToken,
    BodyIsTooLarge,
    InvalidField,
    NoPhoto,
    NoSuchThing,
    NoSuchVersion,
    NotAPicture,
    NotJson,
    ServerIsBroken,
    SignInIsNeeded,
    StorageIsAway,
    TokenLacksScope,
    WrongMethod,
)
from api.wire.refusals import (
    AddressIsNotUtf8,
    BodyIsNotSentAsJson,
    HeadIsTooLong,
    NotHttp,
    RequestIsTooSlow,
    TooManyConnections,
    TransferCodingIsUnknown,
    WorkersAreBusy,
)
from commands.attachments import NoSuchFile
from commands.refusals import (
    KeyNamesAnotherRequest,
    NotAllowed,
    OneAsksForOneself,
    PastIsToldByAdministrators,
    StaffSayThat,
    StaleVersion,
    TicketIsOnlyRead,
    TooBusy,
)
from commands.ticket.letters import LetterIdComesByMail
from connectors.inbound.sign_in.refusals import (
    DirectoryIsAway,
    NoSuchSession,
    NoSuchToken,
    PasswordMustChange,
    TooManyAttempts,
    WrongCredentials,
)
from connectors.storage.server.database import DatabaseUnreachable, StorageIsBusy
from connectors.storage.server.states import state_of
from events.values.text import Text

BROKEN_RULE = 422
"""A refusal that is not in the table broke a rule of the desk: the request was understood, and refused."""

STATUS: dict[type[Refusal], int] = {
    BadToken: 401,
    WrongCredentials: 401,
    NotAllowed: 403,
    TicketIsOnlyRead: 403,
    LetterIdComesByMail: 403,
    OneAsksForOneself: 403,
    StaffSayThat: 403,
    PastIsToldByAdministrators: 403,
    ApprovalIsNotYours: 403,
    NobodyApprovesTheirOwn: 403,
    TokenLacksScope: 403,
    SignInIsNeeded: 403,
    PasswordMustChange: 403,
    NoSuchSession: 404,
    NoSuchToken: 404,
    NoSuchTicket: 404,
    NoSuchThing: 404,
    NoSuchVersion: 404,
    NoPhoto: 404,
    NoSuchAgreement: 404,
    NoSuchSchedule: 404,
    NoSuchPerson: 404,
    NoSuchTeam: 404,
    NoSuchUnit: 404,
    NoSuchProblem: 404,
    NoSuchChange: 404,
    NoSuchService: 404,
    NoSuchTicketType: 404,
    NoSuchModule: 404,
    NoSuchFile: 404,
    WrongMethod: 405,
    TicketIsClosed: 409,
    TicketIsMerged: 409,
    StatusIsNotReachable: 409,
    TicketIsNotOnHold: 409,
    TicketWaitsForApproval: 409,
    NothingWaitsForApproval: 409,
    ApproverHasAnswered: 409,
    OneVoiceInStage: 409,
    ProblemIsOver: 409,
    ProblemStatusIsNotReachable: 409,
    ProblemIsNotResolved: 409,
    ChangeIsOver: 409,
    ChangeIsNotDraft: 409,
    ChangeStatusIsNotReachable: 409,
    NobodyIsAskedAboutChange: 409,
    WindowsCollide: 409,
    WindowIsNotConsented: 409,
    WindowHasNotBegun: 409,
    AgreementExists: 409,
    ScheduleExists: 409,
    TeamExists: 409,
    EmailIsTaken: 409,
    LoginIsTaken: 409,
    LoginLooksLikeAnother: 409,
    TeamIsDisbanded: 409,
    UnitIsArchived: 409,
    ServiceExists: 409,
    ServiceIsArchived: 409,
    ServiceIsNotOffered: 409,
    AgreementIsArchived: 409,
    BaseAgreementStays: 409,
    BaseAgreementKeepsServices: 409,
    BaseAgreementIsUnlimited: 409,
    BaseWouldProvideNothing: 409,
    PersonIsDeactivated: 409,
    PersonIsInArchivedUnit: 409,
    ClocksAreBehind: 409,
    ModuleIsHidden: 409,
    KeyNamesAnotherRequest: 409,
    StaleVersion: 412,
    BodyIsTooLarge: 413,
    BodyIsNotSentAsJson: 415,
    HeadIsTooLong: 431,
    RequestIsTooSlow: 408,
    TransferCodingIsUnknown: 501,
    NotHttp: 400,
    AddressIsNotUtf8: 400,
    NotJson: 400,
    BadHeader: 400,
    InvalidField: 422,
    NotAPicture: 422,
    TooManyAttempts: 429,
    TooBusy: 503,
    TooManyConnections: 503,
    WorkersAreBusy: 503,
    DirectoryIsAway: 503,
    StorageIsAway: 503,
    DatabaseUnreachable: 503,
    StorageIsBusy: 503,
    ServerIsBroken: 500,
}

TITLES: dict[int, Text] = {
    400: Text("Запрос не разобран", "The request cannot be read"),
    401: Text("Нужно войти или предъявить токен", "Sign in or send a token"),
    403: Text("Недостаточно прав", "Not allowed"),
    404: Text("Не найдено", "Not found"),
    405: Text("Метод не подходит", "The method does not fit"),
    408: Text("Запрос не пришёл целиком", "The request did not come to its end"),
    409: Text("Не соответствует текущему состоянию", "In conflict with how things stand"),
    412: Text("Версия устарела", "The version is stale"),
    413: Text("Запрос слишком велик", "The request is too large"),
    415: Text("Тело не того вида", "The body is of another kind"),
    422: Text("Правило не соблюдено", "A rule is broken"),
    429: Text("Слишком часто", "Too often"),
    431: Text("Запрос слишком велик", "The request is too large"),
    500: Text("Внутренняя ошибка", "An error of ours"),
    501: Text("Не поддерживается", "Not supported"),
    503: Text("Временно недоступно", "Away for the moment"),
}

TITLE_OF: dict[type[Refusal], Text] = {
    WrongCredentials: Text("Вход не выполнен", "Not signed in"),
}
"""Refusals whose status says less than they could."""


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An RFC 9457 problem. ``code`` is stable; ``detail`` is in the reader's language, ``texts`` in both.

    ``parameters`` are the codes of what the text lists by name: the statuses that are open, the groups that may.
    """

    type: str
    title: str
    status: int
    detail: str
    code: str
    texts: Text
    field: str = ""
    rule: str = ""
    version: int | None = None
    parameters: dict[str, tuple[str, ...]] = {}


def status_of(refusal: Refusal | type[Refusal]) -> int:
    """The HTTP status of a refusal."""
    kind = refusal if isinstance(refusal, type) else type(refusal)
    return STATUS.get(kind, BROKEN_RULE)


def language_of(request: Request) -> str:
    """The reader's language: ``?lang=``, else what Accept-Language prefers, else the bearer's, else Russian."""
    asked = request.query_params.get("lang", "")
    if asked in {"ru", "en"}:
        return asked
    best, best_weight = str(getattr(request.state, "language", "ru")), 0.0
    for part in request.headers.get("accept-language", "").split(","):
        tag, _, weight = part.strip().partition(";q=")
        language = tag[:2].lower()
        value = float(weight) if re.fullmatch(r"[01](\.\d+)?", weight) else 1.0
        if language in {"ru", "en"} and value > best_weight:
            best, best_weight = language, value
    return best


def respond(request: Request, refusal: Refusal) -> Response:
    """The answer to a refused request."""
    if isinstance(refusal, DatabaseUnreachable):
        # Its words name the server and the way to it: they are for the log and the command line.
        refusal = StorageIsAway(state=state_of(refusal))
    language, status = language_of(request), status_of(refusal)
    code, text = refusal.code(), refusal.text
    version = refusal.params.get("now") if isinstance(refusal, StaleVersion) else None
    problem = Problem(
        type=f"urn:deskledger:problem:{code}",
        title=TITLE_OF.get(type(refusal), TITLES[status]).to(language),
        status=status,
        detail=text.to(language),
        code=code,
        texts=text,
        field=refusal.field,
        rule=refusal.rule,
        version=version if isinstance(version, int) else None,
        parameters=refusal.parameters,
    )
    headers = {"Content-Language": language}
    if status == STATUS[BadToken]:
        headers["WWW-Authenticate"] = 'Bearer realm="deskledger"'
    if version is not None:
        headers["ETag"] = f'"{version}"'
    if status == STATUS[TooBusy]:
        headers["Retry-After"] = "1"
    if isinstance(refusal, TooManyAttempts):
        headers["Retry-After"] = str(refusal.params["seconds"])
    if isinstance(refusal, WrongMethod):
        headers["Allow"] = str(refusal.params["allowed"])
    return Response(
        msgspec.json.encode(problem),
        status_code=status,
        media_type="application/problem+json",
        headers=headers,
    )
