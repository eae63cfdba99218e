#!/usr/bin/env bash
# icalendar 7.3.0: the first VTIMEZONE of a name is kept for the life of the process. An invitation that comes later
# and defines the same TZID with another offset is read with the first one's offset, silently.
#
# Valid by RFC 5545, 3.6.5: a VTIMEZONE belongs to the calendar object that holds it, and TZID is any text that is
# unique within that object. Two companies may both call their zone "Head office".
# Who is hit: whatever reads invitations of many senders in one long process, such as the mail intake of a desk.
# Seen: "+0300 -> 3:00:00", "+0500 -> 3:00:00" (two hours off), and 5:00:00 once `use_zoneinfo()` was called between.
# Way out: call `icalendar.use_zoneinfo()` (or `use_pytz()`) before each letter; it empties the cache.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check icalendar==7.3.0 tzdata==2026.6
cat >"$folder/read.py" <<'PY'
import icalendar

def invitation(offset):
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example//invitation//EN",
        "BEGIN:VTIMEZONE", "TZID:Head office",
        "BEGIN:STANDARD", "DTSTART:19700101T000000", f"TZOFFSETFROM:{offset}", f"TZOFFSETTO:{offset}", "END:STANDARD",
        "END:VTIMEZONE",
        "BEGIN:VEVENT", f"UID:{offset}@desk.example", "DTSTAMP:20261101T000000Z",
        "DTSTART;TZID=Head office:20261201T100000", "SUMMARY:Meeting", "END:VEVENT",
        "END:VCALENDAR", "",
    ]
    return "\r\n".join(lines)

def offset_read(text):
    event = icalendar.Calendar.from_ical(text).walk("VEVENT")[0]
    return str(event["DTSTART"].dt.utcoffset())

seen = [offset_read(invitation("+0300")), offset_read(invitation("+0500"))]
icalendar.use_zoneinfo()
seen.append(offset_read(invitation("+0500")))
print("icalendar", icalendar.__version__, "+0300 ->", seen[0], "| +0500 ->", seen[1], "| +0500 after use_zoneinfo ->", seen[2])
assert seen == ["3:00:00", "3:00:00", "5:00:00"], f"the behaviour has changed: {seen}"
PY
"$folder/venv/bin/python" "$folder/read.py"
