"""urllib3's HTTP and TLS on a Leash, one connection at a time: no pools, proxies, retries, redirects or look-ups."""

import contextlib
import socket
import ssl
from collections.abc import Mapping
from typing import Any

from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3 import BaseHTTPResponse
from urllib3.connection import HTTPConnection, HTTPSConnection

from screening.collect.web.leash import Leash
from screening.collect.web.urls import WebUrl


def tls_context(roots: str = "") -> ssl.SSLContext:
    """Certificate and name checked, TLS 1.2 or later; made by hand because both urllib3 and ssl obey SSLKEYLOGFILE.

    Args:
        roots: PEM file of trusted authorities; "" for the bundle that requests carries.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.hostname_checks_common_name = False
    context.load_verify_locations(roots or DEFAULT_CA_BUNDLE_PATH)
    return context


class _Plain(HTTPConnection):
    def __init__(self, *args: Any, leash: Leash, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._leash = leash
        self.response_class = leash.metered  # type: ignore[assignment]  # it is only ever called

    def _new_conn(self) -> socket.socket:
        return self._leash.connect(self.host, self.port)


class _Secure(_Plain, HTTPSConnection):
    """The same below TLS: the name checked is the URL's host."""


class Line:
    """Exactly one hop; close it, or use it in a `with`."""

    def __init__(self, url: WebUrl, leash: Leash, tls: ssl.SSLContext, patience: float) -> None:
        """Prepare, contacting nobody.

        Args:
            url: where to.
            leash: of the whole fetch.
            tls: checks certificates.
            patience: seconds between two pieces from the server.
        """
        self._target = url.target
        self._connection: HTTPConnection = (
            _Secure(url.host, url.port, timeout=patience, cert_reqs="CERT_REQUIRED", ssl_context=tls, leash=leash)
            if url.scheme == "https"
            else _Plain(url.host, url.port, timeout=patience, leash=leash)
        )

    def get(self, headers: Mapping[str, str]) -> BaseHTTPResponse:
        """Send the request and read the head of the answer; the body stays on the wire, to be read as it is coded.

        Args:
            headers: all but Host.

        Raises:
            Whatever urllib3, http.client, ssl or the leash raise.
        """
        self._connection.connect()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # some answer before they were asked
            self._connection.request("GET", self._target, headers=headers, preload_content=False, decode_content=False)
        return self._connection.getresponse()

    def close(self) -> None:
        """Hang up."""
        self._connection.close()
