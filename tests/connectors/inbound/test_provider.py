"""What a provider says is believed where every claim of it is as it must be; forged and late words are not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from connectors.inbound.sign_in.fetching import Unreadable
from connectors.inbound.sign_in.provider import ASKED_AGAIN_AFTER, AWAY_FOR, FRESH_FOR, Asked, Provider, ProviderIs
from connectors.inbound.sign_in.refusals import ProviderIsAway, ProviderRefused
from events.values.text import Text

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ISSUER = "https://id.example.org"
ASKED = Asked("state", "nonce-1", "verifier", "challenge", "https://desk.example.org/sign-in/back")
KEY, OTHER = (RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"}) for kid in ("one", "two"))


class Answering:
    """What a provider would answer, as a test says, and what it was asked."""

    def __init__(self) -> None:
        self.now = NOW
        self.keys = [KEY]
        self.asked: list[str] = []
        self.forms: list[dict[str, Any]] = []
        self.headers: list[Mapping[str, str]] = []
        self.away = False
        self.about: dict[str, Any] = {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/auth",
            "token_endpoint": f"{ISSUER}/token",
            "userinfo_endpoint": f"{ISSUER}/me",
            "jwks_uri": f"{ISSUER}/keys",
        }
        self.token = signed()
        self.userinfo: dict[str, Any] = {"sub": "s-1", "email": "anna@desk.example", "email_verified": True}

    def __call__(
        self, address: str, form: Mapping[str, Any] | None, headers: Mapping[str, str]
    ) -> tuple[int, dict[str, Any]]:
        self.asked.append(address)
        if self.away:
            raise Unreadable(address)
        if address.endswith("/token"):
            self.forms.append({**(form or {})})
            self.headers.append(headers)
            return 200, {"id_token": self.token, "access_token": "at"}
        if address.endswith("/me"):
            return 200, self.userinfo
        if address.endswith("/keys"):
            return 200, {"keys": [key.as_dict(private=False) for key in self.keys] + [{"kty": "new", "kid": "x"}]}
        return 200, self.about

    def provider(self, secret: str = "s") -> Provider:  # noqa: S107 - of a test
        return Provider(ProviderIs(ISSUER, "desk", secret, Text.same("Id")), lambda: self.now, self)


def signed(key: Any = KEY, header: dict[str, Any] | None = None, **changed: Any) -> str:
    at = int(NOW.timestamp())
    claims = {"iss": ISSUER, "aud": "desk", "sub": "s-1", "iat": at, "exp": at + 300, "nonce": "nonce-1", **changed}
    claims = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode({"alg": "RS256", "kid": key.kid, **(header or {})}, claims, key, algorithms=["RS256", "HS256"])


def unsigned() -> str:
    head, body, _ = signed().split(".")
    del head
    return f"eyJhbGciOiJub25lIn0.{body}."


def test_what_is_missing_in_the_token_is_asked_for_beside_it() -> None:
    there = Answering()
    said = there.provider().says(ASKED, "code", wanted="email")
    assert (said["sub"], said["email"]) == ("s-1", "anna@desk.example")
    assert there.forms[0] | {"code": "code", "code_verifier": "verifier", "redirect_uri": ASKED.back} == there.forms[0]
    assert there.headers[0]["Authorization"].startswith("Basic ")
    there.token = signed(email="olga@desk.example")
    assert there.provider().says(ASKED, "code", wanted="email")["email"] == "olga@desk.example"


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://evil.example"},
        {"aud": "another"},
        {"aud": ["desk", "another"]},
        {"azp": "another"},
        {"nonce": "of another browser"},
        {"nonce": None},
        {"sub": None},
        {"exp": int(NOW.timestamp()) - 61},
        {"exp": None},
        {"iat": int(NOW.timestamp()) + 120},
        {"nbf": int(NOW.timestamp()) + 120},
    ],
    ids=str,
)
def test_a_claim_that_is_not_as_it_must_be_lets_nobody_in(changed: dict[str, Any]) -> None:
    there = Answering()
    there.token = signed(**changed)
    with pytest.raises(ProviderRefused):
        there.provider().says(ASKED, "code", wanted="email")


def test_a_clock_that_is_wrong_by_less_than_a_minute_is_borne_with() -> None:
    there = Answering()
    there.token = signed(exp=int(NOW.timestamp()) - 30, iat=int(NOW.timestamp()) + 30)
    assert there.provider().says(ASKED, "code", wanted="sub")["sub"] == "s-1"


@pytest.mark.parametrize("kind", ["by nobody", "by a secret", "by another", "no token"])
def test_a_signature_that_is_not_the_provider_s_lets_nobody_in(kind: str) -> None:
    there = Answering()
    mixed = OctKey.import_key("the public key, taken for a secret, as some would", {"kid": "one"})
    there.token = {
        "by nobody": unsigned(),
        "by a secret": signed(mixed, {"alg": "HS256"}),
        "by another": signed(OTHER, {"kid": "one"}),
        "no token": "no.token.",
    }[kind]
    with pytest.raises(ProviderRefused):
        there.provider().says(ASKED, "code", wanted="email")


def test_what_is_told_beside_of_somebody_else_lets_nobody_in() -> None:
    there = Answering()
    there.userinfo["sub"] = "s-2"
    with pytest.raises(ProviderRefused):
        there.provider().says(ASKED, "code", wanted="email")


def test_keys_are_kept_and_asked_for_anew_when_the_provider_changed_them() -> None:
    there = Answering()
    provider = there.provider()
    for _ in range(3):
        provider.says(ASKED, "code", wanted="email")
    assert there.asked.count(f"{ISSUER}/keys") == 1
    there.keys, there.token = [OTHER], signed(OTHER)
    with pytest.raises(ProviderRefused):  # whatever signatures name, keys are not asked for at each of them
        provider.says(ASKED, "code", wanted="email")
    there.now += ASKED_AGAIN_AFTER
    assert provider.says(ASKED, "code", wanted="email")["sub"] == "s-1"
    assert there.asked.count(f"{ISSUER}/keys") == 2


def test_a_provider_that_is_away_is_told_of_and_what_it_said_before_holds_meanwhile() -> None:
    there = Answering()
    provider = there.provider()
    assert provider.address(ASKED, language="ru").startswith(f"{ISSUER}/auth?response_type=code")
    there.away = True
    there.now += FRESH_FOR + timedelta(minutes=1)
    assert provider.address(ASKED, language="ru").startswith(f"{ISSUER}/auth?")
    with pytest.raises(ProviderIsAway):
        provider.says(ASKED, "code", wanted="email")
    stranger = there.provider()
    for _ in range(3):
        with pytest.raises(ProviderIsAway):
            stranger.address(ASKED, language="ru")
    asked, there.away = len(there.asked), False
    with pytest.raises(ProviderIsAway):  # whoever asks meanwhile waits for nothing
        stranger.address(ASKED, language="ru")
    assert len(there.asked) == asked
    there.now += AWAY_FOR
    assert stranger.address(ASKED, language="ru").startswith(f"{ISSUER}/auth?")


@pytest.mark.parametrize(
    "changed",
    [{"issuer": "https://another.example"}, {"authorization_endpoint": "http://id.example.org/auth"}, {"jwks_uri": 7}],
    ids=str,
)
def test_a_provider_that_says_it_is_another_or_uses_open_lines_is_not_asked(changed: dict[str, Any]) -> None:
    there = Answering()
    there.about |= changed
    with pytest.raises(ProviderIsAway):
        there.provider().address(ASKED, language="ru")


def test_a_client_without_a_secret_shows_its_proof_alone() -> None:
    there = Answering()
    there.provider(secret="").says(ASKED, "code", wanted="email")
    assert there.headers[0] == {}
    assert (there.forms[0]["client_id"], there.forms[0]["code_verifier"]) == ("desk", "verifier")
    there.about["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
    there.provider().says(ASKED, "code", wanted="email")
    assert there.forms[1]["client_secret"] == "s"  # noqa: S105 - of a test


def test_an_answer_of_another_issuer_is_a_mix_up() -> None:
    provider = Answering().provider()
    provider.refuse_unanswered("code", "")
    provider.refuse_unanswered("code", ISSUER)
    with pytest.raises(ProviderRefused):
        provider.refuse_unanswered("code", "https://evil.example")
    with pytest.raises(ProviderRefused):
        provider.refuse_unanswered("", "")


def test_who_wants_out_is_led_out_where_there_is_a_way() -> None:
    there = Answering()
    assert there.provider().leave("https://desk.example.org/sign-in") == ""
    there.about["end_session_endpoint"] = f"{ISSUER}/end"
    assert there.provider().leave("https://desk.example.org/sign-in").startswith(f"{ISSUER}/end?client_id=desk&post_")
