"""Who of the demo company can sign in with which password: one person of each group; printed by ``desk demo``."""

from __future__ import annotations

from api.bootstrap import Desk
from api.demo.company import AUDITOR, HEAD, MEMBERS, OPERATOR, REQUESTERS, TECHNOLOGIST, Somebody, key_of
from events.values.identity import PersonId
from events.values.text import Text

LOGINS: tuple[tuple[Somebody, Text], ...] = (
    (HEAD, Text("администратор", "administrator")),
    (TECHNOLOGIST, Text("технолог", "technologist")),
    (OPERATOR, Text("специалист", "specialist")),
    (MEMBERS["second"][0], Text("вторая линия", "second line")),
    (MEMBERS["network"][0], Text("вторая линия, изменения", "second line, changes")),
    (MEMBERS["first"][1], Text("специалист, проблемы", "specialist, problems")),
    (AUDITOR, Text("аудитор", "auditor")),
    (next(who for who in REQUESTERS if key_of(who) == "e.markova"), Text("сотрудник", "employee")),
    (next(who for who in REQUESTERS if who.kind == "contact"), Text("контакт клиента", "a client's contact")),
)


def first_passwords(desk: Desk) -> dict[str, str]:
    """A password for each of them who has none yet, by login; nobody can read it a second time.

    Whoever tries a demo is not asked to choose another one first.
    """
    made: dict[str, str] = {}
    for who, _ in LOGINS:
        identity = desk.identities.by_login(key_of(who))
        if identity is None:
            continue
        person_id = PersonId(identity.person.person_id)
        password = desk.accounts.set_first_password(person_id, must_change=False)
        if password is not None:
            made[key_of(who)] = password
    return made
