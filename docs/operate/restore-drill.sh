#!/usr/bin/env bash
# Proves that a backup can be restored: into an empty database, with a desk started on it for a moment.
#
#   DRILL_DATABASE_URL=postgresql://desk@db.example/desk_drill restore-drill.sh desk.dump
#
# DRILL_PORT: where the desk of the drill listens (8399); DRILL_TOKEN: a token of the live desk that must open this one.
# Prints what was found; ends with 0 only if a desk became ready on it. The database is left for whoever wants to look.
set -euo pipefail
dump=${1:?"usage: DRILL_DATABASE_URL=... $0 FILE.dump"}
url=${DRILL_DATABASE_URL:?"DRILL_DATABASE_URL names an empty database that is made for the drill"}
port=${DRILL_PORT:-8399}
address=http://127.0.0.1:$port

# It refuses a database that has a schema "desk" already: a drill never writes over anything.
pg_restore --no-owner --no-privileges --exit-on-error --dbname="$url" "$dump"

# Without the head file of the live desk: what stands in it is of the live log.
DESK_DATABASE_URL=$url DESK_HEAD_FILE='' DESK_HOST=127.0.0.1 desk serve --port "$port" > /dev/null &
desk=$!
trap 'kill "$desk" 2> /dev/null || true' EXIT
until [ "$(curl -s -o /dev/null -w '%{http_code}' "$address/health/ready")" = 200 ]; do
    kill -0 "$desk" # it has ended: its last line says why
    sleep 0.3
done

count() { psql -AtXq "$url" -c "SELECT count(*) FROM $1"; }
echo "facts: $(count desk.facts)"
echo "people: $(count views.persons)"
echo "tickets: $(count views.ticket_list)"
if [ -n "${DRILL_TOKEN:-}" ]; then
    curl -s -o /dev/null -w 'token: %{http_code}\n' -H "Authorization: Bearer $DRILL_TOKEN" "$address/api/v1/me"
fi
kill -TERM "$desk"
wait "$desk"
trap - EXIT
echo "the drill went well"
