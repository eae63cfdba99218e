"""What can be set from outside, by ``DESK_...`` variables of the environment; read by the composition root."""

from __future__ import annotations

import ipaddress
import os
from pathlib import Path
from typing import Literal, cast, get_args
from urllib.parse import urlsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict
from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from commands.plans import Plan
from events.values.faults import InvalidValue
from events.values.people import Group
from events.values.text import Text


class Settings(BaseSettings):
    """The desk's settings. Without a database URL the desk runs a PostgreSQL of its own in the data folder."""

    model_config = SettingsConfigDict(env_prefix="DESK_", extra="ignore")

    database_url: SecretStr | None = None
    data_folder: Path = Path("data")
    head_file: Path | None = None
    host: str = "127.0.0.1"
    port: int = Field(default=8365, ge=0, le=65_535)
    public_url: str = ""
    web_processes: int | None = Field(default=None, ge=1, le=256)
    trusted_proxies: str = ""
    language: Literal["ru", "en"] = "ru"
    plan: Plan = "enterprise"
    body_limit: int = Field(default=1_000_000, ge=1_000)
    most_file_bytes: int = Field(default=100_000_000, ge=1_000)
    most_waiting_bytes: int = Field(default=1_000_000_000, ge=1_000)
    wait_s: float = Field(default=2.0, ge=0, le=30)
    connections: int = Field(default=1_000, ge=1)
    streams_a_person: int = Field(default=10, ge=1)
    questions_a_minute: int = Field(default=30_000, ge=0)
    orders_a_minute: int = Field(default=12_000, ge=0)
    head_s: float = Field(default=10.0, gt=0)
    body_s: float = Field(default=20.0, gt=0)
    keep_alive_s: int = Field(default=5, ge=1)
    queue_s: float = Field(default=5.0, gt=0)
    ready_s: float = Field(default=5.0, gt=0)
    ready_lag_facts: int = Field(default=1_000, ge=0)
    ready_lag_s: float = Field(default=30.0, ge=0)
    metrics_from: str = "127.0.0.0/8,::1"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["console", "json"] = "console"
    access_log: bool = False
    own_addresses: str = ""
    ldap_url: str = ""
    ldap_base: str = ""
    ldap_user: str = ""
    ldap_password: SecretStr | None = None
    ldap_key_attribute: str = "entryUUID"
    ldap_login_attribute: str = "uid"
    ldap_ca_file: str = ""
    ldap_plain: bool = False
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr | None = None
    oidc_client_secret_file: Path | None = None
    oidc_claim: str = "email"
    oidc_person_by: Literal["login", "email"] = "email"
    oidc_name: str = ""
    oidc_button_ru: str = "Войти учётной записью организации"
    oidc_button_en: str = "Sign in with the account of your organization"
    second_factor_for: str = ""

    @property
    def server_folder(self) -> Path:
        """Where an embedded server keeps its data."""
        return self.data_folder / "postgres"

    @property
    def answering(self) -> int:
        """How many processes answer requests: as many as are named, else as there are cores for this one."""
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
        return self.web_processes or cores or 1

    @property
    def oidc_secret(self) -> str:
        """What the provider knows this desk by: from its file, or as it is set."""
        if self.oidc_client_secret_file is not None:
            return self.oidc_client_secret_file.read_text(encoding="utf-8").strip()
        return "" if self.oidc_client_secret is None else self.oidc_client_secret.get_secret_value()

    @property
    def groups_with_second_factor(self) -> frozenset[Group]:
        """Whoever holds one of these groups comes in with a second factor."""
        return frozenset(cast("Group", name) for name in _listed(self.second_factor_for))

    @field_validator("database_url")
    @classmethod
    def _database_url(cls, url: SecretStr | None) -> SecretStr | None:
        """Refuse what is no address, without a word of it: it contains a password."""
        try:
            known = url is None or bool(conninfo_to_dict(url.get_secret_value()))
        except psycopg.ProgrammingError:
            known = False
        if not known:
            raise InvalidValue(
                Text(
                    ru="нужен адрес вида postgresql://пользователь:пароль@сервер:5432/база.",
                    en="an address such as postgresql://user:password@server:5432/database is needed.",
                ),
                field="database_url",
            )
        return url

    @field_validator("public_url")
    @classmethod
    def _public_url(cls, url: str) -> str:
        """Refuse what no browser opens: it stands in letters to people."""
        parts = urlsplit(url)
        if url and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment):
            raise InvalidValue(
                Text(
                    ru="нужен адрес вида https://desk.example.org.",
                    en="an address such as https://desk.example.org is needed.",
                ),
                field="public_url",
            )
        return url

    @field_validator("oidc_issuer")
    @classmethod
    def _oidc_issuer(cls, url: str) -> str:
        """Refuse a provider over a line that others read; on this machine there is none."""
        parts = urlsplit(url)
        is_here = parts.hostname in {"127.0.0.1", "localhost", "::1"}
        if url and (not parts.hostname or parts.query or parts.scheme not in {"https", "http" if is_here else "https"}):
            raise InvalidValue(
                Text(
                    ru="нужен адрес вида https://id.example.org/realms/desk, как его называет сам провайдер.",
                    en="an address such as https://id.example.org/realms/desk is needed, as the provider says it.",
                ),
                field="oidc_issuer",
            )
        return url

    @field_validator("oidc_client_secret_file")
    @classmethod
    def _oidc_client_secret_file(cls, path: Path | None) -> Path | None:
        """Refuse a file that cannot be read at the start, and not at the first sign-in."""
        try:
            if path is not None:
                path.read_text(encoding="utf-8")
        except (OSError, ValueError):
            raise InvalidValue(
                Text(ru="файл с секретом не читается.", en="the file with the secret cannot be read."),
                field="oidc_client_secret_file",
            ) from None
        return path

    @field_validator("second_factor_for")
    @classmethod
    def _second_factor_for(cls, groups: str) -> str:
        """Refuse a group that there is not: nobody would be asked for a code, in silence."""
        known = set(get_args(Group))
        if not known.issuperset(_listed(groups)):
            raise InvalidValue(
                Text(
                    ru=f"нужны группы прав через запятую, из этих: {', '.join(sorted(known))}.",
                    en=f"groups of rights are needed, by commas, out of: {', '.join(sorted(known))}.",
                ),
                field="second_factor_for",
            )
        return groups

    @field_validator("head_file", "oidc_client_secret_file", mode="before")
    @classmethod
    def _head_file(cls, path: object) -> object:
        """An empty variable names no file."""
        return path or None

    @field_validator("metrics_from")
    @classmethod
    def _metrics_from(cls, networks: str) -> str:
        """Refuse what is no list of networks at the start, and not at the first scrape."""
        try:
            for part in networks.split(","):
                if part.strip():
                    ipaddress.ip_network(part.strip())
        except ValueError:
            raise InvalidValue(
                Text(
                    ru="нужны адреса и сети через запятую: 127.0.0.1, 10.0.0.0/8.",
                    en="addresses and networks are needed, by commas: 127.0.0.1, 10.0.0.0/8.",
                ),
                field="metrics_from",
            ) from None
        return networks


def _listed(groups: str) -> list[str]:
    return [name.strip() for name in groups.split(",") if name.strip()]


MEANINGS: dict[str, Text] = {
    "database_url": Text(
        "Адрес PostgreSQL 14+, база в UTF-8, до 36 соединений на Deskledger (два ядра); без него — встроенный сервер",
        "PostgreSQL 14+, a database in UTF-8, up to 36 connections for a desk (two cores); without it an embedded one",
    ),
    "data_folder": Text("Папка данных встроенного сервера", "Data folder of the embedded server"),
    "head_file": Text(
        "Файл о том, докуда виден журнал, вне базы и её копий: по нему замечают восстановление; пусто — никакой",
        "File that says how far the log was seen, outside database and backups: it tells a restore; empty: none",
    ),
    "host": Text("Адрес, на котором слушает API", "Address that the API listens on"),
    "port": Text("Порт API; 0 — любой свободный", "Port of the API; 0 takes a free one"),
    "public_url": Text(
        "Адрес, по которому люди открывают Deskledger, для ссылок в ответах; пусто — ссылок нет",
        "Address under which people open the desk, for links in answers; empty: there are no links",
    ),
    "web_processes": Text(
        "Сколько процессов отвечают на запросы; не задано — по числу ядер",
        "Processes that answer requests; without it as many as there are cores",
    ),
    "trusted_proxies": Text(
        "Адреса своих прокси через запятую: только им верят, от кого запрос (X-Forwarded-For)",
        "Addresses of the proxies in front, by commas: only they are believed whose a request is (X-Forwarded-For)",
    ),
    "language": Text("Язык командной строки: ru или en", "Language of the command line: ru or en"),
    "plan": Text(
        "Тариф: lite, standard или enterprise; чего в нём нет, то видно и отклоняется с причиной",
        "The plan: lite, standard or enterprise; what it lacks is seen, and refused with the reason",
    ),
    "body_limit": Text("Наибольшее тело запроса, байт", "Largest request body, bytes"),
    "most_file_bytes": Text("Наибольший файл, байт", "Largest file, bytes"),
    "most_waiting_bytes": Text(
        "Сколько байт файлов одного человека ждут, пока их приложат (не дольше суток)",
        "Bytes of one person's files that wait to be attached (for a day at most)",
    ),
    "wait_s": Text("Сколько ждать min_position, секунд", "How long to wait for min_position, seconds"),
    "connections": Text("Наибольшее число соединений", "Largest number of connections"),
    "questions_a_minute": Text(
        "Сколько вопросов в минуту задаёт один человек, со всеми его программами; 0 — сколько угодно",
        "Questions that one person asks within a minute, with all their programs; 0: as many as they like",
    ),
    "orders_a_minute": Text(
        "Сколько распоряжений в минуту даёт один человек, со всеми его программами; 0 — сколько угодно",
        "Orders that one person gives within a minute, with all their programs; 0: as many as they like",
    ),
    "streams_a_person": Text(
        "Сколько потоков событий держит один человек, во всех окнах и на всех процессах",
        "Streams of events that one person holds, in all windows and on all processes",
    ),
    "head_s": Text(
        "За сколько секунд должен прийти заголовок запроса", "Seconds in which the head of a request must come"
    ),
    "body_s": Text(
        "За сколько секунд должно прийти тело (быстрее 4000 байт/с — дольше) и уйти ответ",
        "Seconds in which a body must come (faster than 4000 bytes/s: longer) and an answer be taken",
    ),
    "keep_alive_s": Text(
        "Сколько секунд молчащее соединение ждёт следующего запроса",
        "Seconds for which a silent connection is kept for the next request",
    ),
    "queue_s": Text(
        "Сколько секунд запрос ждёт свободного потока, потом 503",
        "Seconds for which a request waits for a free thread; then 503",
    ),
    "ready_s": Text(
        "За сколько секунд хранилище должно ответить /health/ready",
        "Seconds in which the storage must answer /health/ready",
    ),
    "ready_lag_facts": Text(
        "Отставание проекций в фактах, при котором Deskledger ещё готов",
        "Lag of read models in facts up to which the desk is ready",
    ),
    "ready_lag_s": Text("То же в секундах", "The same in seconds"),
    "metrics_from": Text(
        "Откуда /metrics читают без токена: адреса и сети через запятую",
        "From where /metrics is read without a token: addresses and networks, by commas",
    ),
    "log_level": Text("Подробность журнала", "How much is logged"),
    "log_format": Text("Вид журнала: console или json", "How logs look: console or json"),
    "access_log": Text(
        "Писать в журнал строку на каждый запрос: метод, адрес без параметров, статус, время, откуда",
        "Write a line of the log for every request: method, address without its query, status, time, from where",
    ),
    "own_addresses": Text(
        "Адреса самой службы через запятую: их письма не принимаются",
        "The desk's own addresses, by commas: their mails are not taken in",
    ),
    "ldap_url": Text(
        "Каталог, через который входят пришедшие из него: ldaps://dc2; пусто — никакой",
        "Directory that people who came from it sign in through: ldaps://dc2; empty: none",
    ),
    "ldap_base": Text("Где искать людей: dc=corp,dc=example", "Where to look for people: dc=corp,dc=example"),
    "ldap_user": Text("Учётная запись Deskledger в каталоге", "The desk's own account in the directory"),
    "ldap_password": Text("Её пароль", "Its password"),
    "ldap_key_attribute": Text(
        "Постоянный ключ записи: entryUUID или objectGUID", "Stable key of an entry: entryUUID or objectGUID"
    ),
    "ldap_login_attribute": Text("Атрибут логина: uid, sAMAccountName", "Attribute of the login: uid, sAMAccountName"),
    "ldap_ca_file": Text("Файл доверенных сертификатов", "File of trusted certificates"),
    "ldap_plain": Text("Разрешить пароли без шифрования", "Let passwords travel unprotected"),
    "oidc_issuer": Text(
        "Провайдер OpenID Connect, через который входят: https://id.example.org/realms/desk; пусто — никакой",
        "Provider of OpenID Connect that people sign in through: https://id.example.org/realms/desk; empty: none",
    ),
    "oidc_client_id": Text("Под каким именем Deskledger известен провайдеру", "What the provider knows the desk as"),
    "oidc_client_secret": Text("Секрет Deskledger у провайдера", "The desk's secret at the provider"),
    "oidc_client_secret_file": Text("Файл с этим секретом, вместо него", "File with this secret, instead of it"),
    "oidc_claim": Text(
        "Что из сказанного провайдером называет человека: email, preferred_username",
        "What of the provider's words names a person: email, preferred_username",
    ),
    "oidc_person_by": Text(
        "С чем это сравнивать: email — с адресами людей, login — с логинами",
        "What it is compared with: email with people's addresses, login with their logins",
    ),
    "oidc_name": Text("Как назвать провайдера людям; пусто — по адресу", "What people read of it; empty: its host"),
    "oidc_button_ru": Text("Слова на кнопке входа через него, по-русски", "Words on the button for it, in Russian"),
    "oidc_button_en": Text("То же по-английски", "The same in English"),
    "second_factor_for": Text(
        "Группы прав через запятую, которым нужен второй фактор: administrator,technologist; пусто — никаким",
        "Groups of rights, by commas, that need a second factor: administrator,technologist; empty: none",
    ),
}
"""What each setting means, for ``desk settings``."""
