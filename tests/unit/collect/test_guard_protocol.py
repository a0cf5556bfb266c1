import os
import ssl
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from screening.collect.guard import Limits
from tests.hostile.certificates import Authority, by_name
from tests.hostile.server import HOME, Exchange, HostileServer, redirects, replies, says
from tests.hostile.world import World

URL = "http://shop.example/"
HEAD = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    ("sent", "cause"),
    [
        pytest.param(HEAD + b"X: y\r\n" * 101 + b"\r\n", "headers", id="case_44_count"),
        pytest.param(HEAD + b"X: " + b"y" * 70_000 + b"\r\n\r\n", "headers", id="case_44_line"),
        pytest.param(HEAD + b"X: " + b"y" * 13_000_000, "headers", id="case_44_13_MB"),
        pytest.param(HEAD[:-2] + b"k" * 70_000, "headers", id="case_44_status_line"),
        pytest.param(HEAD + b"Set-Cookie: a=b\r\n" * 10_000 + b"\r\n", "headers", id="case_47_flood"),
        pytest.param(bytes(range(256)) * 8, "protocol", id="case_45_junk"),
        pytest.param(b"<html>HTTP/0.9</html>", "protocol", id="case_45_http_0_9"),
        pytest.param(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "protocol", id="case_45_http_2"),
        pytest.param(b"HTTP/1.1 abc OK\r\n\r\n", "protocol", id="case_45_status_word"),
        pytest.param(b"HTTP/1.1 20 OK\r\n\r\n", "protocol", id="case_45_status_short"),
        pytest.param(b"HTTP/9.9 200 OK\r\n\r\n", "protocol", id="case_45_version"),
        pytest.param(b"", "reset", id="case_45_nothing"),
    ],
)
def test_an_answer_that_is_none_is_a_cause(site: HostileServer, world: World, sent: bytes, cause: str) -> None:
    site.scripts["/"] = says(sent)
    fetched = world.guard().fetch(URL)
    assert (fetched.cause, fetched.status, fetched.body) == (cause, 0, b"")


def test_a_reset_is_told_from_a_refusal(site: HostileServer, world: World) -> None:
    def reset(exchange: Exchange) -> None:
        exchange.sock.setsockopt(ssl.SOL_SOCKET, 13, struct.pack("ii", 1, 0))  # SO_LINGER of 0: close sends RST

    site.scripts["/"] = reset
    assert world.guard().fetch(URL).cause == "reset"
    with HostileServer() as gone:
        pass
    world.ports[80] = gone.port
    assert world.guard().fetch(URL).cause == "refused"


def test_case_47_no_cookie_is_ever_sent(site: HostileServer, world: World) -> None:
    bomb = "a=" + "x" * 4000
    site.scripts["/"] = replies(b"", f"Set-Cookie: {bomb}", "Location: /in", status="302 Found")
    site.scripts["/in"] = redirects("/end")
    site.scripts["/end"] = replies(b"end", "Set-Cookie: b=c")
    guard = world.guard()
    assert guard.fetch(URL).body == b"end"
    assert guard.fetch(URL).body == b"end"
    assert not any(b"cookie" in request.lower() for request in site.requests)


def test_headers_are_lower_case_bounded_and_clean(site: HostileServer, world: World) -> None:
    site.scripts["/"] = says(
        HEAD,
        b"Server: ngi\x1b[31m\x00nx\r\nX-Long: " + b"y" * 5000 + b"\r\nX-Two: a\r\nx-two: b\r\nNot valid: c\r\n\r\n",
    )
    headers = world.guard().fetch(URL).headers
    assert headers["server"] == "ngi[31mnx"
    assert headers["x-two"] == "a, b"
    assert len(headers["x-long"]) == 1000
    assert "not valid" not in headers
    with pytest.raises(TypeError):
        headers["server"] = "changed"  # type: ignore[index]


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def secure(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Iterator[HostileServer]:
    stranger = Authority(tmp_path_factory.mktemp("stranger"), "stranger")
    contexts = {
        "good.example": authority.context("good.example"),
        "expired.example": authority.context("expired.example", expired=True),
        "wrong-host.example": authority.context("other.example"),
        "self-signed.example": authority.context("self-signed.example", self_signed=True),
        "unknown-ca.example": stranger.context("unknown-ca.example"),
        "many.example": authority.context("many.example", aliases=10_000),
    }
    with HostileServer(tls=by_name(contexts)) as server:
        server.scripts["/"] = replies(b"secret")
        yield server


@pytest.mark.parametrize(
    ("host", "cause"),
    [
        pytest.param("good.example", "", id="case_48_good"),
        pytest.param("expired.example", "tls:expired", id="case_48_expired"),
        pytest.param("self-signed.example", "tls:self-signed", id="case_48_self_signed"),
        pytest.param("wrong-host.example", "tls:wrong-host", id="case_48_wrong_host"),
        pytest.param("unknown-ca.example", "tls:unknown-ca", id="case_48_unknown_ca"),
        pytest.param("nobody.example", "tls:handshake", id="case_48_name_unknown_there"),
        pytest.param("many.example", "tls:handshake", id="case_49_10k_names"),
    ],
)
def test_a_certificate_that_does_not_hold_is_evidence_of_its_kind(
    secure: HostileServer, authority: Authority, host: str, cause: str
) -> None:
    world = World({443: secure.port})
    fetched = world.guard(roots=str(authority.roots)).fetch(f"https://{host}/")
    assert (fetched.cause, fetched.body) == (cause, b"" if cause else b"secret")


def test_case_48_plain_http_on_the_tls_port_is_a_failed_handshake() -> None:
    with HostileServer(raw=says(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as plain:
        assert World({443: plain.port}).guard().fetch(URL.replace("http", "https")).cause == "tls:handshake"


def test_the_common_authorities_do_not_trust_ours(secure: HostileServer) -> None:
    assert World({443: secure.port}).guard().fetch("https://good.example/").cause == "tls:unknown-ca"


def test_case_60_the_environment_changes_nothing(
    site: HostileServer,
    secure: HostileServer,
    authority: Authority,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    site.scripts["/"] = replies(b"direct")
    (tmp_path / ".netrc").write_text("default login somebody password secret\n")
    (tmp_path / ".netrc").chmod(0o600)
    keys = tmp_path / "keys"
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    monkeypatch.setenv("SSLKEYLOGFILE", str(keys))
    for variable in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.setenv(variable, str(tmp_path / "nowhere.pem"))
    with HostileServer() as proxy:
        for variable in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(variable, f"http://{HOME}:{proxy.port}")
        monkeypatch.delenv("NO_PROXY", raising=False)
        world = World({80: site.port, 443: secure.port})
        guard = world.guard(Limits(), roots=str(authority.roots))
        assert guard.fetch(URL).body == b"direct"
        assert guard.fetch("https://good.example/").body == b"secret"
        assert proxy.exchanges == []
    assert not keys.exists()
    assert not any(b"authorization" in request.lower() for request in (*site.requests, *secure.requests))
    assert os.environ["SSLKEYLOGFILE"]


def test_the_request_asks_for_gzip_only_and_names_us(site: HostileServer, world: World) -> None:
    world.guard().fetch(URL)
    head = site.requests[0].decode().lower()
    assert "\r\naccept-encoding: gzip\r\n" in head
    assert "\r\nuser-agent: mozilla/5.0 (compatible; screening/" in head
    assert head.startswith("get / http/1.1\r\n")


@pytest.mark.parametrize(
    "url", ["", "shop.example", "http://", "http:///x", "http://sh op.example/", "http://x\n.example/"]
)
def test_what_is_no_web_address_is_told(world: World, url: str) -> None:
    assert world.guard().fetch(url).cause == "bad-url"
    assert world.dialled == []
