#!/usr/bin/env bash
# Server-sent events, read by sseclient-py 1.9.0 and httpx-sse 0.4.3. When the connection breaks in the middle of an event,
# sseclient-py hands out the half that came as a whole event, with the id that stood in front of it. A block that only
# moves the id ("id: 1.8" and an empty line) is handed out by httpx-sse as an event with empty data.
#
# The HTML standard, 9.2.6: once the end of the file is reached, pending data must be discarded, an incomplete event is
# not dispatched; where the data buffer is empty, the id is set and nothing is dispatched.
# Who is hit: every subscriber that resumes by Last-Event-ID. It takes the cut text for what was said, goes on behind its
# id, and what was cut off is never told again. The other one's parser fails on "" where JSON is due.
# Seen: "sseclient-py ... [('1.7', '{"ticket": 1'), ...]" and "httpx-sse ... ('1.8', '')".
# Way out: a server writes id: as the last line of an event, so that half an event has no id, or an older one; a reader
# passes over events without data.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check sseclient-py==1.9.0 httpx-sse==0.4.3 httpx==0.28.1
"$folder/venv/bin/python" - <<'PY'
from importlib.metadata import version

import httpx
import httpx_sse
import sseclient

WHOLE = b'id: 1.6\ndata: {"ticket": 1001}\n\n'
BROKEN_OFF = WHOLE + b'id: 1.7\ndata: {"ticket": 1'
ONLY_AN_ID = WHOLE + b"id: 1.8\n\n"

def by_sseclient(stream):
    return [(event.id, event.data) for event in sseclient.SSEClient(iter([stream])).events()]

def by_httpx(stream):
    headers = {"Content-Type": "text/event-stream"}
    transport = httpx.MockTransport(lambda request: httpx.Response(200, headers=headers, content=stream))
    with (
        httpx.Client(transport=transport) as client,
        httpx_sse.connect_sse(client, "GET", "https://desk.example/stream") as source,
    ):
        return [(event.id, event.data) for event in source.iter_sse()]

first = ("1.6", '{"ticket": 1001}')
seen = {}
for name, read in (("sseclient-py", by_sseclient), ("httpx-sse", by_httpx)):
    for what, stream in (("broken off", BROKEN_OFF), ("only an id", ONLY_AN_ID)):
        seen[name, what] = read(stream)
        print(f"{name} {version(name)}, {what}: {seen[name, what]}")
assert seen == {
    ("sseclient-py", "broken off"): [first, ("1.7", '{"ticket": 1')],
    ("sseclient-py", "only an id"): [first],
    ("httpx-sse", "broken off"): [first],
    ("httpx-sse", "only an id"): [first, ("1.8", "")],
}, "the behaviour has changed"
PY
