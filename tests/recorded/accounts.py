"""Signing in and out, passwords, sessions, tokens: with what a secret opens, and without the secret."""

from __future__ import annotations

from base64 import b32decode
from typing import Any

import httpx

from api.demo.company import HEAD as HEAD_OF_DESK
from api.demo.company import key_of
from connectors.storage.accounts.second_factors import code_of
from tests.recorded.questions import HEAD, NOBODY
from tests.recorded.recorder import Recorder
from tests.recorded.scene import Company

NEW = "верно коню батарея скрепка"
SOMEBODY = "d.kotov"


def signed_in(stage: Company, recorder: Recorder, login: str) -> httpx.Client:
    """Somebody of the demo company, signed in as everybody does."""
    body = {"login": login, "password": stage.passwords[login]}
    answer = recorder.ask("sign-in", stage.opened(), login, body=body, once=True)
    assert answer.is_success, answer.text
    return stage.opened(answer.json()["secret"])


STRANGERS_MAY = frozenset({"sign-in", "reset-password", "who-am-i", "answer-satisfaction"})
"""What is asked without a token on purpose, or was asked just now."""


def strangers(stage: Company, recorder: Recorder) -> None:
    """What everybody hears who shows nothing, or the wrong thing."""
    stranger, liar = stage.opened(), stage.opened("desk_" + "x" * 43)
    for client, by in ((stranger, "a stranger"), (liar, "somebody with a wrong token")):
        recorder.ask("who-am-i", client, by)
    recorder.ask("sign-in", stranger, "a stranger", body={"login": key_of(HEAD_OF_DESK), "password": "wrong"})
    recorder.ask("sign-in", stranger, "a stranger", body={"login": key_of(HEAD_OF_DESK)})
    recorder.ask("reset-password", stranger, "a stranger", body={"link": "reset_" + "x" * 43, "password": NEW})
    recorder.ask("reset-password", stranger, "a stranger", body={})
    for name, operation in recorder.operations.items():
        if operation.path.startswith("/api/v1/") and name not in STRANGERS_MAY:
            about = dict.fromkeys(("ref", "version", "edition", "session", "token", "send", "sha256"), NOBODY)
            recorder.ask(name, stranger, "a stranger", refs=about, once=True)
            record = recorder.records[name].pop()
            told = {"by": "a stranger", "status": record["status"], "code": record["body"].get("code")}
            recorder.records[name].append(told)


def passwords(stage: Company, recorder: Recorder, head: httpx.Client, employee: httpx.Client, by: str) -> None:
    """From a generated password over a one-time code to an own one."""
    about, stranger = {"ref": stage.person(SOMEBODY)}, stage.opened()
    for name in ("generate-password", "offer-reset-link"):
        recorder.ask(name, employee, by, refs=about, body={})
        recorder.ask(name, head, HEAD, refs={"ref": NOBODY}, body={})
    made = recorder.ask("generate-password", head, HEAD, refs=about, body={"send": True}, once=True).json()
    link = recorder.ask("offer-reset-link", head, HEAD, refs=about, body={}, once=True).json()["link"]
    del made
    recorder.ask("reset-password", stranger, "a stranger", body={"link": link, "password": "short"})
    recorder.ask("reset-password", stranger, "a stranger", body={"link": link, "password": NEW}, once=True)
    recorder.ask("reset-password", stranger, "a stranger", body={"link": link, "password": NEW})
    stage.passwords[SOMEBODY] = NEW
    own = signed_in(stage, recorder, SOMEBODY)
    wrong: dict[str, Any] = {"old_password": "wrong", "password": NEW + "!"}
    recorder.ask("change-password", own, SOMEBODY, body=wrong)
    changed = {"old_password": NEW, "password": NEW + "!"}
    recorder.ask("change-password", own, SOMEBODY, body=changed, once=True)
    stage.passwords[SOMEBODY] = NEW + "!"


def sessions(stage: Company, recorder: Recorder, head: httpx.Client, employee: httpx.Client, by: str) -> None:
    """One's own, and somebody else's."""
    own, _other = signed_in(stage, recorder, SOMEBODY), signed_in(stage, recorder, SOMEBODY)
    listed = recorder.ask("list-sessions", own, SOMEBODY).json()["sessions"]
    about = {"ref": stage.person(SOMEBODY)}
    recorder.ask("list-sessions-of", head, HEAD, refs=about)
    recorder.ask("end-session", own, SOMEBODY, refs={"session": NOBODY})
    last = min(listed, key=lambda session: str(session["created_at"]))
    recorder.ask("end-session", own, SOMEBODY, refs={"session": last["session_id"]}, once=True)
    recorder.ask("end-sessions-elsewhere", own, SOMEBODY, once=True)
    recorder.ask("end-sessions-of", employee, by, refs=about)
    recorder.ask("sign-out", own, SOMEBODY, body={"really": True})
    recorder.ask("sign-out", own, SOMEBODY, body={}, once=True)
    recorder.ask("sign-out", own, SOMEBODY, body={})
    signed_in(stage, recorder, SOMEBODY)
    recorder.ask("end-sessions-of", head, HEAD, refs=about, once=True)


def second_factor(stage: Company, recorder: Recorder, head: httpx.Client, employee: httpx.Client, by: str) -> None:
    """Begun, switched on, asked for at sign-in, switched off; begun again, and taken off by an administrator."""
    about, stranger = {"ref": stage.person(SOMEBODY)}, stage.opened()
    own = signed_in(stage, recorder, SOMEBODY)
    recorder.ask("read-second-factor", own, SOMEBODY)
    for name in ("make-recovery-codes", "switch-second-factor-off", "confirm-second-factor"):
        recorder.ask(name, own, SOMEBODY, body={"code": "492039"})
    codes = _switched_on(stage, recorder, own)
    recorder.ask("begin-second-factor", own, SOMEBODY, body={})
    entering = {"login": SOMEBODY, "password": stage.passwords[SOMEBODY]}
    recorder.ask("sign-in", stranger, SOMEBODY, body=entering)
    recorder.ask("sign-in", stranger, SOMEBODY, body={**entering, "code": codes[0]}, once=True, label=_ENTERS)
    made = recorder.ask("make-recovery-codes", own, SOMEBODY, body={"code": codes[1]}, once=True, label=_MAKES)
    gone = {"code": made.json()["recovery_codes"][0]}
    recorder.ask("switch-second-factor-off", own, SOMEBODY, body=gone, once=True, label=_ENDS)
    recorder.ask("take-second-factor-off", employee, by, refs=about)
    recorder.ask("take-second-factor-off", head, HEAD, refs=about)
    _switched_on(stage, recorder, own)
    recorder.ask("take-second-factor-off", head, HEAD, refs=about, once=True)
    recorder.ask("read-second-factor", signed_in(stage, recorder, SOMEBODY), SOMEBODY)


_ENTERS, _MAKES, _ENDS, _CONFIRMS = (
    f"POST /api/v1/{path} with a code"
    for path in (
        "sign-in",
        "me/second-factor/recovery-codes",
        "me/second-factor/removal",
        "me/second-factor/confirmation",
    )
)


def _switched_on(stage: Company, recorder: Recorder, own: httpx.Client) -> list[str]:
    begun = recorder.ask("begin-second-factor", own, SOMEBODY, body={}, once=True).json()
    code = code_of(b32decode(begun["secret_key"]), stage.desk.clock.now())
    body = {"code": code, "password": stage.passwords[SOMEBODY]}
    told = recorder.ask("confirm-second-factor", own, SOMEBODY, body=body, once=True, label=_CONFIRMS)
    codes: list[str] = told.json()["recovery_codes"]
    return codes


def tokens(stage: Company, recorder: Recorder, head: httpx.Client) -> None:
    """Made, used where it may not be, withdrawn."""
    recorder.ask("make-token", head, HEAD, body={"label": ""})
    asked = {"label": "Отчёты", "scopes": ["read"], "days": 90}
    made = [recorder.ask("make-token", head, HEAD, body=asked, once=True).json()["token"] for _ in range(2)]
    program = stage.opened(made[0])
    recorder.ask("who-am-i", program, "a program with a token to read")
    recorder.ask("list-tokens", program, "a program with a token to read")
    recorder.ask("register-ticket", program, "a program with a token to read", body={"subject": "Не печатает принтер"})
    listed = recorder.ask("list-tokens", head, HEAD).json()["tokens"]
    recorder.ask("list-all-tokens", head, HEAD)
    for name, token in zip(("withdraw-token", "withdraw-any-token"), listed, strict=False):
        recorder.ask(name, head, HEAD, refs={"token": NOBODY})
        recorder.ask(name, head, HEAD, refs={"token": token["token_id"]}, once=True)
