"""Asks an operation in both languages and keeps what was answered, without secrets; used by every act."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import httpx

from tests.support.generated import openapi

Json = dict[str, Any]

HEADERS = (
    "Content-Type",
    "Content-Language",
    "Cache-Control",
    "Content-Disposition",
    "ETag",
    "Location",
    "Retry-After",
    "WWW-Authenticate",
    "X-Position",
    "X-Cursor",
    "X-Stale",
)
"""What of the head of an answer is kept."""
SECRET = re.compile(r"^((?:sess|desk|reset|rating)_)[\w-]{40,}$")
SEAL = re.compile(r"^[\w-]{11}(?=[\w-]{21}\.)")
"""What a cursor is sealed with, another in every desk; whose it is and of which question stands behind."""
PASSWORD = "abcd-efgh-jkmn-pqrs"  # noqa: S105 - what stands for one
STOOD_FOR: dict[str, Any] = {
    "recovery_codes": [PASSWORD],
    "secret_key": "JBSWY3DPEHPK3PXP…",
    "key_address": "otpauth://totp/Deskledger:…",
}
"""What stands for further secrets, by the fields that hold them."""
LANGUAGES = ("ru", "en")
SETS = frozenset({"groups", "scopes"})
"""Fields whose order says nothing, and is another in every process."""


class Operation(NamedTuple):
    """An operation of the document."""

    method: str
    path: str
    tag: str
    parameters: frozenset[str]


@functools.cache
def operations() -> dict[str, Operation]:
    """Every operation of the document, by its id; nobody changes what they are given."""
    found = {}
    for path, methods in openapi()["paths"].items():
        for method, operation in methods.items():
            named = frozenset(one["name"] for one in operation.get("parameters", ()) if one["in"] == "query")
            found[operation["operationId"]] = Operation(method.upper(), path, operation["tags"][0], named)
    return found


SAME = "as in record "


class Recorder:
    """What was asked and answered, by operation, in the order of asking."""

    def __init__(self) -> None:
        self.operations = operations()
        self.records: dict[str, list[Json]] = {}

    def ask(
        self,
        name: str,
        client: httpx.Client,
        by: str,
        *,
        refs: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        body: Any = None,
        once: bool = False,
        label: str = "",
        heads: Mapping[str, str] | None = None,
        **more: Any,
    ) -> httpx.Response:
        """Ask in Russian and in English; gives the Russian answer.

        ``once``: what may be asked only once is asked in Russian alone. ``label``: stands in the record for the
        address and the body.
        """
        operation = self.operations[name]
        path = operation.path
        for key, value in (refs or {}).items():
            path = path.replace(f"{{{key}}}", value)
        assert "{" not in path, path
        told, answers = [], []
        for language in LANGUAGES[:1] if once else LANGUAGES:
            answer = client.request(
                operation.method,
                client.base_url.copy_with(raw_path=path.encode()),
                params=query,
                headers={**(heads or {}), "Accept-Language": language},
                json=body,
                **more,
            )
            told.append(kept(answer))
            answers.append(answer)
        asks = f"{operation.method} {path}" + ("?" + "&".join(f"{k}={v}" for k, v in query.items()) if query else "")
        record: Json = {"asks": label or asks, "by": by}
        if body is not None and not label:
            record["sends"] = without_secrets(body)
        if heads:
            record["with"] = dict(heads)
        record |= told[0]
        if len(told) > 1 and (other := overlay(told[0], told[1])):
            record["in_english"] = other
        self.records.setdefault(name, []).append(record)
        return answers[0]

    def hear(self, name: str, client: httpx.Client, by: str, *, query: Mapping[str, str]) -> None:
        """Ask for what has no end, and keep its first event."""
        operation = self.operations[name]
        address = client.base_url.copy_with(raw_path=operation.path.encode())
        with client.stream(operation.method, address, params=query) as answer:
            lines = []
            for line in answer.iter_lines():
                if not line:
                    break
                # Not all are to come back at one moment.
                lines.append("retry: …" if line.startswith("retry: ") else line)
            headers = {name: answer.headers[name] for name in HEADERS if name in answer.headers}
            asks = f"{operation.method} {operation.path}?" + "&".join(f"{key}={value}" for key, value in query.items())
            record = {"asks": asks, "by": by, "status": answer.status_code}
            self.records.setdefault(name, []).append({**record, "headers": headers, "body": lines})

    def shortened(self) -> dict[str, list[Json]]:
        """The records, a body that was told before in the same operation by the number of that record."""
        return {name: _shortened(self.records.get(name, [])) for name in self.operations}


def _shortened(records: Sequence[Json]) -> list[Json]:
    bodies = [record.get("body") for record in records]
    firsts = [bodies.index(body) for body in bodies]
    return [
        record if first == nth or not record.get("body") else {**record, "body": f"{SAME}{first}"}
        for nth, (record, first) in enumerate(zip(records, firsts, strict=True))
    ]


def whole(records: Sequence[Json]) -> list[Json]:
    """The records with every body in its place."""
    bodies = [record.get("body") for record in records]
    return [
        {**record, "body": bodies[int(body.removeprefix(SAME))]}
        if isinstance(body, str) and body.startswith(SAME)
        else record
        for record, body in zip(records, bodies, strict=True)
    ]


def kept(answer: httpx.Response) -> Json:
    """What of an answer is kept."""
    headers = {name: answer.headers[name] for name in HEADERS if name in answer.headers}
    kind = headers.get("Content-Type", "").partition(";")[0]
    body: Any
    if kind.endswith("json"):
        body = without_secrets(answer.json())
    elif kind.startswith(("text/", "image/svg", "message/")):
        body = answer.text.splitlines()
    else:
        body = {"bytes": len(answer.content), "sha256": hashlib.sha256(answer.content).hexdigest()}
    return {"status": answer.status_code, "headers": headers, "body": body}


def without_secrets(value: Any) -> Any:
    """The value with what stands for its secrets."""
    if isinstance(value, dict):
        return {key: _of_field(key, inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [without_secrets(inner) for inner in value]
    return SECRET.sub(r"\1…", value) if isinstance(value, str) else value


def _of_field(key: str, value: Any) -> Any:
    if key in {"password", "old_password"} and isinstance(value, str):
        return PASSWORD
    if key in STOOD_FOR:
        return STOOD_FOR[key]
    if key in SETS and isinstance(value, list) and all(isinstance(inner, str) for inner in value):
        return sorted(value)
    if key == "zone_rules" and isinstance(value, str):
        return "…"
    if key == "next_cursor" and isinstance(value, str):
        return SEAL.sub("…", value)
    return without_secrets(value)


def overlay(base: Any, other: Any) -> Any:
    """What of ``other`` differs; what it lacks stands in ``without``; empty where nothing differs."""
    if base == other:
        return {}
    if not isinstance(base, dict) or not isinstance(other, dict):
        return other
    different = {
        key: overlay(base[key], value) if key in base else value
        for key, value in other.items()
        if key not in base or base[key] != value
    }
    lacking = sorted(base.keys() - other.keys())
    return different | ({"without": lacking} if lacking else {})


def differences(told: Any, found: Any, path: str = "") -> Iterator[str]:
    """Every place where two records differ, with both values."""
    if isinstance(told, dict) and isinstance(found, dict):
        for key in (*told, *(key for key in found if key not in told)):
            where = f"{path}.{key}" if path else key
            if key not in found:
                yield f"{where}: gone; it was {shown(told[key])}"
            elif key not in told:
                yield f"{where}: new: {shown(found[key])}"
            else:
                yield from differences(told[key], found[key], where)
    elif isinstance(told, list) and isinstance(found, list):
        for nth, (one, other) in enumerate(zip(told, found, strict=False)):
            yield from differences(one, other, f"{path}[{nth}]")
        if len(told) != len(found):
            yield f"{path}: was {len(told)} long, is {len(found)}"
    elif told != found or type(told) is not type(found):
        yield f"{path}: was {shown(told)}, is {shown(found)}"


def shown(value: Any) -> str:
    """A value in a line."""
    text = repr(value)
    return text if len(text) <= 200 else text[:200] + "…"
