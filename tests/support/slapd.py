"""A real OpenLDAP server on loopback for tests: a certificate of its own, a few people, gone at the end."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

MISSING = "slapd is missing: apt-get install -y --no-install-recommends slapd ldap-utils openssl"
BASE = "dc=corp,dc=example"
ADMIN, ADMIN_PASSWORD = f"cn=desk,{BASE}", "bind of the desk"

_SCHEMA = Path("/etc/ldap/schema")
_CONF = """
include {schema}/core.schema
include {schema}/cosine.schema
include {schema}/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile {folder}/slapd.pid
TLSCACertificateFile {folder}/ca.crt
TLSCertificateFile {folder}/server.crt
TLSCertificateKeyFile {folder}/server.key
database mdb
suffix "{base}"
rootdn "{admin}"
rootpw "{password}"
directory {folder}/data
index objectClass,entryUUID,uid eq
access to attrs=userPassword by anonymous auth by * none
access to * by users read by anonymous none
"""
_PEOPLE = (
    ("orlova", "Анна Орлова", "correct horse battery"),
    ("sidorov(1)*", "Пётр Сидоров", "скобки и звёзды"),
    ("twin", "Первый Близнец", "same login"),
)


class Slapd(msgspec.Struct, frozen=True, kw_only=True):
    """A running server: where it listens and whom it trusts."""

    plain_port: int
    tls_port: int
    ca_file: str

    @property
    def ldap(self) -> str:
        """The address that begins in the clear."""
        return f"ldap://localhost:{self.plain_port}"

    @property
    def ldaps(self) -> str:
        """The address that begins with TLS."""
        return f"ldaps://localhost:{self.tls_port}"


def is_installed() -> bool:
    """Whether this machine can run one."""
    return all(shutil.which(tool, path="/usr/sbin:/usr/bin:/sbin:/bin") for tool in ("slapd", "slapadd", "openssl"))


@contextmanager
def running_slapd() -> Iterator[Slapd]:
    """A server for as long as the context lasts."""
    folder = Path(tempfile.mkdtemp(prefix="desk-slapd-"))
    process: subprocess.Popen[bytes] | None = None
    try:
        _certificates(folder)
        (folder / "data").mkdir()
        conf = folder / "slapd.conf"
        conf.write_text(
            _CONF.format(schema=_SCHEMA, folder=folder, base=BASE, admin=ADMIN, password=ADMIN_PASSWORD),
            encoding="utf-8",
        )
        (folder / "people.ldif").write_text(_ldif(), encoding="utf-8")
        _run("/usr/sbin/slapadd", "-q", "-f", str(conf), "-l", str(folder / "people.ldif"))
        plain, tls = _free_port(), _free_port()
        process = subprocess.Popen(  # noqa: S603 - a fixed command
            ["/usr/sbin/slapd", "-h", f"ldap://127.0.0.1:{plain} ldaps://127.0.0.1:{tls}", "-f", str(conf), "-d", "0"],
            stderr=subprocess.DEVNULL,
        )
        _await_port(plain, process)
        yield Slapd(plain_port=plain, tls_port=tls, ca_file=str(folder / "ca.crt"))
    finally:
        if process is not None:
            process.terminate()
            process.wait(timeout=10)
        shutil.rmtree(folder, ignore_errors=True)


def _ldif() -> str:
    entries = [f"dn: {BASE}\nobjectClass: dcObject\nobjectClass: organization\no: Corp\ndc: corp"]
    for nth, (uid, name, password) in enumerate(_PEOPLE, 1):
        entries.append(
            f"dn: cn=person{nth},{BASE}\nobjectClass: inetOrgPerson\ncn: person{nth}\nsn: {name}\nuid: {uid}\n"
            f"userPassword: {password}\nentryUUID: 00000000-0000-4000-8000-00000000000{nth}"
        )
    entries.append(
        f"dn: cn=second twin,{BASE}\nobjectClass: inetOrgPerson\ncn: second twin\nsn: Twin\nuid: twin\n"
        "userPassword: same login"
    )
    return "\n\n".join(entries) + "\n"


def _certificates(folder: Path) -> None:
    def openssl(*arguments: str) -> None:
        _run("openssl", *arguments, cwd=folder)

    key = ["-newkey", "rsa:2048", "-nodes"]
    openssl("req", "-x509", *key, "-days", "2", "-subj", "/CN=Desk-Test-CA", "-keyout", "ca.key", "-out", "ca.crt")
    openssl("req", *key, "-subj", "/CN=localhost", "-keyout", "server.key", "-out", "server.csr")
    (folder / "names").write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
    signer = ["-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial"]
    openssl("x509", "-req", "-in", "server.csr", *signer, "-days", "2", "-extfile", "names", "-out", "server.crt")


def _run(*command: str, cwd: Path | None = None) -> None:
    done = subprocess.run(command, cwd=cwd, capture_output=True, check=False)  # noqa: S603 - fixed commands
    assert done.returncode == 0, done.stderr.decode(errors="replace")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def _await_port(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise AssertionError("slapd did not start")
