"""Golden facts: a stored sample of every name@version, which today's code must read for ever.

``python -m tests.architecture.golden`` writes the samples that are missing, from the gallery, and their digests.
It never touches one that exists: a sample that no longer reads as it should means that the fact needs a new version
and an upcaster, never that the sample is wrong. What an old version reads as today stands in ``gallery.UPCAST``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import msgspec

from events.fact import Fact
from tests.gallery import GALLERY

FOLDER = Path(__file__).parent / "golden"
DIGESTS = "digests.txt"


class SampleWasRemoved(Exception):  # noqa: N818 - it names what happened
    """A sample that was written once is gone: take it back from the history."""


def sample(fact: Fact) -> bytes:
    """A fact as it is stored, on lines that people can read; sets in a fixed order."""
    return msgspec.json.format(msgspec.json.encode(fact, order="deterministic"), indent=1) + b"\n"


def samples(folder: Path = FOLDER) -> dict[str, bytes]:
    """Stored name -> its sample."""
    return {path.stem: path.read_bytes() for path in sorted(folder.glob("*.json"))}


def digests(folder: Path = FOLDER) -> dict[str, str]:
    """Stored name -> the SHA-256 that its sample had when it was written."""
    path = folder / DIGESTS
    lines = path.read_text().splitlines() if path.exists() else []
    return {name: digest for digest, name in (line.split() for line in lines)}


def write_missing(gallery: Mapping[str, Fact] = GALLERY, folder: Path = FOLDER) -> list[str]:
    """Write a sample of each fact that has none; gives their names."""
    known = digests(folder)
    missing = [name for name in gallery if name not in samples(folder)]
    for name in missing:
        if name in known:
            raise SampleWasRemoved(name)
        content = sample(gallery[name])
        (folder / f"{name}.json").write_bytes(content)
        known[name] = hashlib.sha256(content).hexdigest()
    (folder / DIGESTS).write_text("".join(f"{digest} {name}\n" for name, digest in sorted(known.items())))
    return missing


if __name__ == "__main__":
    for written in write_missing():
        print(written)  # noqa: T201 - the answer of a command
