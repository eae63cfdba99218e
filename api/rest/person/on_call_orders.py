"""Ways to say who of a team is on call; part of ``api.rest.command_table``."""

from __future__ import annotations

from api.rest.command_route import PERSON, CommandRoute, of
from commands.on_call import CoverOnCall, EndOnCallRota, SetOnCallRota, SwapOnCall, WithdrawReplacement

REPLACEMENT = "0d9f3c5e-2b7a-5d4c-8e1f-6a5b4c3d2e77"
COLLEAGUE = "1e8c4b7d-3a6f-5c2e-9d0b-4f5a6b7c8d99"

ON_CALL_ROUTES: tuple[CommandRoute, ...] = (
    of(
        "teams",
        "team_id",
        "on-call/rota",
        SetOnCallRota,
        "Задать график дежурств команды",
        "Set a team's on-call rota",
        {"people": [PERSON], "every": "week", "starts": "2030-01-07T09:00:00", "zone": "Europe/Moscow"},
    ),
    of(
        "teams",
        "team_id",
        "on-call/end",
        EndOnCallRota,
        "Закончить дежурства команды",
        "End a team's on-call rota",
        {},
    ),
    of(
        "teams",
        "team_id",
        "on-call/cover",
        CoverOnCall,
        "Отдать срок дежурства участнику",
        "Let a member take a span on call",
        {"person_id": PERSON, "from_at": "2030-01-16T09:00:00+03:00", "until_at": "2030-01-17T09:00:00+03:00"},
    ),
    of(
        "teams",
        "team_id",
        "on-call/swap",
        SwapOnCall,
        "Поменяться дежурствами или предложить это",
        "Swap time on call, or offer it",
        {
            "one": {
                "person_id": PERSON,
                "from_at": "2030-01-07T09:00:00+03:00",
                "until_at": "2030-01-08T09:00:00+03:00",
            },
            "other": {
                "person_id": COLLEAGUE,
                "from_at": "2030-01-14T09:00:00+03:00",
                "until_at": "2030-01-15T09:00:00+03:00",
            },
        },
    ),
    of(
        "teams",
        "team_id",
        "on-call/withdraw",
        WithdrawReplacement,
        "Убрать замену или обмен дежурствами",
        "Withdraw a replacement or a swap on call",
        {"replacement_id": REPLACEMENT},
    ),
)
