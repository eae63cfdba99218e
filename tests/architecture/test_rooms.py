from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("api", "connectors", "projections")
MOST_MODULES = 12


def _modules(package: Path) -> Counter[str]:
    """Package -> how many modules lie in it beside its ``__init__``."""
    files = (file.relative_to(ROOT) for file in package.rglob("*.py") if file.name != "__init__.py")
    return Counter(str(file.parent) for file in files)


@pytest.mark.parametrize("room", ROOMS)
def test_a_package_holds_at_most_twelve_modules(room: str) -> None:
    counted = _modules(ROOT / room)
    assert sum(counted.values()) > MOST_MODULES, "the test looks at the wrong place"
    assert {package: modules for package, modules in counted.items() if modules > MOST_MODULES} == {}


@pytest.mark.parametrize("room", ROOMS)
def test_every_package_says_what_is_in_it(room: str) -> None:
    folders = {file.parent for file in (ROOT / room).rglob("*.py")}
    silent = {
        str(folder.relative_to(ROOT))
        for folder in folders
        if not (init := folder / "__init__.py").exists() or not init.read_text(encoding="utf-8").startswith('"""')
    }
    assert silent == set()
