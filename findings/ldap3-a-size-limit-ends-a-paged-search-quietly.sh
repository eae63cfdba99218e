#!/usr/bin/env bash
# Where ldap3 2.9.1 meets slapd (OpenLDAP 2.5): the server's size limit ends a *paged* search before all entries have
# come, and nothing is raised, not even by a connection made with `raise_exceptions=True`: the generator just stops.
#
# Whoever compares the answer with yesterday's takes everybody beyond the limit for people who have left.
# The configuration is valid (slapd.conf(5), `limits ... size.prtotal`): pages are allowed, their sum is bounded.
# Seen: "40 entries there, 25 came, raised: nothing, result: sizeLimitExceeded".
# Way out: after the last page look at `connection.result["description"]`; anything but `success` is an incomplete answer.
# Needs slapd (Debian: apt-get install slapd); listens on a Unix socket in a temporary folder alone.
set -euo pipefail
export PATH="$PATH:/usr/sbin:/sbin"
command -v slapd >/dev/null || { echo "slapd is missing: apt-get install slapd"; exit 1; }
folder=$(mktemp -d)
chmod 755 "$folder"
server=
trap '[ -z "$server" ] || kill "$server"; wait 2>/dev/null; rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check ldap3==2.9.1
mkdir "$folder/db"
cat >"$folder/slapd.conf" <<CONF
include /etc/ldap/schema/core.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile $folder/slapd.pid
database mdb
suffix "dc=desk,dc=example"
rootdn "cn=root,dc=desk,dc=example"
rootpw a-password
directory $folder/db
limits users size.soft=10 size.hard=10 size.pr=10 size.prtotal=25
access to * by * read
CONF
{
    printf 'dn: dc=desk,dc=example\nobjectClass: dcObject\nobjectClass: organization\no: Desk\ndc: desk\n\n'
    for n in $(seq 1 39); do
        printf 'dn: cn=person %s,dc=desk,dc=example\nobjectClass: person\ncn: person %s\nsn: %s\n' "$n" "$n" "$n"
        if [ "$n" = 1 ]; then printf 'userPassword: secret-of-one\n'; fi
        printf '\n'
    done
} >"$folder/people.ldif"
slapadd -f "$folder/slapd.conf" -l "$folder/people.ldif" 2>"$folder/slapadd.log" || { cat "$folder/slapadd.log"; exit 1; }
socket="ldapi://$(printf '%s' "$folder/socket" | sed 's#/#%2F#g')"
slapd -d 0 -f "$folder/slapd.conf" -h "$socket" 2>"$folder/slapd.log" &
server=$!
cat >"$folder/read.py" <<'PY'
import sys
import time

import ldap3

for _ in range(100):
    try:
        connection = ldap3.Connection(
            ldap3.Server(sys.argv[1], get_info=ldap3.NONE),
            user="cn=person 1,dc=desk,dc=example", password="secret-of-one",
            auto_bind=True, raise_exceptions=True,
        )
        break
    except ldap3.core.exceptions.LDAPSocketOpenError:
        time.sleep(0.1)
raised, came = "nothing", 0
try:
    pages = connection.extend.standard.paged_search(
        "dc=desk,dc=example", "(objectClass=*)", ldap3.SUBTREE, attributes=["cn"], paged_size=10, generator=True
    )
    for entry in pages:
        came += entry["type"] == "searchResEntry"
except ldap3.core.exceptions.LDAPException as error:
    raised = type(error).__name__
print(f"ldap3 {ldap3.__version__}: 40 entries there, {came} came, raised: {raised}, result: {connection.result['description']}")
assert came < 40, f"the limit did not bite: {came}"
assert (raised, connection.result["description"]) == ("nothing", "sizeLimitExceeded"), "the behaviour has changed"
PY
"$folder/venv/bin/python" "$folder/read.py" "$socket"
slapd -VV 2>&1 | head -1 || true
