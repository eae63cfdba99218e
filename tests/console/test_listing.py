"""The list as somebody wants it: chips, columns, groups, views that are kept, and the same list as a table."""

from __future__ import annotations

import re
from uuid import uuid4

import httpx

from tests.api.serving import World
from tests.console.people import People
from tests.console.test_rooms import given, shown


def registered(client: httpx.Client, **said: str) -> str:
    """The number of a ticket that staff registered by telephone."""
    return str(given(client, "register-ticket", channel="phone", **said)["reference"])


def test_each_thing_that_the_list_is_narrowed_by_is_a_chip_that_takes_it_away(people: People, world: World) -> None:
    client = people.signed_in(people.somebody("administrator"))
    one = world.ticket(subject=f"Чип {uuid4().hex[:8]}")
    world.desk.catch_up()
    page = shown(client, f"/tickets?view=all&status=new&status=in_progress&team={world.team}&q={one['number']}")
    chips = re.findall(r'<ul class="chips".*?</ul>', page, re.DOTALL)[0]
    assert "Новая" in chips
    assert "Первая линия" in chips
    without = [
        link.replace("&amp;", "&") for link in re.findall(r'href="([^"]*)" aria-label="Убрать: Статус Новая"', chips)
    ]
    assert without
    assert "status=in_progress" in without[0]
    assert "status=new" not in without[0]
    assert f"team={world.team}" in without[0]
    assert "Убрать: " not in shown(client, "/tickets?view=all")


def test_columns_that_somebody_chose_stand_in_the_list_and_in_rows_asked_for_later(
    people: People, world: World
) -> None:
    client = people.signed_in(people.somebody("administrator"))
    number = registered(client, subject="По телефону")
    world.desk.catch_up()
    asked = f"view=all&columns=number,subject,channel,registered,due&q={number}"
    page = shown(client, f"/tickets?{asked}")
    heads = re.findall(r'<th scope="col"[^>]*>([^<]*)<', page)
    assert heads[1:] == ["№", "Тема", "Канал", "Зарегистрирована", "Срок"]
    row = re.findall(rf'<tr id="t{number}".*?</tr>', page, re.DOTALL)[0]
    assert '<td class="plain-cell">Телефон</td>' in row
    later = client.get(f"/tickets/rows?{asked}&numbers={number}", headers={"Part": "rows"}).text
    assert '<td class="plain-cell">Телефон</td>' in later
    usual = shown(client, f"/tickets?view=all&q={number}")
    assert "plain-cell" not in usual


def test_groups_stand_under_their_names_with_the_first_of_each_and_a_link_to_all(people: People, world: World) -> None:
    client = people.signed_in(people.somebody("administrator"))
    word = f"группа{uuid4().hex[:8]}"
    first, second = (registered(client, subject=f"{word} {level}", priority=level) for level in ("high", "low"))
    world.desk.catch_up()
    page = shown(client, f"/tickets?view=all&q={word}&group=priority")
    groups = re.findall(r'<tbody class="group">.*?</tbody>', page, re.DOTALL)
    assert len(groups) == 2
    by_name = {re.findall(r'scope="rowgroup"[^>]*>([^<]*?) <', one)[0]: one for one in groups}
    assert f'id="t{first}"' in by_name["Высокий"]
    assert f'id="t{second}"' in by_name["Низкий"]
    alone = shown(client, f"/tickets?view=all&q={word}&priority=high&group=none")
    assert f'id="t{first}"' in alone
    assert f'id="t{second}"' not in alone


def test_what_the_list_shows_is_kept_as_a_view_changed_shared_and_removed(people: People, world: World) -> None:
    one = people.somebody("administrator")
    client = people.signed_in(one)
    word = f"вид{uuid4().hex[:8]}"
    high, low = (registered(client, subject=word, priority=level) for level in ("high", "low"))
    world.desk.catch_up()
    page = shown(client, f"/tickets?view=all&q={word}&priority=high&columns=number,subject,channel")
    form = re.findall(r'action="/order/make-view".*?</form>', page, re.DOTALL)[0]
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form):
        fields.setdefault(name, []).append(value.replace("&#34;", '"'))
    view = fields["view_id"][0]
    made = client.post("/order/make-view", data={**fields, "title.ru": word, "audience.kind": "maker"})
    assert made.status_code == 303, made.text
    kept = shown(client, made.headers["location"])
    assert f'id="t{high}"' in kept
    assert f'id="t{low}"' not in kept
    assert ">Канал<" in kept
    assert re.search(rf'href="/tickets\?view={view}" aria-current="true">{word}', kept)
    renamed = given(client, "rename-view", view_id=view, title__ru=f"{word} новое")
    assert f"{word} новое" in shown(client, "/tickets/views", renamed["position"])
    columns = {"settings.columns": ["number", "subject", "due"], "settings.condition": fields["settings.condition"][0]}
    changed = given(client, "change-view", view_id=view, **columns)
    again = shown(client, f"/tickets?view={view}", changed["position"])
    assert ">Канал<" not in re.findall(r"<thead>.*?</thead>", again, re.DOTALL)[0]
    assert f'id="t{low}"' not in again
    removed = given(client, "remove-view", view_id=view)
    gone = shown(client, f"/tickets?view={view}", removed["position"])
    assert "Такого представления нет" in gone
    assert f'id="t{high}"' not in gone


def test_a_view_that_there_is_not_says_so_and_shows_nothing(people: People, world: World) -> None:
    client = people.signed_in(people.somebody("specialist"))
    world.ticket()
    for view in ("zzz", str(uuid4())):
        page = shown(client, f"/tickets?view={view}")
        assert "Такого представления нет" in page
        assert "data-number=" not in page
        assert 'href="/tickets"' in page


def test_the_table_that_the_list_offers_holds_what_the_list_shows(people: People, world: World) -> None:
    client = people.signed_in(people.somebody("administrator"))
    word = f"таблица{uuid4().hex[:8]}"
    registered(client, subject=word, priority="high")
    registered(client, subject=f"{word} другая", priority="low")
    world.desk.catch_up()
    page = shown(client, f"/tickets?view=open&q={word}&priority=high&columns=number,subject,channel")
    links = [one.replace("&amp;", "&") for one in re.findall(r'href="(/api/v1/tickets/export[^"]*)"', page)]
    assert len(links) == 2
    workbook, table = (client.get(one) for one in links)
    assert workbook.content[:2] == b"PK"
    lines = table.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert word in lines[1]
    assert "phone" in lines[1]
