#!/usr/bin/env bash
# cloudevents 2.2.0, the CNCF's own SDK, where it meets a compacted topic of Apache Kafka: an event without data becomes
# a record whose value is empty, b"", and not null. For Kafka that is a value like any other: compaction keeps it for
# ever, and the key is never deleted. (The Kafka binding of CloudEvents 1.0, 3.2.2: no data, no value: a tombstone.)
# Beside it an extension that is a Boolean is written in Python's letters, "True", in Kafka's and in HTTP's binary mode;
# CloudEvents 1.0, type system, says "true" and "false". In the structured mode the same event says true.
#
# Seen: "value b''", "ce_closed b'True'", "ce-closed 'True'", "structured: true".
# Way out: set the value to None oneself where data is None; give extensions as strings that are canonical already.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check cloudevents==2.2.0
"$folder/venv/bin/python" - <<'PY'
import json

from cloudevents.core.bindings import http, kafka
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

gone = CloudEvent(
    attributes={
        "specversion": "1.0",
        "id": "fact-1",
        "source": "/desks/1",
        "type": "desk.ticket.merged.v1",
        "partitionkey": "ticket-1",
        "closed": True,
    },
    data=None,
)
record = kafka.to_binary(gone, JSONFormat())
answer = http.to_binary(gone, JSONFormat())
structured = json.loads(kafka.to_structured(gone, JSONFormat()).value)
print(f"value {record.value!r}")
print(f"ce_closed {record.headers['ce_closed']!r}")
print(f"ce-closed {answer.headers['ce-closed']!r}")
print(f"structured: {json.dumps(structured['closed'])}")
assert record.value == b"" and record.key == "ticket-1"
assert record.headers["ce_closed"] == b"True"
assert answer.headers["ce-closed"] == "True"
assert structured["closed"] is True
PY
