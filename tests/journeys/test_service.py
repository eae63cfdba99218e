"""``docs/operate/service.md``: the unit by systemd's own check, the site by nginx', and a desk behind a real nginx."""

from __future__ import annotations

import os
import re
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from api.settings import Settings
from connectors.storage.accounts.tokens import Tokens
from connectors.storage.server.database import Database
from events.values.people import Actor
from tests.api.test_serve import desk_serve
from tests.support.plain_http import PLAINLY
from tests.support.programs import needed, run, well

OPERATE = Path(__file__).parents[2] / "docs" / "operate"
UNIT = (OPERATE / "desk.service").read_text(encoding="utf-8")
SITE = (OPERATE / "nginx.conf").read_text(encoding="utf-8")
ENVIRONMENT = OPERATE / "desk.env"
OF_OTHERS = {"XDG_RUNTIME_DIR"}

pytestmark = pytest.mark.journey


def verified(unit: str, folder: Path) -> str:
    """What systemd has to say of a unit whose program is there; a word is an error, also of what it passes over."""
    program = Path(sys.executable).parent / "desk"
    file = folder / "desk.service"
    file.write_text(unit.replace("/opt/deskledger/bin/desk", str(program)), encoding="utf-8")
    done = run([needed("systemd-analyze", "systemd"), "verify", "--man=no", "--recursive-errors=yes", str(file)])
    told = done.stdout + done.stderr
    # Without the option it ends well whatever it warns of: a line that it does not know is left out of the service.
    assert (done.returncode == 0) == (told == ""), told
    return told


def test_systemd_takes_the_unit_and_knows_every_line_of_it(tmp_path: Path) -> None:
    assert verified(UNIT, tmp_path) == ""
    assert "LimitNOFILES" in verified(UNIT.replace("LimitNOFILE", "LimitNOFILES"), tmp_path)
    assert "Unknown section" in verified(UNIT.replace("[Service]", "[Servise]"), tmp_path)
    assert "soon" in verified(UNIT.replace("RestartSec=2", "RestartSec=soon"), tmp_path)


def test_the_unit_leaves_the_desk_little_that_it_does_not_need(tmp_path: Path) -> None:
    file = tmp_path / "desk.service"
    file.write_text(UNIT, encoding="utf-8")
    told = run([needed("systemd-analyze", "systemd"), "security", "--offline=true", "--no-pager", str(file)])
    exposure = re.search(r"Overall exposure level for desk\.service: ([\d.]+)", told.stdout)
    assert exposure is not None, told.stderr
    assert float(exposure[1]) <= 2.5


def test_every_line_of_the_environment_is_a_setting_and_a_shell_can_read_it(monkeypatch: pytest.MonkeyPatch) -> None:
    said = run(["/bin/sh", "-c", f'set -a; . "{ENVIRONMENT}"; env'])
    told = dict(line.split("=", 1) for line in well(said).splitlines() if "=" in line)
    written = re.findall(r"^(\w+)=(.*)$", ENVIRONMENT.read_text(encoding="utf-8"), re.MULTILINE)
    for name, value in written:
        assert told[name] == value
        if name not in OF_OTHERS:
            assert name.removeprefix("DESK_").lower() in Settings.model_fields
            monkeypatch.setenv(name, value)
    assert Settings().trusted_proxies == "127.0.0.1"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


class Nginx:
    """The site as printed, on free ports of loopback with a certificate of its own."""

    def __init__(self, folder: Path, desk_port: int) -> None:
        self.program = needed("nginx", "nginx-light")
        self.folder = folder
        self.plain, self.tls = free_port(), free_port()
        key = ["-newkey", "rsa:2048", "-nodes", "-keyout", str(folder / "privkey.pem")]
        names = ["-subj", "/CN=desk.example", "-addext", "subjectAltName=DNS:desk.example,IP:127.0.0.1"]
        certificate = str(folder / "fullchain.pem")
        well(run([needed("openssl", "openssl"), "req", "-x509", *key, "-days", "2", *names, "-out", certificate]))
        site = SITE
        for printed, ours in (
            ("server 127.0.0.1:8365;", f"server 127.0.0.1:{desk_port};"),
            ("listen 80;", f"listen 127.0.0.1:{self.plain};"),
            ("listen 443 ssl", f"listen 127.0.0.1:{self.tls} ssl"),
            ("/etc/ssl/desk", str(folder)),
            ("/var/log/nginx", str(folder)),
        ):
            assert printed in site
            site = site.replace(printed, ours)
        (folder / "site").write_text(site, encoding="utf-8")
        owner = "user root;" if os.geteuid() == 0 else ""
        places = "".join(
            f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        (folder / "nginx.conf").write_text(
            f"{owner} pid {folder}/pid; error_log {folder}/errors; events {{}}\n"
            f"http {{ {places} access_log off; include {folder}/site; }}\n",
            encoding="utf-8",
        )
        self.command = [self.program, "-p", str(folder), "-e", str(folder / "errors"), "-c", str(folder / "nginx.conf")]

    def check(self) -> str:
        """What ``nginx -t`` says."""
        done = run([*self.command, "-t"])
        return done.stdout + done.stderr

    @contextmanager
    def running(self) -> Iterator[None]:
        process = subprocess.Popen([*self.command, "-g", "daemon off;"], stderr=subprocess.DEVNULL)  # noqa: S603 - ours
        try:
            deadline = time.monotonic() + 20
            while time.monotonic() < deadline and process.poll() is None:
                try:
                    socket.create_connection(("127.0.0.1", self.tls), timeout=1).close()
                    break
                except OSError:
                    time.sleep(0.02)
            yield
        finally:
            process.terminate()
            process.wait(timeout=20)

    def client(self, token: str = "", source: str = "127.0.0.1") -> httpx.Client:
        """Somebody who comes from an address of loopback, by TLS."""

        trust = ssl.create_default_context(cafile=str(self.folder / "fullchain.pem"))
        transport = httpx.HTTPTransport(verify=trust, local_address=source)
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return httpx.Client(
            base_url=f"https://127.0.0.1:{self.tls}", transport=transport, headers=headers, timeout=60, **PLAINLY
        )


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="desk-nginx-") as name:
        yield Path(name)


def test_nginx_takes_the_site(folder: Path) -> None:
    told = Nginx(folder, 8365).check()
    assert "syntax is ok" in told
    assert "test is successful" in told
    assert "warn" not in told


def test_behind_nginx_the_desk_works_and_knows_from_where_somebody_comes(
    database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = Actor(kind="person", id=uuid4(), name="Ольга")
    token = Tokens(database).make(actor, frozenset({"administrator"}), now=datetime.now(UTC))
    monkeypatch.setenv("DESK_TRUSTED_PROXIES", "127.0.0.1")
    with desk_serve(database.url) as desk:
        nginx = Nginx(folder, int(desk.url.rpartition(":")[2]))
        with nginx.running(), nginx.client(token) as insider, nginx.client(source="127.0.0.9") as stranger:
            made = insider.post("/api/v1/teams", json={"title": {"en": "First line"}})
            assert made.status_code == 201, made.text
            shown = insider.get("/api/v1/teams", params={"min_position": made.json()["position"]})
            assert [team["team_id"] for team in shown.json()["teams"]] == [made.json()["id"]]
            assert shown.headers["Strict-Transport-Security"]

            wrong = stranger.post(
                "/api/v1/sign-in",
                json={"login": "admin", "password": "wrong"},
                headers={"X-Forwarded-For": "203.0.113.9"},
            )
            assert wrong.status_code == 401
            [entry] = insider.get("/api/v1/sign-ins").json()["entries"]
            assert entry["source"] == "127.0.0.9"

            assert [stranger.get(path).status_code for path in ("/metrics", "/health/ready", "/health/live")] == [
                404
            ] * 3
            large = stranger.post("/api/v1/sign-in", content=b"x" * 1_100_000)
            assert (large.status_code, large.json()["code"]) == (413, "body-is-too-large")
            with httpx.Client(**PLAINLY) as plain:
                moved = plain.get(f"http://127.0.0.1:{nginx.plain}/docs?x=1", headers={"Host": "desk.example"})
            assert (moved.status_code, moved.headers["Location"]) == (301, "https://desk.example/docs?x=1")

            stranger.get("/api/v1/tickets?text=Иванов")
            desk.kill()
            away = insider.get("/api/v1/me")
            assert (away.status_code, away.json()["code"], away.headers["Retry-After"]) == (503, "desk-is-away", "2")
            assert away.headers["Content-Type"] == "application/problem+json"
    logged = (folder / "desk.access.log").read_text(encoding="utf-8")
    assert "GET /api/v1/tickets 401" in logged
    assert "text=" not in logged
