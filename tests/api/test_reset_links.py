"""Reset links through the door: what changes an account spends every link to it that is still open (rows 67-68)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from aggregates.person_refusals import ResetLinkIsSpent
from commands.account import RecordPasswordSet
from commands.person.access import DeactivatePerson, GiveLogin, GrantGroups, LicensePerson, ReactivatePerson
from commands.person.card import ChangeEmails, ChangePosition
from commands.person.feed import FeedPerson, UnfeedPerson
from connectors.inbound.sign_in.accounts import AS_DESK
from connectors.storage.accounts.sessions import Sessions
from events.values.people import Source
from tests.api.serving import World
from tests.api.test_accounts import OWN, Someone, asks

BY_LINK = "новая батарея скрепка"


def link_to(world: World, anna: Someone) -> str:
    made = world.signed_in_admin.post(f"/persons/{anna.person_id}/reset-link", json={})
    assert made.status_code == 201, made.text
    return str(made.json()["link"])


def by_link(world: World, link: str) -> tuple[int, Any]:
    answer = world.anonymous.post("/password-reset", json={"link": link, "password": BY_LINK})
    return answer.status_code, answer.json().get("code")


SPENT = (422, "reset-link-is-spent")


def own(world: World, anna: Someone) -> None:
    changed = world.anonymous.post(
        "/me/password", json={"old_password": OWN, "password": "вторая батарея скрепка"}, headers=anna.signed_in(OWN)
    )
    assert changed.status_code == 200, changed.text


def another_link_used(world: World, anna: Someone) -> None:
    assert by_link(world, link_to(world, anna))[0] == 200


def gone_and_back(world: World, anna: Someone) -> None:
    world.order(DeactivatePerson(person_id=anna.person_id, reason="Уволилась"))
    world.order(ReactivatePerson(person_id=anna.person_id))


def raised(world: World, anna: Someone) -> None:
    world.order(LicensePerson(person_id=anna.person_id, licence="named"))
    world.order(GrantGroups(person_id=anna.person_id, groups=frozenset({"technologist"})))


def of_the_directory(world: World, anna: Someone) -> None:
    source = Source(system="ldap", name="Каталог", key="8d1f", fields=frozenset({"login"}))
    world.order(FeedPerson(person_id=anna.person_id, source=source))
    world.order(UnfeedPerson(person_id=anna.person_id))


CHANGES: dict[str, Callable[[World, Someone], object]] = {
    "own": own,
    "generated": lambda _, anna: anna.generated(),
    "by the command line": lambda world, anna: world.desk.accounts.generate_password(AS_DESK, anna.person_id),
    "by another link": another_link_used,
    "another link made": link_to,
    "e-mails": lambda world, anna: world.order(
        ChangeEmails(person_id=anna.person_id, emails=(f"{anna.login}@new.example",))
    ),
    "login": lambda world, anna: world.order(GiveLogin(person_id=anna.person_id, login=f"{anna.login}.new")),
    "left and came back": gone_and_back,
    "raised": raised,
    "of the directory for a while": of_the_directory,
}


@pytest.mark.parametrize("change", CHANGES)
def test_rows_67_68_a_link_is_spent_by_what_changes_the_account_it_opens(world: World, change: str) -> None:
    anna = Someone(world, f"anna.spends.{list(CHANGES).index(change)}", "requester")
    anna.settled()
    link = link_to(world, anna)
    CHANGES[change](world, anna)
    assert by_link(world, link) == SPENT


def test_what_does_not_concern_the_account_leaves_the_link_as_it_is(world: World) -> None:
    anna = Someone(world, "anna.keeps.link", "requester")
    link = link_to(world, anna)
    world.order(ChangePosition(person_id=anna.person_id, position="Инженер"))
    anna_knocks = anna.knock("не тот пароль")
    assert anna_knocks.status_code == 401
    assert by_link(world, link) == (200, None)
    assert anna.knock(BY_LINK).status_code == 200


def test_two_who_hold_one_link_at_one_instant_set_one_password(world: World) -> None:
    anna = Someone(world, "anna.twice.at.once", "requester")
    link = link_to(world, anna)
    words = [f"пароль номер {nth} батарея" for nth in range(4)]

    def use(password: str) -> int:
        return world.anonymous.post("/password-reset", json={"link": link, "password": password}).status_code

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(use, words))
    assert sorted(answers) == [200, 422, 422, 422]
    assert anna.knock(words[answers.index(200)]).status_code == 200


def test_a_link_that_is_spent_between_the_look_and_the_change_changes_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = Someone(world, "anna.race.link", "requester")
    anna.settled()
    link, find = link_to(world, anna), world.desk.identities.of

    def found_and_then_changed(person_id: Any) -> Any:
        found = find(person_id)
        monkeypatch.undo()
        own(world, anna)
        return found

    monkeypatch.setattr(world.desk.identities, "of", found_and_then_changed)
    with pytest.raises(ResetLinkIsSpent):
        world.desk.accounts.reset(link, BY_LINK)
    assert anna.knock("вторая батарея скрепка").status_code == 200
    assert anna.knock(BY_LINK).status_code == 401


def test_a_session_that_the_old_password_opens_as_another_is_set_opens_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = Someone(world, "anna.race.session", "requester")
    anna.settled()
    opened = Sessions.open
    made: list[str] = []

    def opened_too_late(table: Sessions, person_id: Any, **more: Any) -> Any:
        monkeypatch.undo()
        world.desk.accounts.generate_password(AS_DESK, anna.person_id)
        secret, session = opened(table, person_id, **more)
        made.append(secret)
        return secret, session

    monkeypatch.setattr(Sessions, "open", opened_too_late)
    assert anna.knock(OWN).json()["code"] == "wrong-credentials"
    assert asks(world, "/me", {"Authorization": f"Bearer {made[0]}"}).status_code == 401


def test_the_command_that_sets_a_password_by_a_link_asks_anew_whether_it_works(world: World) -> None:
    anna = Someone(world, "anna.asked.anew", "requester")
    anna.generated()
    with pytest.raises(ResetLinkIsSpent):
        world.order(RecordPasswordSet(person_id=anna.person_id, how="reset", by_offer=1))
