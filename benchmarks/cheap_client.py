"""Load from a client that costs little, wrk, so that the server has the machine; used by ``benchmarks.versus``."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

CLIENTS = 8

SCRIPT = """
local asked = { %s }
local nth = -2  -- wrk asks once to see whether it can, and sends nothing
request = function()
  nth = nth + 1
  local each = asked[nth %% #asked + 1]
  return wrk.format(each[1], each[2], nil, each[3])
end
done = function(summary, latency)
  local errors = summary.errors
  io.write(string.format('{"answers": %%d, "seconds": %%f, "p95_ms": %%f, "failed": %%d, "refused": %%d}\\n',
    summary.requests, summary.duration / 1e6, latency:percentile(95) / 1e3,
    errors.connect + errors.read + errors.write + errors.timeout, errors.status))
end
"""


class Request(NamedTuple):
    """What one client asks."""

    method: str
    path: str
    body: object | None = None


class Load(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it."""

    answers: int
    seconds: float
    p95_ms: float
    failed: int
    refused: int


def found() -> str:
    """Where wrk is; raises ``SystemExit`` with the way to get it."""
    if path := shutil.which("wrk"):
        return path
    raise SystemExit(
        "wrk was not found: apt-get install wrk, or https://github.com/wg/wrk\n"
        "wrk не найден: apt-get install wrk или https://github.com/wg/wrk"
    )


def load(address: str, token: str, requests: Sequence[Request], seconds: float) -> Load:
    """Ask one after the other, over and over, from 8 connections that each wait for their answer."""
    asked = ", ".join(
        f"{{{_quoted(each.method)}, {_quoted('/api/v1' + each.path)}, {_quoted(_body(each))}}}" for each in requests
    )
    with tempfile.NamedTemporaryFile("w", suffix=".lua", encoding="utf-8") as script:
        script.write(SCRIPT % asked)
        script.flush()
        headers = ["-H", f"Authorization: Bearer {token}", "-H", "Content-Type: application/json"]
        shape = ["-t1", f"-c{CLIENTS}", f"-d{max(1, round(seconds))}s", "--timeout", "30s", "-s", script.name]
        told = subprocess.run(  # noqa: S603 - our own words
            [Path(found()), *shape, *headers, address], capture_output=True, text=True, check=True
        )
    result = msgspec.json.decode(told.stdout.splitlines()[-1], type=Load)
    if result.failed or result.refused or not result.answers:
        raise RuntimeError(f"{requests[0]}: {result}")
    return result


def _body(request: Request) -> str:
    return "" if request.body is None else msgspec.json.encode(request.body).decode()


def _quoted(text: str) -> str:
    """A text as Lua writes it."""
    return "[==[" + text + "]==]"
