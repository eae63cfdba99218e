#!/usr/bin/env bash
# Where IMAPClient 4.1.0 meets Dovecot 2.3: a letter that another session has expunged still comes in the first answer to
# a fetch, as a letter without contents: `b'BODY[]': None`, size 0, INTERNALDATE of 1970. Nothing is raised, and `move()`
# after that fetch returns as if it had moved it. As the first command `move()` raises EXPUNGEISSUED instead.
#
# RFC 3501, 7.4.1, and RFC 2180, 4.1: a server may not tell of an expunge while a FETCH runs, and may answer with NIL.
# Who is hit: two readers of one mailbox (a person beside the desk, or a desk and its stand-by). A reader that makes a
# ticket of what came, then deletes it, makes an empty ticket; one that believes `move()` takes the letter for kept.
# Seen: "fetched: BODY[] None, size 0, year 1970 | moved after it: no error, target holds 0 | moved at once: EXPUNGEISSUED".
# Way out: no contents means "gone, look again"; look into the target folder after a move.
# Needs Dovecot (Debian: apt-get install dovecot-imapd); listens on loopback alone.
set -euo pipefail
export PATH="$PATH:/usr/sbin:/sbin"
command -v dovecot >/dev/null || { echo "dovecot is missing: apt-get install dovecot-imapd"; exit 1; }
folder=$(mktemp -d)
chmod 755 "$folder"
server=
trap '[ -z "$server" ] || kill "$server"; wait 2>/dev/null; rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check IMAPClient==4.1.0
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
mkdir "$folder/run" "$folder/mail"
chown -R mail:mail "$folder/mail"
echo 'anna:{PLAIN}a-password' >"$folder/users"
cat >"$folder/dovecot.conf" <<CONF
base_dir = $folder/run
log_path = $folder/log
listen = 127.0.0.1
protocols = imap
ssl = no
disable_plaintext_auth = no
mail_location = maildir:$folder/mail/%u
mail_uid = mail
first_valid_uid = 8
passdb {
  driver = passwd-file
  args = scheme=PLAIN $folder/users
}
userdb {
  driver = static
  args = uid=mail gid=mail
}
service imap-login {
  inet_listener imap {
    port = $port
  }
  inet_listener imaps {
    port = 0
  }
}
CONF
dovecot -F -c "$folder/dovecot.conf" &
server=$!
cat >"$folder/read.py" <<'PY'
import sys
import time

import imapclient
from imapclient.exceptions import IMAPClientError

LETTER = b"From: anna@client.example\r\nTo: help@desk.example\r\nSubject: Printer\r\n\r\nIt does not print.\r\n"

def session():
    for _ in range(100):
        try:
            opened = imapclient.IMAPClient("127.0.0.1", port=int(sys.argv[1]), ssl=False)
            break
        except OSError:
            time.sleep(0.1)
    opened.login("anna", "a-password")
    opened.select_folder("INBOX")
    return opened

def vanished():
    """A session that knows of a letter which another session has just expunged; gives it and the letter's uid."""
    first = session()
    first.append("INBOX", LETTER)
    reader = session()
    (uid,) = reader.search()
    first.select_folder("INBOX")
    first.delete_messages([uid])
    first.expunge()
    return reader, uid

def held(folder):
    return session().folder_status(folder, ["MESSAGES"])[b"MESSAGES"]

session().create_folder("Taken")
reader, uid = vanished()
came = reader.fetch([uid], ["BODY.PEEK[]", "RFC822.SIZE", "INTERNALDATE"])[uid]
after = "no error"
try:
    reader.move([uid], "Taken")
except IMAPClientError as error:
    after = str(error)
kept = held("Taken")
reader, uid = vanished()
at_once = "no error"
try:
    reader.move([uid], "Taken")
except IMAPClientError as error:
    at_once = str(error)
print(
    f"IMAPClient {imapclient.__version__} | fetched: BODY[] {came[b'BODY[]']}, size {came[b'RFC822.SIZE']}, "
    f"year {came[b'INTERNALDATE'].year} | moved after it: {after}, target holds {kept} | moved at once: {at_once}"
)
assert (came[b"BODY[]"], came[b"RFC822.SIZE"], came[b"INTERNALDATE"].year) == (None, 0, 1970), "the behaviour has changed"
assert (after, kept) == ("no error", 0), "the behaviour has changed"
assert "EXPUNGEISSUED" in at_once, "the behaviour has changed"
PY
"$folder/venv/bin/python" "$folder/read.py" "$port"
dovecot --version
