"""What kind of file bytes are: told by the bytes, and never harmless where a browser could run them."""

from __future__ import annotations

import io
import zipfile

import pytest

from connectors.storage.shelves.content_type import media_type

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
HARMLESS = ("text/plain", "text/csv", "image/png", "image/gif", "image/jpeg", "application/pdf", "audio/mpeg")


def packed(*names: str, first: bytes = b"") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, first or b"<x/>")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "image/png"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "image/jpeg"),
        (b"GIF89a\1\0\1\0", "image/gif"),
        (packed("a.txt"), "application/zip"),
        (packed("[Content_Types].xml", "word/document.xml"), DOCX),
        (packed("mimetype", first=ODT.encode()), ODT),
        ("Не печатает принтер".encode(), "text/plain"),
        ("Не печатает принтер".encode("cp1251"), "text/plain"),
        (b"online=1; a < b", "text/plain"),
        (b"", "text/plain"),
        (b"MZ\x90\0", "application/vnd.microsoft.portable-executable"),
        (b"\0\1\2\3", "application/octet-stream"),
        (b"Received: from a by b\r\n with SMTP\r\nFrom: anna@client.example\r\n\r\n<html>", "message/rfc822"),
    ],
)
def test_row_173_a_file_s_kind_is_told_by_its_bytes(content: bytes, kind: str) -> None:
    assert media_type(content) == kind
    assert media_type(content, said="image/svg+xml") == kind, "nobody is believed"


@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE html><p>",
        b"  \n<HTML>",
        b"\xef\xbb\xbf<html>",
        b"<!-- a --><div>x</div>",
        b"words first, then <script>alert(1)</script>",
        b"<img src=x onerror=alert(1)>",
        b"words <a href='javascript:x'>y</a>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>",
        b"<?xml version='1.0'?><svg:svg xmlns:svg='http://www.w3.org/2000/svg'/>",
        b"<?xml version='1.0'?><x/>",
        "<html>".encode("utf-16"),
        b"<html>\0\0",
        b"\0\0<script>x</script>",
        b"GIF89a/*<script>alert(1)</script>*/",
        b"\x89PNG\r\n\x1a\n<html><body onload=x()>",
        b"#!/bin/sh\nrm -r /",
    ],
)
@pytest.mark.parametrize("said", ["text/plain", "image/png", "text/csv", ""])
def test_row_173_what_a_browser_or_a_shell_could_run_is_never_called_harmless(content: bytes, said: str) -> None:
    assert media_type(content, "a.txt", said) not in HARMLESS


def test_row_173_a_sender_is_believed_only_within_the_kind_that_is_found() -> None:
    assert media_type(b"a;b\n1;2", "a.csv", "text/csv") == "text/csv"
    assert media_type(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.doc", "application/msword") == "application/msword"
    assert media_type(b"%PDF-1.7", "a.csv", "text/csv") == "application/pdf"
    assert media_type(b"alert(1)", "a.js", "text/plain") == "application/octet-stream"
