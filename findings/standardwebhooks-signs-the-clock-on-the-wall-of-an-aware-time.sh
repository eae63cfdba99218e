#!/usr/bin/env bash
# standardwebhooks 1.1.0, the library of the Standard Webhooks initiative: Webhook.sign(msg_id, timestamp, data) takes a
# datetime. Of an aware one it drops the zone and signs what stands on its clock as if that were UTC. Two datetimes that
# are equal get different signatures, and a letter that was signed with a time of Moscow is refused by the library's own
# verify(): the header holds the true second, the signature another.
#
# Valid: the standard's timestamp is seconds since 1970, and an aware datetime means one such second whatever its zone.
# Seen: "equal True, same signature False", "verify: No matching signature found", "as UTC: accepted".
# Way out: hand over timestamp.astimezone(UTC), or sign id.timestamp.body with hmac directly.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check standardwebhooks==1.1.0
"$folder/venv/bin/python" - <<'PY'
import base64
from datetime import datetime, timedelta, timezone

from standardwebhooks import Webhook, WebhookVerificationError

hook = Webhook("whsec_" + base64.b64encode(bytes(range(32))).decode())
utc = datetime.now(timezone.utc).replace(microsecond=0)
moscow = utc.astimezone(timezone(timedelta(hours=3)))
body = '{"type":"ticket.resolved"}'


def heard(signed: datetime) -> str:
    headers = {
        "webhook-id": "fact-1",
        "webhook-timestamp": str(int(signed.timestamp())),
        "webhook-signature": hook.sign("fact-1", signed, body),
    }
    try:
        hook.verify(body, headers)
    except WebhookVerificationError as error:
        return str(error)
    return "accepted"


same = hook.sign("fact-1", utc, body) == hook.sign("fact-1", moscow, body)
print(f"equal {utc == moscow}, same signature {same}")
print(f"verify: {heard(moscow)}")
print(f"as UTC: {heard(utc)}")
assert utc == moscow and not same
assert heard(moscow) == "No matching signature found"
assert heard(utc) == "accepted"
PY
