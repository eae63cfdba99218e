"""What pip is told when the project is installed in place, and that its wheel and sources still are setuptools'."""

from __future__ import annotations

import zipfile
from email import message_from_string
from importlib import util
from pathlib import Path
from types import ModuleType

from tests.architecture.test_dependencies import _PROJECT, EXTRAS, ROOT


def backend() -> ModuleType:
    spec = util.spec_from_file_location("building", ROOT / ".ci" / "building.py")
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def installed_in_place(folder: Path) -> dict[str, str]:
    wheel = backend().build_editable(str(folder))
    with zipfile.ZipFile(folder / wheel) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_in_place_nothing_has_to_be_fetched_to_build_it() -> None:
    assert backend().get_requires_for_build_editable() == []


def test_in_place_the_project_is_found_where_it_lies(tmp_path: Path) -> None:
    assert installed_in_place(tmp_path)["__editable__.deskledger-0.1.0.pth"] == f"{ROOT}\n"


def test_in_place_pip_hears_all_that_the_project_says_of_itself(tmp_path: Path) -> None:
    files = installed_in_place(tmp_path)
    told = message_from_string(files["deskledger-0.1.0.dist-info/METADATA"])
    assert (told["Name"], told["Version"], told["Requires-Python"]) == ("deskledger", "0.1.0", ">=3.11")
    needed = told.get_all("Requires-Dist", [])
    assert needed[: len(_PROJECT["dependencies"])] == _PROJECT["dependencies"]
    assert len(needed) == len(_PROJECT["dependencies"]) + len(EXTRAS)
    assert 'ruff>=0.17.6; extra == "dev"' in needed
    assert told.get_all("Provides-Extra") == ["dev", "bench"]
    commands = files["deskledger-0.1.0.dist-info/entry_points.txt"]
    assert commands.splitlines()[1:] == ["deskledger = api.cli.main:main", "desk = api.cli.main:main"]


def test_every_file_of_an_installation_in_place_is_on_its_record(tmp_path: Path) -> None:
    files = installed_in_place(tmp_path)
    record = files["deskledger-0.1.0.dist-info/RECORD"].splitlines()
    assert {line.split(",")[0] for line in record} == files.keys()


def test_what_is_given_away_is_built_by_setuptools_and_can_be_built_from_its_sources() -> None:
    assert backend().get_requires_for_build_wheel() == backend().get_requires_for_build_sdist() == ["setuptools>=77"]
    assert "include .ci/building.py" in (ROOT / "MANIFEST.in").read_text(encoding="utf-8").splitlines()
