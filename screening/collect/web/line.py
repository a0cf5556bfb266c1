"""requests and urllib3 on a Leash: their HTTP and TLS, none of their sessions, proxies, redirects and look-ups."""

import socket
import ssl
from typing import Any

from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3 import BaseHTTPResponse, HTTPConnectionPool, HTTPSConnectionPool
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


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


class Line(HTTPAdapter):
    """Requests' adapter for exactly one hop: no session, so no proxies, no netrc, no cookies and no redirects."""

    def __init__(self, url: WebUrl, leash: Leash, tls: ssl.SSLContext) -> None:
        """Prepare, contacting nobody.

        Args:
            url: where to.
            leash: of the whole fetch.
            tls: checks certificates.
        """
        super().__init__(pool_connections=1, pool_maxsize=1)
        self._pool: HTTPConnectionPool = (
            _SecurePool(url.host, url.port, maxsize=1, cert_reqs="CERT_REQUIRED", ssl_context=tls, leash=leash)
            if url.scheme == "https"
            else _PlainPool(url.host, url.port, maxsize=1, leash=leash)
        )

    def get_connection_with_tls_context(self, *_: Any, **__: Any) -> HTTPConnectionPool:
        """The one pool, whatever the request's URL says: the URL was parsed before, strictly."""
        return self._pool

    def cert_verify(self, *_: Any, **__: Any) -> None:
        """Nothing to set up: the context checks."""

    def build_response(self, req: PreparedRequest, resp: BaseHTTPResponse) -> Response:
        """Status and raw only: requests would parse cookies and charset out of hostile headers."""
        response = Response()
        response.status_code = resp.status
        response.url = str(req.url)
        response.raw = resp
        return response

    def close(self) -> None:
        """Drop the connection."""
        self._pool.close()
        super().close()
