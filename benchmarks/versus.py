"""Today's tree and commit 328360a in turns on one machine, as ratios; ``make bench ARGS=versus``, minutes.

``VERSUS=short`` measures less and for a shorter time; words of ``PARTS`` and ``LOADS`` choose what is measured:
``make bench ARGS=versus VERSUS="short rest comment"``. A ratio above 1 is better than back then, whatever is measured.
"""

from __future__ import annotations

import os
import signal
import statistics
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import NamedTuple, NoReturn

from benchmarks import versus_company, versus_trees
from benchmarks.cheap_client import CLIENTS, Request, found, load
from benchmarks.report import Figure, show
from benchmarks.two_desks import COMMIT, ServedDesk, Tree, older, served, today
from benchmarks.versus_company import LOADS, Company

PARTS = ("load", "visible", "rest", "append", "rebuild", "demo")
"""Requests under load; a list that follows registrations; a desk at rest; the log alone; read models; a first start."""

Measured = dict[str, float]
MORE_IS_BETTER = ("_a_second",)


class Extent(NamedTuple):
    """How much is measured."""

    turns: int
    seconds: float
    idle_s: float
    facts: int
    parts: tuple[str, ...]
    loads: tuple[str, ...] = LOADS


FULL = Extent(turns=5, seconds=5.0, idle_s=60.0, facts=200_000, parts=PARTS)
SHORT = Extent(turns=3, seconds=2.0, idle_s=15.0, facts=20_000, parts=PARTS[:-1])


def run() -> Iterator[Figure]:
    """Every figure, as soon as both trees have it."""
    found()
    extent = _extent(os.environ.get("VERSUS", ""))
    signal.signal(signal.SIGTERM, _leave)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="desk-versus-")))
        folder.chmod(0o755)  # PostgreSQL does not run as root, and goes through it
        trees = (today(), older(folder))
        if set(extent.parts) & {"load", "visible", "rest"}:
            yield from _served(extent, trees, folder)
        told = f"peer: commit {COMMIT}"
        if "append" in extent.parts:
            turns = _turns(extent.turns, {tree.name: partial(versus_trees.appends, tree, folder) for tree in trees})
            yield from _figures(turns, f"saves of one fact, {told}")
        if "rebuild" in extent.parts:
            data = versus_trees.filled(trees, folder, extent.facts)
            rebuilds = {tree.name: partial(versus_trees.rebuild, tree, data[tree.name]) for tree in trees}
            yield from _figures(_turns(extent.turns, rebuilds), f"all read models from {extent.facts} facts, {told}")
        if "demo" in extent.parts:
            versus_trees.fill_cache(folder)
            demos = {tree.name: partial(versus_trees.first_answer, tree, folder) for tree in trees}
            yield from _figures(_turns(2, demos), f"make demo from a filled pip cache to the first answer, {told}")


def _extent(words: str) -> Extent:
    asked = words.split()
    if unknown := set(asked) - {"short", *PARTS, *LOADS}:
        raise SystemExit(f"VERSUS: {', '.join(sorted(unknown))}? short, {', '.join((*PARTS, *LOADS))}")
    extent = SHORT if "short" in asked else FULL
    loads = tuple(name for name in LOADS if name in asked)
    parts = tuple(part for part in PARTS if part in asked or (part == "load" and loads))
    return extent._replace(parts=parts or extent.parts, loads=loads or LOADS)


def _leave(*_: object) -> NoReturn:
    """Ended from outside is ended like by Ctrl-C: whatever was started ends first."""
    raise KeyboardInterrupt


def _served(extent: Extent, trees: Sequence[Tree], folder: Path) -> Iterator[Figure]:
    with ExitStack() as stack:
        desks = [stack.enter_context(served(tree, folder / f"data-{tree.name}")) for tree in trees]
        companies = {desk.tree.name: versus_company.founded(desk) for desk in desks}
        told = f"{CLIENTS} clients, both desks on this machine in turns, peer: commit {COMMIT}"
        if "rest" in extent.parts:
            for desk in desks:
                desk.rest()
            idle = versus_company.at_rest(desks, extent.idle_s)
            yield from _figures({name: [measured] for name, measured in idle.items()}, f"at rest, {told}")
        if "load" in extent.parts:
            for name in extent.loads:
                requests = {tree: versus_company.asked_of(company, name) for tree, company in companies.items()}
                measures = {
                    desk.tree.name: partial(_loaded, desk, companies[desk.tree.name], name, requests[desk.tree.name],
                                            extent.seconds)
                    for desk in desks
                }  # fmt: skip
                yield from _figures(_turns(extent.turns, measures), f"{extent.seconds:g} s a turn, {told}")
        if "visible" in extent.parts:
            visible = {
                desk.tree.name: partial(versus_company.visible, companies[desk.tree.name], 4 * extent.seconds)
                for desk in desks
            }
            yield from _figures(_turns(extent.turns, visible), f"50 registrations a second arrive, {told}")


def _loaded(desk: ServedDesk, company: Company, name: str, requests: Sequence[Request], seconds: float) -> Measured:
    """What one kind of request gives and costs, with all that follows it."""
    company.make_ready(name)
    desk.rest()
    own, servers = desk.cpu()
    done = load(desk.address, company.token, requests, seconds)
    desk.rest()
    own, servers = (now - then for now, then in zip(desk.cpu(), (own, servers), strict=True))
    return {
        f"{name}_a_second": done.answers / done.seconds,
        f"{name}_cpu_ms": own / done.answers * 1_000,
        f"{name}_cpu_with_postgresql_ms": (own + servers) / done.answers * 1_000,
    }


def _turns(turns: int, measures: Mapping[str, Callable[[], Measured]]) -> dict[str, list[Measured]]:
    """Each in turn, the first of a turn last in the next: both see the same weather."""
    names = list(measures)
    done: dict[str, list[Measured]] = {name: [] for name in names}
    for nth in range(turns):
        for name in names if nth % 2 else reversed(names):
            done[name].append(measures[name]())
    return done


def _figures(turns: Mapping[str, Sequence[Measured]], conditions: str) -> Iterator[Figure]:
    now, then = turns["today"], turns[COMMIT]
    for name in now[0]:
        of_rate = name.endswith(MORE_IS_BETTER)
        pairs = [(ours[name], theirs[name]) for ours, theirs in zip(now, then, strict=True)]
        ratios = sorted(_ratio(*pair) if of_rate else _ratio(*reversed(pair)) for pair in pairs)
        ours, peer = (statistics.median(column) for column in zip(*pairs, strict=True))
        spread = f"ratio {ratios[0]:.2f} to {ratios[-1]:.2f} in {len(ratios)} turns"
        kind = Figure.rate if of_rate else Figure.duration
        unit = "1/s" if of_rate else name.rpartition("_")[2]
        figure = kind(f"versus_{name}", ours=ours, peer=peer, unit=unit, conditions=f"{spread}; {conditions}")
        yield Figure(
            name=figure.name,
            ours=figure.ours,
            peer=figure.peer,
            ratio=float(f"{statistics.median(ratios):.4g}"),
            unit=figure.unit,
            conditions=figure.conditions,
        )


def _ratio(above: float, below: float) -> float:
    return above / below if below else 0.0


if __name__ == "__main__":
    show(run())
