#!/usr/bin/env bash
# scim2-filter-parser 0.7.0: "and" binds no tighter than "or". A filter `a or b and c` is read as `(a or b) and c`; written
# the other way round, `c and a or b`, it comes out right. Beside it `null` is compared as the text "NULL", and a string
# that holds an escaped quotation mark is refused, though RFC 7644 takes JSON's strings and null.
#
# RFC 7644, 3.4.2.2: grouping comes first, then "not", then "and", then "or".
# Who is hit: whoever answers questions about people over SCIM by it: others are told than were asked for.
# Seen: "((name = 'anna') OR (title)) AND (active)", "title = 'NULL'", "refused".
# Way out: demand parentheses where both words stand on one level, or read filters by a grammar of one's own.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check scim2-filter-parser==0.7.0
"$folder/venv/bin/python" - <<'PY'
from importlib.metadata import version

from scim2_filter_parser.lexer import SCIMLexer
from scim2_filter_parser.parser import SCIMParser, SCIMParserError
from scim2_filter_parser.transpilers.sql import Transpiler

COLUMNS = {("externalId", None, None): "name", ("title", None, None): "title", ("active", None, None): "active"}

def sql(text):
    try:
        told, values = Transpiler(COLUMNS).transpile(SCIMParser().parse(SCIMLexer().tokenize(text)))
    except SCIMParserError:
        return "refused"
    return told.format(**{name: repr(value) for name, value in values.items()})

print("scim2-filter-parser", version("scim2-filter-parser"))
expected = {
    'externalId eq "anna" or title pr and active eq true':
        "((name = 'anna') OR (title IS NOT NULL)) AND (active = 'TRUE')",
    'active eq true and title pr or externalId eq "anna"':
        "((active = 'TRUE') AND (title IS NOT NULL)) OR (name = 'anna')",
    "title eq null": "title = 'NULL'",
    r'title eq "the \"night\" shift"': "refused",
}
for text, told in expected.items():
    seen = sql(text)
    print(f"{text}  ->  {seen}")
    assert seen == told, "the behaviour has changed"
PY
