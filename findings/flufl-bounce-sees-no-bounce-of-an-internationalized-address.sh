#!/usr/bin/env bash
# flufl.bounce 6.0.0, the bounce detector of Mailman: a delivery status notification about an internationalized address
# names no failure at all, neither as message/global-delivery-status nor with the address type utf-8. The same report
# with "rfc822; anna@client.example" is found.
#
# RFC 6533 (SMTPUTF8) gives such reports the type message/global-delivery-status and recipients of the type "utf-8".
# Who is hit: a desk whose clients have addresses like анна@клиент.example. The report that a letter could not be delivered
# is taken for a letter of a person: a ticket is made of it, or a comment on the very ticket that was answered.
# Seen: "plain: [b'anna@client.example']", and "[]" for the three others.
# Way out: read the parts message/delivery-status and message/global-delivery-status oneself: Action and Final-Recipient.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check flufl.bounce==6.0.0
"$folder/venv/bin/python" - <<'PY'
from email import message_from_bytes
from importlib.metadata import version

from flufl.bounce import all_failures

def report(recipient, part="delivery-status"):
    lines = [
        "From: MAILER-DAEMON@mx.example", "To: desk@desk.example", "Subject: Undelivered mail", "MIME-Version: 1.0",
        f'Content-Type: multipart/report; report-type={part}; boundary="b"', "",
        "--b", "Content-Type: text/plain; charset=utf-8", "", "It could not be delivered.", "",
        "--b", f"Content-Type: message/{part}", "", "Reporting-MTA: dns; mx.example", "",
        f"Final-Recipient: {recipient}", "Action: failed", "Status: 5.1.1", "",
        "--b", "Content-Type: text/rfc822-headers", "", "Subject: Ticket 1001", "", "--b--", "",
    ]
    return message_from_bytes("\n".join(lines).encode())

print("flufl.bounce", version("flufl.bounce"))
seen = {}
for name, message in {
    "plain": report("rfc822; anna@client.example"),
    "global": report("utf-8; анна@клиент.example", "global-delivery-status"),
    "type utf-8": report("utf-8; анна@client.example"),
    "global, type rfc822": report("rfc822; anna@client.example", "global-delivery-status"),
}.items():
    temporary, permanent = all_failures(message)
    seen[name] = sorted(temporary | permanent)
    print(f"{name}: {seen[name]}")
found = [b"anna@client.example"]
assert seen == {"plain": found, "global": [], "type utf-8": [], "global, type rfc822": []}, "the behaviour has changed"
PY
