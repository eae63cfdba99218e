# ruff: noqa: INP001 - a folder of scripts
"""Builds the project for pip (PEP 517, PEP 660), which finds it by its name in pyproject.toml.

``pip install --editable .`` is what a first ``make demo`` waits for, so in place it is built without anything being
fetched: setuptools would be, and be installed and imported three times, to write these few files. Whatever is given
away, a wheel or the sources, is built by setuptools.
"""

from __future__ import annotations

import base64
import hashlib
import tomllib
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

SETUPTOOLS = ["setuptools>=77"]
ROOT = Path(__file__).parents[1]

Config = Mapping[str, str | Sequence[str]] | None


def get_requires_for_build_editable(_config: Config = None) -> list[str]:
    """Nothing."""
    return []


def build_editable(wheel_directory: str, _config: Config = None, _metadata_directory: str | None = None) -> str:
    """A wheel that only says where the project lies, what it needs and which commands it has; gives its name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    release = f"{project['name']}-{project['version']}"
    info = f"{release}.dist-info"
    files = {
        f"__editable__.{release}.pth": [str(ROOT)],
        f"{info}/METADATA": [*_metadata(project)],
        f"{info}/WHEEL": ["Wheel-Version: 1.0", "Generator: deskledger", "Root-Is-Purelib: true", "Tag: py3-none-any"],
        f"{info}/entry_points.txt": [
            "[console_scripts]",
            *(f"{name} = {called}" for name, called in project["scripts"].items()),
        ],
    }
    written = {path: "".join(f"{line}\n" for line in lines).encode() for path, lines in files.items()}
    record = [*(f"{path},{_digest(content)},{len(content)}" for path, content in written.items()), f"{info}/RECORD,,"]
    wheel = f"{release}-0.editable-py3-none-any.whl"
    with zipfile.ZipFile(Path(wheel_directory, wheel), "w") as archive:
        for path, content in {**written, f"{info}/RECORD": "\n".join(record).encode()}.items():
            archive.writestr(path, content)
    return wheel


def get_requires_for_build_wheel(_config: Config = None) -> list[str]:
    """What ``build_wheel`` works with."""
    return SETUPTOOLS


def build_wheel(wheel_directory: str, config: Config = None, metadata_directory: str | None = None) -> str:
    """The product as it is given away."""
    from setuptools import build_meta  # noqa: PLC0415 - fetched for this alone

    return build_meta.build_wheel(wheel_directory, config, metadata_directory)


def get_requires_for_build_sdist(_config: Config = None) -> list[str]:
    """What ``build_sdist`` works with."""
    return SETUPTOOLS


def build_sdist(sdist_directory: str, config: Config = None) -> str:
    """The sources as they are given away."""
    from setuptools import build_meta  # noqa: PLC0415 - fetched for this alone

    return build_meta.build_sdist(sdist_directory, config)


def _metadata(project: Mapping[str, object]) -> Iterable[str]:
    yield "Metadata-Version: 2.1"
    yield f"Name: {project['name']}"
    yield f"Version: {project['version']}"
    yield f"Summary: {project['description']}"
    yield f"Requires-Python: {project['requires-python']}"
    for needed in project["dependencies"]:
        yield f"Requires-Dist: {needed}"
    for extra, more in project["optional-dependencies"].items():
        yield f"Provides-Extra: {extra}"
        for needed in more:
            yield f'Requires-Dist: {needed}; extra == "{extra}"'


def _digest(content: bytes) -> str:
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
