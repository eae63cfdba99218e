"""A certified provider of OpenID Connect, started for tests of signing in; without its modules they are skipped."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import httpx
import pytest

from tests.support.plain_http import PLAINLY
from tests.support.programs import needed

HERE = Path(__file__).parent / "openid"
MODULES = Path(sys.prefix) / "openid" / "node_modules"
SECRET = "what the provider knows the desk by"  # noqa: S105 - of a test


@contextmanager
def provider_for(desk_url: str) -> Iterator[str]:
    """The issuer that a provider has which knows this desk; whoever types a name at it is that name."""
    node = needed("node", "nodejs")
    if not MODULES.is_dir():
        (pytest.fail if os.environ.get("CI") else pytest.skip)("the modules of the provider are missing: make setup")
    program = subprocess.Popen(  # noqa: S603 - ours
        [node, str(HERE / "provider.mjs"), str(MODULES), SECRET, f"{desk_url}/sign-in/back", f"{desk_url}/sign-in"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert program.stdout is not None
        issuer = program.stdout.readline().strip()
        assert issuer.startswith("http://127.0.0.1:"), issuer
        yield issuer
    finally:
        program.kill()
        program.communicate()


class AtProvider:
    """A browser's way through the provider's own pages, by HTTP alone."""

    def __init__(self, desk_url: str) -> None:
        self._desk_url = desk_url
        self._client = httpx.Client(timeout=30, **PLAINLY)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def signed_in(self, address: str, name: str) -> str:
        """The address that the provider sends a browser back to, once it typed a name and agreed."""
        where = self._until_page(self._client.get(address))
        for fields in ({"prompt": "login", "login": name, "password": "any"}, {"prompt": "consent"}):
            if isinstance(where, str):
                return where
            found = re.search(r'action="([^"]+)"', where.text)
            assert found is not None, where.text
            where = self._until_page(self._client.post(where.url.join(found[1]), data=fields))
        assert isinstance(where, str)
        return where

    def _until_page(self, answer: httpx.Response) -> httpx.Response | str:
        while answer.is_redirect:
            address = str(answer.url.join(answer.headers["location"]))
            if address.startswith(self._desk_url):
                return address
            answer = self._client.get(address)
        return answer
