"""The examples that the document shows: of each operation its fullest answer and its commonest refusal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from api import openapi
from tests.recorded.recorder import Json, whole

FOLDER = Path(openapi.__file__).parent / "examples"
ENOUGH = 2
"""How many of the things of a list are shown."""
JSON_TYPE = "application/json"
COMMONEST = (409, 404, 403, 422, 412, 401, 416)


def examples(files: dict[str, Json]) -> dict[str, Json]:
    """File name -> operation -> what the document shows of it.

    What refuses nobody but strangers is shown with what they hear.
    """
    shown = {
        tag: {name: _shown(whole(records)) for name, records in held.items()}
        for tag, held in files.items()
        if tag != "terminal"
    }
    stranger = next(records for held in files.values() if (records := held.get("who-am-i")))
    unknown = next(record["body"] for record in stranger if record["status"] == 401)
    for held in shown.values():
        for example in held.values():
            example.setdefault("refusal", unknown)
    return shown


def _shown(records: list[Json]) -> Json:
    answers = [
        _short(record["body"])
        for record in records
        if record["status"] < 400 and _kind(record) == JSON_TYPE and isinstance(record["body"], dict)
        if "stale" not in record["body"]
    ]
    refusals = sorted(
        (record for record in records if record["status"] >= 400 and "body" in record),
        key=lambda record: (record["body"]["code"] == "invalid-field", COMMONEST.index(record["status"])),
    )
    shown = {} if not answers else {"answer": max(answers, key=lambda body: len(json.dumps(body)))}
    return shown | ({"refusal": refusals[0]["body"]} if refusals else {})


def _kind(record: Json) -> str:
    return str(record.get("headers", {}).get("Content-Type", ""))


def _short(body: Any) -> Any:
    """An answer with the first things of its list."""
    if not isinstance(body, dict):
        return body
    return {key: value[:ENOUGH] if isinstance(value, list) else value for key, value in body.items()}
