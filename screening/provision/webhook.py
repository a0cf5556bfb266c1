"""Posts events as Standard Webhooks, signature version v1 (github.com/standard-webhooks/standard-webhooks)."""

import base64
import contextlib
import hashlib
import hmac
import http.client
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import orjson

from screening.model.errors import SettingsError
from screening.ports import Answer

_CONNECT = 5.0  # seconds, for each address of the receiver
_ANSWER = 300  # bytes of the answer that are read, for the operator


class Webhook:
    """The Post port: one URL, one secret. Knows no redirects, no cookies and no proxies.

    Args:
        url: where to post; http or https. The operator chose it, so it may be a private address.
        secret: `whsec_` and base64 of the 24 to 64 bytes of the signing key.
        deadline: seconds for everything once connected, however slowly the receiver speaks.

    Raises:
        SettingsError: the secret or the URL is not usable.
    """

    def __init__(self, url: str, secret: str, *, deadline: float = 20.0) -> None:
        try:
            parts = urlsplit(url)
            self._host = (parts.hostname or "").encode("idna").decode()
            self._port = parts.port or (443 if parts.scheme == "https" else 80)
        except ValueError as error:
            raise SettingsError(f"SCREENING_WEBHOOK_URL is not a URL: {error}") from error
        if parts.scheme not in {"http", "https"} or not self._host or not url.isascii() or not url.isprintable():
            raise SettingsError("SCREENING_WEBHOOK_URL must start with http:// or https:// and name a host, in ASCII")
        if parts.username is not None or " " in url:
            raise SettingsError("SCREENING_WEBHOOK_URL must hold no user name and no space")
        try:
            self._key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
        except ValueError as error:
            raise SettingsError("SCREENING_WEBHOOK_SECRET must be whsec_ and base64") from error
        if not 24 <= len(self._key) <= 64:
            raise SettingsError("SCREENING_WEBHOOK_SECRET must hold 24 to 64 bytes")
        self._target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._tls = ssl.create_default_context() if parts.scheme == "https" else None
        self._deadline = deadline

    def __call__(self, event_id: str, at: datetime, event: Mapping[str, Any]) -> Answer:
        """Send it; redirects are failures, and whatever goes wrong is an answer."""
        body = orjson.dumps(event)
        stamp = str(int(at.timestamp()))
        headers = {
            "content-type": "application/json",
            "user-agent": "screening",
            "webhook-id": event_id,
            "webhook-timestamp": stamp,
            "webhook-signature": self._sign(event_id, stamp, body),
        }
        try:
            with self._connected() as connection:
                connection.request("POST", self._target, body, headers)
                response = connection.getresponse()
                return Answer(response.status, _seconds(response.headers.get("retry-after")), _said(response))
        except (OSError, http.client.HTTPException) as error:
            return Answer(0, None, f"{type(error).__name__}: {error}")

    @contextlib.contextmanager
    def _connected(self) -> Iterator[http.client.HTTPConnection]:
        """A connection that is shut down at the deadline: a socket's timeout starts anew with every byte."""
        kind = http.client.HTTPSConnection if self._tls else http.client.HTTPConnection
        connection = kind(self._host, self._port)
        with contextlib.closing(connection), socket.create_connection((self._host, self._port), _CONNECT) as sock:
            sock.settimeout(self._deadline)
            with sock.dup() as watched, _watchdog(watched, self._deadline):  # TLS takes the original away
                connection.sock = self._tls.wrap_socket(sock, server_hostname=self._host) if self._tls else sock
                yield connection

    def _sign(self, event_id: str, stamp: str, body: bytes) -> str:
        signed = hmac.new(self._key, b".".join((event_id.encode(), stamp.encode(), body)), hashlib.sha256)
        return f"v1,{base64.b64encode(signed.digest()).decode()}"


@contextlib.contextmanager
def _watchdog(sock: socket.socket, seconds: float) -> Iterator[None]:
    def bark() -> None:
        with contextlib.suppress(OSError):  # the other side was quicker
            sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, bark)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()


def _said(response: http.client.HTTPResponse) -> str:
    """The beginning of the answer; the status counts even where the rest does not come."""
    try:
        return response.read1(_ANSWER).decode("utf-8", "replace")
    except (OSError, http.client.HTTPException):
        return ""


def _seconds(value: str | None) -> float | None:
    return float(value) if value and value.isascii() and value.isdigit() else None
