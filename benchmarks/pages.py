"""What people see and when: pages in a real browser against a desk of 100,000 tickets; run by ``make bench``.

``DESK_BENCH_ROWS`` sets how many tickets there are, ``DESK_BENCH_CHANGES`` how many live changes a tab lives through;
``DESK_BENCH_DATA`` names a folder in which the desk is kept. The browser is Chromium, without a window.
"""

from __future__ import annotations

import http.client
import itertools
import os
import shutil
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from urllib.parse import urlsplit

import msgspec
import psutil  # type: ignore[import-untyped] # it ships no types
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from api.http import session_cookie
from benchmarks import big_desk, bulk
from benchmarks.http_commands import served
from benchmarks.report import Figure, show
from benchmarks.stage import administrators_token
from connectors.storage.accounts.sessions import Sessions

ROWS = int(os.environ.get("DESK_BENCH_ROWS", "100000"))
CHANGES = int(os.environ.get("DESK_BENCH_CHANGES", "5000"))
RUNS, SEEN, A_SECOND = 11, 60, 50
FIRST_LIST_MS, CARD_MS, SEEN_MS, SENT_KB, HEAP_MB, TIMES_JSON = 300.0, 150.0, 300.0, 120.0, 60.0, 2.0
"""What is to be reached."""
LIST = "/tickets?view=all"
PAIRS = {
    "list": (
        LIST,
        (
            "/api/v1/tickets?limit=100&clocks=true",
            "/api/v1/tickets/counts",
            "/api/v1/views?counts=true",
            "/api/v1/teams",
            "/api/v1/modules",
        ),
    ),
    "card": (
        "/tickets/{nth}",
        ("/api/v1/tickets/{nth}", "/api/v1/tickets/{nth}/timeline", "/api/v1/tickets/{nth}/sla"),
    ),
}
"""A page beside the answers in JSON to what it asks."""
PAINTED = """() => new Promise((told) => new PerformanceObserver((seen) => told(seen.getEntries().at(-1).startTime))
    .observe({ type: "largest-contentful-paint", buffered: true }))"""
OPENED = """(number) => new Promise((told) => {
    const begun = performance.now();
    const watch = new MutationObserver(() => {
        if (document.querySelector("#card-title")?.textContent.includes(number))
            requestAnimationFrame(() => { watch.disconnect(); told(performance.now() - begun); });
    });
    watch.observe(document.getElementById("card"), { childList: true, subtree: true });
    document.getElementById("a" + number).click();
})"""
NOTED = """() => {
    window.noted = {};
    new MutationObserver(() => {
        for (const row of document.querySelectorAll(".tickets tr[data-number]"))
            (window.noted[row.dataset.number] ??= {})[row.dataset.version] ??= Date.now();
    }).observe(document.querySelector(".tickets"), { childList: true, subtree: true, attributes: true });
}"""


class Desk:
    """A served desk, its plain client and what its processes have used."""

    def __init__(self, stack: ExitStack, tickets: int) -> None:
        database = big_desk.made(stack, tickets)
        bearer = {"Authorization": f"Bearer {administrators_token(database)}", "Content-Type": "application/json"}
        before = {child.pid for child in psutil.Process().children()}
        self.url = stack.enter_context(served(database.url, DESK_WEB_PROCESSES="1", DESK_QUESTIONS_A_MINUTE="0"))
        self._processes = [child for child in psutil.Process().children() if child.pid not in before]
        parts = urlsplit(self.url)
        self._client = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=60)
        # Pages are opened by sessions of people, and by no token.
        orders = (
            ("login", {"login": "bench"}),
            ("licence", {"licence": "named"}),
            ("groups", {"groups": ["administrator"]}),
        )
        for path, body in orders:
            told = msgspec.json.encode(body)
            self._client.request("POST", f"/api/v1/persons/{bulk.STAFF[0]}/{path}", told, bearer)
            answer = self._client.getresponse()
            content = answer.read()
            if answer.status >= 300:
                raise RuntimeError(f"{path}: {answer.status} {content[:300]!r}")
        self._client.close()  # it would be idle for longer than a desk waits
        now = datetime.now(UTC)
        self.secret, _ = Sessions(database).open(bulk.STAFF[0], client="bench", source="", now=now)
        self.cookie = f"{session_cookie.NAME}={self.secret}"

    def ask(self, method: str, path: str, body: object = None) -> bytes:
        """One request as a page of this desk would make it."""
        told = None if body is None else msgspec.json.encode(body)
        heads = {"Cookie": self.cookie, "Sec-Fetch-Site": "same-origin", "Content-Type": "application/json"}
        self._client.request(method, path, told, heads)
        answer = self._client.getresponse()
        content = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{path}: {answer.status} {content[:300]!r}")
        return content

    def cpu_ms(self, ask: Callable[[], object], times: int) -> float:
        """CPU of the desk's web process and its children for one request: of so many in a row."""
        used = self._cpu()
        for _ in range(times):
            ask()
        return (self._cpu() - used) / times * 1_000

    def _cpu(self) -> float:
        family = [each for one in self._processes for each in (one, *one.children(recursive=True))]
        return sum(sum(each.cpu_times()[:2]) for each in family if "postgres" not in each.name())


def run() -> Iterator[Figure]:
    """Every figure of this file, each as soon as it is there."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        raise SystemExit("a browser is needed: apt-get install chromium")
    with ExitStack() as stack:
        desk = Desk(stack, ROWS)
        driver = stack.enter_context(sync_playwright())
        flags = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--js-flags=--expose-gc"]
        browser = driver.chromium.launch(executable_path=program, args=flags)
        stack.callback(browser.close)
        yield from _first_list(desk, browser)
        with _signed_in(desk, browser) as context:
            page = context.new_page()
            page.goto(LIST)
            yield _cards(page)
            yield _changes_seen(desk, page)
            yield _heap(desk, page)
        yield from _beside_json(desk)


def _signed_in(desk: Desk, browser: Browser) -> BrowserContext:
    context = browser.new_context(base_url=desk.url, viewport={"width": 1440, "height": 900}, locale="ru-RU")
    context.add_cookies([{"name": session_cookie.NAME, "value": desk.secret, "url": desk.url}])
    return context


def _first_list(desk: Desk, browser: Browser) -> Iterator[Figure]:
    """Nothing in the browser's cache, the desk warm."""
    painted, sent = [], []
    for _ in range(RUNS):
        with _signed_in(desk, browser) as context:
            page = context.new_page()
            wire = context.new_cdp_session(page)
            wire.send("Network.enable")
            sizes: list[float] = []
            wire.on("Network.loadingFinished", lambda told, sizes=sizes: sizes.append(told["encodedDataLength"]))
            page.goto(LIST, wait_until="load")
            painted.append(float(page.evaluate(PAINTED)))
            sent.append(sum(sizes) / 1_000)
    told = f"{ROWS} tickets, nothing kept by the browser, median of {RUNS}, slowest {max(painted):.0f} ms"
    yield Figure.duration(
        "first_list_painted", ours=statistics.median(painted), peer=FIRST_LIST_MS, unit="ms", conditions=told
    )
    yield Figure.duration("first_list_sent", ours=max(sent), peer=SENT_KB, unit="kB", conditions=told)


def _cards(page: Page) -> Figure:
    """From the press on a row until its card is painted."""
    numbers = page.evaluate(
        "[...document.querySelectorAll('.tickets tr[data-number]')].map((one) => one.dataset.number)"
    )
    took = [float(page.evaluate(OPENED, number)) for number in numbers[: SEEN // 2]]
    told = f"{ROWS} tickets, {len(took)} cards, slowest {max(took):.0f} ms"
    return Figure.duration("card_painted", ours=statistics.median(took), peer=CARD_MS, unit="ms", conditions=told)


def _numbers(page: Page) -> list[str]:
    found: list[str] = page.evaluate(
        "[...document.querySelectorAll('.tickets tr[data-number]')].map((one) => one.dataset.number)"
    )
    return found


def _changes_seen(desk: Desk, page: Page) -> Figure:
    """From the answer to whoever changed a ticket until its row on somebody's screen has the new version."""
    page.goto(LIST)
    page.wait_for_selector("html[data-live]", state="attached")
    page.evaluate(NOTED)
    answered = {}
    # What is said again changes nothing, and nobody sees it.
    stand = page.evaluate("[...document.querySelectorAll('.tickets td.priority')].map((one) => one.classList[1])")
    for number, priority in list(zip(_numbers(page), stand, strict=True))[:SEEN]:
        order = {"priority": "low" if priority != "low" else "high"}
        told = msgspec.json.decode(desk.ask("POST", f"/api/v1/tickets/{number}/prioritise", order))
        answered[number, str(told["version"])] = time.time() * 1_000
        time.sleep(0.15)
    page.wait_for_timeout(2_000)
    noted = page.evaluate("window.noted")
    delays = sorted(
        noted.get(number, {}).get(version, at + 60_000) - at for (number, version), at in answered.items() if version
    )
    p95 = delays[int(len(delays) * 0.95)]
    told = f"{len(delays)} changes by somebody else, p50 {statistics.median(delays):.0f} ms, of {ROWS} tickets"
    return Figure.duration("change_on_the_screen_p95", ours=p95, peer=SEEN_MS, unit="ms", conditions=told)


def _heap(desk: Desk, page: Page) -> Figure:
    """A day of changes under an open list, then what its scripts hold after collection."""
    page.goto(LIST)
    wire = page.context.new_cdp_session(page)
    before = _collected(wire)
    numbers = itertools.cycle(_numbers(page))
    words = itertools.cycle(("high", "low", "normal", "critical"))
    begun = time.perf_counter()
    for nth in range(CHANGES):
        desk.ask("POST", f"/api/v1/tickets/{next(numbers)}/prioritise", {"priority": next(words)})
        if nth % A_SECOND == 0:
            page.wait_for_timeout(max(1.0, (begun + nth / A_SECOND - time.perf_counter()) * 1_000))
    page.wait_for_timeout(2_000)
    after = _collected(wire)
    nodes = page.evaluate("document.querySelectorAll('*').length")
    told = f"after {CHANGES} live changes; {before:.1f} MB before them, {nodes} elements"
    return Figure.duration("script_heap", ours=after, peer=HEAP_MB, unit="MB", conditions=told)


def _collected(wire: object) -> float:
    send = wire.send  # type: ignore[attr-defined] # a session of the browser's own protocol
    send("HeapProfiler.collectGarbage")
    return float(send("Runtime.getHeapUsage")["usedSize"]) / 1_000_000


def _beside_json(desk: Desk) -> Iterator[Figure]:
    """CPU of the desk for a page beside that of the same questions answered in JSON, in turns."""
    for name, (page, questions) in PAIRS.items():
        numbers = itertools.cycle(range(20, 2_020, 20))

        def ask(paths: Sequence[str], numbers: Iterator[int] = numbers) -> None:
            nth = next(numbers)
            for path in paths:
                desk.ask("GET", path.format(nth=nth))

        measures = [partial(ask, (page,)), partial(ask, questions)]
        for measure in measures:
            desk.cpu_ms(measure, 20)
        rounds = [[desk.cpu_ms(measure, 40) for measure in measures] for _ in range(5)]
        page_ms, json_ms = (statistics.median(column) for column in zip(*rounds, strict=True))
        told = f"CPU of the desk, 40 in turns, median of 5; JSON {json_ms:.2f} ms, page {page_ms:.2f} ms"
        yield Figure.duration(
            f"{name}_page_beside_json", ours=page_ms / json_ms, peer=TIMES_JSON, unit="times", conditions=told
        )


if __name__ == "__main__":
    show(run())
