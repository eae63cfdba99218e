"""What is sent to operations that are no commands, with an example of each; for the document."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

from api.questions.account.tokens import MakeToken
from api.questions.agreement.previews import PromiseToTry
from api.questions.problem.incidents import IncidentsToResolve
from api.questions.rating.cards import AnswerByLink, NothingAsked
from api.questions.schedule.cards import ScheduleToTry, TimetableToTry
from api.questions.ticket_type import RevisionToTry
from api.questions.trying.tickets import TryOnTickets
from api.rest.account.questions import ChangePassword, GeneratePassword, Nothing, ResetPassword, SignIn
from api.rest.account.second_factor import ConfirmFactor, GiveCode
from api.rest.command_route import AGREEMENT, TICKET
from api.rest.command_table import PROMISE, TIMETABLE
from api.rest.live.drafts import SaveDraft
from api.rest.live.looked import LookedAt, LookedAtMany
from api.rest.live.notices import MuteNotices, ReadNotices
from api.rest.live.presence import SayPresence
from api.rest.live.sends import WaitingOrder
from api.rest.quarantine.questions import Release
from api.rest.ticket.bulk import OneForMany, StopBulk
from api.rest.ticket_type.orders import DEFINITION, LED


class Body(NamedTuple):
    """What a body is made of, and an example."""

    kind: type[msgspec.Struct]
    example: dict[str, Any]


BODIES: dict[str, Body] = {
    "try-timetable": Body(TimetableToTry, {"timetable": TIMETABLE, "duration": {"amount": 1, "unit": "days"}}),
    "preview-schedule": Body(ScheduleToTry, {"timetable": TIMETABLE, "effective_from": "2030-01-01T00:00:00+03:00"}),
    "preview-agreement": Body(PromiseToTry, {"promise": PROMISE}),
    "resolve-incidents": Body(IncidentsToResolve, {"tickets": [TICKET]}),
    "preview-ticket-type": Body(RevisionToTry, {"definition": DEFINITION, "led": LED}),
    "save-draft": Body(SaveDraft, {"text": "Добрый день! Принтер заменим сегодня", "fields": {}, "files": []}),
    "send-later": Body(
        WaitingOrder,
        {"command": "comment-on-ticket", "ticket": "1001", "body": {"body": "Принтер заменён"}, "wait_s": 10},
    ),
    "read-notices": Body(ReadNotices, {"all": True}),
    "mute-notices": Body(MuteNotices, {"muted": ["status"]}),
    "mark-looked": Body(LookedAt, {"version": 3}),
    "mark-many-looked": Body(LookedAtMany, {"numbers": [1001, 1002]}),
    "say-presence": Body(SayPresence, {"doing": "writing"}),
    "preview-bulk": Body(OneForMany, {"numbers": [1001, 1002], "command": "put-ticket-in-progress"}),
    "try-rules": Body(
        TryOnTickets,
        {
            "numbers": [1001],
            "drafts": [
                {
                    "command": "revise-agreement-promise",
                    "body": {"agreement_id": AGREEMENT, "promise": PROMISE, "apply_to_open": True},
                }
            ],
        },
    ),
    "order-bulk": Body(OneForMany, {"numbers": [1001], "command": "tag-ticket", "body": {"add": ["принтеры"]}}),
    "stop-bulk": Body(StopBulk, {}),
    "preview-bulk-undo": Body(StopBulk, {}),
    "order-bulk-undo": Body(StopBulk, {}),
    "sign-in": Body(SignIn, {"login": "anna.orlova", "password": "верно коню батарея скрепка"}),
    "sign-out": Body(Nothing, {}),
    "offer-reset-link": Body(Nothing, {}),
    "change-password": Body(
        ChangePassword, {"old_password": "abcd-efgh-jkmn-pqrs", "password": "верно коню батарея скрепка"}
    ),
    "make-token": Body(MakeToken, {"label": "Отчёты", "scopes": ["read"], "days": 90}),
    "generate-password": Body(GeneratePassword, {"send": True}),
    "begin-second-factor": Body(Nothing, {}),
    "confirm-second-factor": Body(ConfirmFactor, {"code": "492039", "password": "верно коню батарея скрепка"}),
    "make-recovery-codes": Body(GiveCode, {"code": "492039"}),
    "switch-second-factor-off": Body(GiveCode, {"code": "492039"}),
    "reset-password": Body(ResetPassword, {"link": "reset_…", "password": "верно коню батарея скрепка"}),
    "make-satisfaction-link": Body(NothingAsked, {}),
    "answer-satisfaction": Body(AnswerByLink, {"link": "rating_…", "score": 5, "words": "Быстро и понятно"}),
    "release-quarantined": Body(Release, {}),
}
"""Operation -> what it is sent."""
