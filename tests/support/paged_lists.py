"""Every list of the API as its document tells it: which questions answer with one; for tests of how they go on."""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

from tests.support.generated import openapi

Json = dict[str, Any]


class ListOf(NamedTuple):
    """A question that answers with a list: its address, what it takes, and what the answer holds."""

    path: str
    parameters: dict[str, Json]
    answer: Json

    @property
    def is_paged(self) -> bool:
        """Whether it goes on in the one way."""
        return {"cursor", "limit"} <= self.parameters.keys() and "next_cursor" in self.answer.get("properties", {})


def _resolved(schema: Json) -> Json:
    if "$ref" in schema:
        found: Json = openapi()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        return found
    return schema


@functools.cache
def lists() -> dict[str, ListOf]:
    """Every question whose answer is a list, or holds one right below; nobody changes what they are given."""
    found = {}
    for path, methods in openapi()["paths"].items():
        operation = methods.get("get")
        content = {} if operation is None else operation["responses"]["200"].get("content", {})
        if operation is None or "application/json" not in content:
            continue
        schema = _resolved(content["application/json"]["schema"])
        held = [_resolved(one) for one in schema.get("properties", {}).values()]
        if schema.get("type") == "array" or any(one.get("type") == "array" for one in held):
            parameters = {one["name"]: one for one in operation.get("parameters", [])}
            found[operation["operationId"]] = ListOf(path, parameters, schema)
    return found
