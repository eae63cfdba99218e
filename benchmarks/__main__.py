"""Runs every benchmark, or those named as arguments, and prints one JSON object a line; ``make bench``."""

from __future__ import annotations

import pkgutil
import sys
from importlib import import_module

import benchmarks
from benchmarks.report import show

NOT_MEASURED = {"__main__", "report"}


def names() -> list[str]:
    """Every module of this package that measures something: it has a ``run``."""
    found = sorted(module.name for module in pkgutil.iter_modules(benchmarks.__path__))
    return [name for name in found if name not in NOT_MEASURED and hasattr(_module(name), "run")]


def _module(name: str) -> object:
    return import_module(f"benchmarks.{name}")


def main(asked: list[str]) -> int:
    """Run the named benchmarks, all of them when none is named; 2 when a name is unknown."""
    known = names()
    asked = [name.replace("-", "_") for name in asked]
    if unknown := sorted(set(asked) - set(known)):
        print(f"unknown: {', '.join(unknown)}; there are: {', '.join(known)}", file=sys.stderr)
        return 2
    for name in asked or known:
        show(import_module(f"benchmarks.{name}").run())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
