"""What the product imports is declared, what is declared is imported or has its reason, and all of it is pinned."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from functools import cache
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from api.made_once import OURS

ROOT = Path(__file__).parents[2]
_PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DECLARED = {
    canonicalize_name(requirement.name): requirement for requirement in map(Requirement, _PROJECT["dependencies"])
}
EXTRAS = [Requirement(needed) for extra in _PROJECT["optional-dependencies"].values() for needed in extra]
_PIN = re.compile(r"^([\w.-]+)==(\S+)$", re.MULTILINE)
PINS = {
    canonicalize_name(name): Version(version)
    for name, version in _PIN.findall((ROOT / "constraints.txt").read_text(encoding="utf-8"))
}
DECISION = (ROOT / "docs/decisions/0070-dependencies.md").read_text(encoding="utf-8")

NOT_IMPORTED = {
    "pyasn1": "ldap3 takes any version; the line holds it at one that ldap3 can read messages with",
    "tzdata": "its files are read, no module of it is imported",
}


@cache
def imported() -> dict[str, str]:
    """Every distribution that a module of the product imports, at its top or later, and one module that does."""
    found: dict[str, str] = {}
    distributions = packages_distributions()
    for package in sorted(OURS):
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names: list[str] = []
                if isinstance(node, ast.Import):
                    names = [alias.name for alias in node.names]
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    names = [node.module]
                for top in {name.split(".")[0] for name in names} - OURS - sys.stdlib_module_names:
                    for name in set(distributions.get(top, [f"nobody's {top}"])):
                        found.setdefault(canonicalize_name(name), str(path.relative_to(ROOT)))
    return found


def needed_by(requirements: list[Requirement]) -> set[str]:
    """The names of what is asked for and of all that it brings on this system, each pinned where its floor allows."""
    wanted, seen, names = list(requirements), set[str](), set[str]()
    while wanted:
        requirement = wanted.pop()
        name = canonicalize_name(requirement.name)
        names.add(name)
        assert name in PINS, f"{name} has no pin in constraints.txt"
        assert requirement.specifier.contains(PINS[name], prereleases=True), f"{requirement} and {name}=={PINS[name]}"
        for needed in map(Requirement, distribution(name).requires or ()):
            extras = requirement.extras or {""}
            applies = needed.marker is None or any(needed.marker.evaluate({"extra": extra}) for extra in extras)
            if applies and str(needed) not in seen:
                seen.add(str(needed))
                wanted.append(needed)
    return names


def test_whatever_the_product_imports_is_declared() -> None:
    assert {name: where for name, where in imported().items() if name not in DECLARED} == {}


def test_whatever_is_declared_is_imported_or_has_its_reason() -> None:
    assert DECLARED.keys() - imported().keys() == NOT_IMPORTED.keys()


def test_every_dependency_has_a_line_that_says_why() -> None:
    told = {
        canonicalize_name(name.strip())
        for row in re.findall(r"^\| ([^|]+) \|", DECISION, re.MULTILINE)
        for name in row.split(",")
    }
    assert told - {"package"} == DECLARED.keys()


def test_every_dependency_and_what_it_brings_is_pinned_at_a_version_that_its_floor_allows() -> None:
    assert len(needed_by(list(DECLARED.values()))) > len(DECLARED)


def test_the_pins_of_the_product_are_what_it_needs_and_no_more() -> None:
    """They are installed without being resolved (0161): one that is not among them would be missing."""
    product, rest = (ROOT / "constraints.txt").read_text(encoding="utf-8").split("\n# Developers")
    assert {canonicalize_name(name) for name, _ in _PIN.findall(product)} == needed_by(list(DECLARED.values()))
    assert {canonicalize_name(name) for name, _ in _PIN.findall(rest)} == needed_by(EXTRAS) - needed_by(
        list(DECLARED.values())
    )


def test_the_pool_that_the_event_store_library_imports_comes_with_its_extra() -> None:
    assert DECLARED[canonicalize_name("eventsourcing")].extras == {"postgres"}
    assert DECLARED[canonicalize_name("psycopg")].extras == {"binary"}
    assert "psycopg-pool" in PINS
    assert "psycopg-pool" not in DECLARED
