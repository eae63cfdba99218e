"""Why an embedded server is not started, and what root is told of it; raised by ``EmbeddedServer``."""

from __future__ import annotations

from typing import ClassVar

from events.values.refusal import Refusal
from events.values.text import Text

SYSTEM_USER = Text(
    ru="PostgreSQL не работает от имени root: сервер запускается от системного пользователя embedded_postgres "
    "(создаётся, если его нет), папки на пути к данным становятся проходимыми для него",
    en="PostgreSQL does not run as root: the server runs as the system user embedded_postgres (added if "
    "missing), and the folders on the way to the data are made passable for it",
)


class DataFolderOfAnotherVersion(Refusal):
    """The data in {folder} were written by PostgreSQL {found}; this desk brings version {ours}, which cannot
    read them. Nothing was touched. Start the desk that wrote them and run pg_dump, then start this one on
    an empty folder and restore the dump with psql; or point DESK_DATABASE_URL at a server of version
    {found}.
    """  # noqa: D205 - a refusal's message is one paragraph

    ru: ClassVar[str] = (
        "Данные в {folder} записаны PostgreSQL {found}; эта версия Deskledger несёт PostgreSQL {ours}, который "
        "их не прочтёт. Ничего не тронуто. Запустите прежнюю версию и сделайте pg_dump, затем запустите эту на "
        "пустой папке и восстановите копию через psql; или укажите в DESK_DATABASE_URL сервер версии {found}."
    )


class DataFolderIsNotOurs(Refusal):
    """The data folder {folder} belongs to another user or is not writable. Start the desk as that user, or
    choose another folder with DESK_DATA_FOLDER.
    """  # noqa: D205 - a refusal's message is one paragraph

    ru: ClassVar[str] = (
        "Папка данных {folder} принадлежит другому пользователю или закрыта для записи. Запустите Deskledger от "
        "имени того пользователя или выберите другую папку в DESK_DATA_FOLDER."
    )


class DataFolderCannotBeUsed(Refusal):
    """The data folder {folder} cannot be used: {reason}. Choose another folder with DESK_DATA_FOLDER."""

    ru: ClassVar[str] = "Папку данных {folder} использовать нельзя: {reason}. Выберите другую папку в DESK_DATA_FOLDER."


class EmbeddedServerFailed(Refusal):
    """The embedded PostgreSQL in {folder} did not start: {reason}. Its own words are in {folder}/log."""

    ru: ClassVar[str] = "Встроенный PostgreSQL в {folder} не запустился: {reason}. Его журнал: {folder}/log."
