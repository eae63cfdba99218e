"""How a client asks a desk on loopback: past every proxy, and without the machine's certificates."""

from __future__ import annotations

import ssl
from typing import Any

PLAINLY: dict[str, Any] = {"trust_env": False, "verify": ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)}
"""Arguments of a client that speaks plain HTTP. To read the certificates of the machine takes each client 24 ms."""
