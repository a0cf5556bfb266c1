"""Events arrive signed as the standard says; whatever the receiver does is an answer, and soon."""

import base64
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from standardwebhooks.webhooks import Webhook as Oracle
from standardwebhooks.webhooks import WebhookVerificationError

from screening.model.errors import SettingsError
from screening.ports import Answer
from screening.provision.webhook import Webhook
from tests.hostile.certificates import Authority
from tests.unit.provision.receiver import Receiver, dripping, saying, stalling

SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef01234567").decode()
OTHER_SECRET = "whsec_" + base64.b64encode(b"76543210fedcba9876543210").decode()
EVENT = {"type": "domain.held", "data": {"domain": "bücher.example", "n": 1}}

THANKS = saying("200 OK", body=b"thanks")

Start = Callable[..., Receiver]


@pytest.fixture
def start() -> Iterator[Start]:
    """A function that starts a receiver."""
    started: list[Receiver] = []

    def run(answer: Callable[[socket.socket], None] = THANKS, **options: object) -> Receiver:
        started.append(Receiver(answer, **options))  # type: ignore[arg-type]
        return started[-1]

    yield run
    for receiver in started:
        receiver.close()


def post(receiver: Receiver, path: str = "/hook", scheme: str = "http", deadline: float = 10) -> Answer:
    webhook = Webhook(f"{scheme}://localhost:{receiver.port}{path}", SECRET, deadline=deadline)
    return webhook("evt_7", datetime.now(UTC), EVENT)


def test_an_event_is_signed_as_the_standard_says(start: Start) -> None:
    receiver = start()
    assert post(receiver, "/a/b?c=d") == Answer(200, None, "thanks")
    (request,) = receiver.requests
    assert request.line == "POST /a/b?c=d HTTP/1.1"
    assert request.headers["content-type"] == "application/json"
    assert request.headers["webhook-id"] == "evt_7"
    assert request.headers["host"] == f"localhost:{receiver.port}"
    assert Oracle(SECRET).verify(request.body, request.headers) == EVENT
    with pytest.raises(WebhookVerificationError):
        Oracle(OTHER_SECRET).verify(request.body, request.headers)
    with pytest.raises(WebhookVerificationError):
        Oracle(SECRET).verify(request.body + b" ", request.headers)
    with pytest.raises(WebhookVerificationError):
        Oracle(SECRET).verify(request.body, {**request.headers, "webhook-id": "evt_8"})


def test_the_time_that_is_signed_is_the_time_of_the_attempt(start: Start) -> None:
    receiver = start()
    Webhook(f"http://localhost:{receiver.port}", SECRET)("evt_1", datetime(2026, 1, 2, tzinfo=UTC), EVENT)
    assert receiver.requests[0].headers["webhook-timestamp"] == "1767312000"
    assert receiver.requests[0].line == "POST / HTTP/1.1"
    with pytest.raises(WebhookVerificationError, match="old"):
        Oracle(SECRET).verify(receiver.requests[0].body, receiver.requests[0].headers)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_an_answer_and_is_not_followed(start: Start, status: int) -> None:
    elsewhere = start()
    receiver = start(saying(f"{status} Moved", f"Location: http://localhost:{elsewhere.port}/"))
    assert post(receiver).status == status
    assert elsewhere.connections == 0


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("Retry-After: 120", 120.0),
        ("retry-after: 0", 0.0),
        ("Retry-After: " + "9" * 400, float("inf")),
        ("Retry-After: Fri, 31 Dec 2027 23:59:59 GMT", None),
        ("Retry-After: -1", None),
        ("Retry-After: ²", None),
        ("Retry-After:", None),
        ("X: y", None),
    ],
)
def test_how_long_the_receiver_asks_us_to_wait(start: Start, header: str, seconds: float | None) -> None:
    answer = post(start(saying("429 Slow down", header)))
    assert (answer.status, answer.retry_after) == (429, seconds)


def test_only_the_beginning_of_the_answer_is_kept(start: Start) -> None:
    answer = post(start(saying("500 Oops", body=b"\xff\x00ab" + b"x" * 5000)))
    assert answer.status == 500
    assert answer.text.startswith("�\x00abxx")
    assert len(answer.text) <= 300


@pytest.mark.parametrize(
    "answer",
    [
        stalling,
        dripping(b"HTTP/1.1 ", b"2"),
        dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        lambda _sock: None,
        lambda sock: sock.sendall(b"\x16\x03\x01 what?\r\n\r\n"),
        lambda sock: sock.sendall(b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 200 + b"\r\n"),
    ],
    ids=["silent", "slow status", "continue", "hangs up", "no HTTP", "many headers"],
)
def test_a_receiver_that_does_not_answer_properly_is_no_answer_and_does_not_keep_us(
    start: Start, answer: Callable[[socket.socket], None]
) -> None:
    said = post(start(answer), deadline=0.3)
    assert said.status == 0
    assert said.text


@pytest.mark.parametrize(
    "answer",
    [
        dripping(b"HTTP/1.1 200 OK\r\n", b"a: b\r\n"),
        dripping(b"HTTP/1.1 200 OK\r\nx: ", b"y"),
        dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"x"),
        saying("200 OK", "Transfer-Encoding: chunked", body=b"zz"),
    ],
    ids=["slow headers", "slow header", "slow body", "broken body"],
)
def test_the_status_counts_even_when_the_rest_does_not_come(
    start: Start, answer: Callable[[socket.socket], None]
) -> None:
    assert post(start(answer), deadline=0.3).status == 200


@pytest.mark.parametrize("answer", [stalling, dripping(b"", b"\x16")], ids=["silent", "slow"])
def test_a_handshake_without_end_is_no_answer(start: Start, answer: Callable[[socket.socket], None]) -> None:
    assert post(start(answer, silent=True), scheme="https", deadline=0.3).status == 0


def test_nobody_there_is_no_answer(start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    answer = Webhook(f"http://127.0.0.1:{port}/", SECRET)("evt_1", datetime.now(UTC), EVENT)
    assert answer.status == 0
    assert "refused" in answer.text
    assert Webhook("http://nowhere.invalid/", SECRET)("evt_1", datetime.now(UTC), EVENT).status == 0


def test_a_certificate_must_be_good_and_the_systems_roots_are_asked(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(good.roots))
    for context, status in (
        (good.context("localhost"), 200),
        (good.context("other.example"), 0),
        (good.context("localhost", expired=True), 0),
        (good.context("localhost", self_signed=True), 0),
        (Authority(tmp_path, "stranger").context("localhost"), 0),
    ):
        receiver = start(tls=context)
        assert post(receiver, scheme="https").status == status
        assert len(receiver.requests) == (status == 200), "nothing is told to a stranger"


def test_proxies_and_passwords_of_the_environment_are_ignored(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy, receiver = start(), start()
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://localhost:{proxy.port}")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / ".netrc").write_text("machine localhost login a password b\n", "utf-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    assert post(receiver).status == 200
    assert proxy.connections == 0
    assert "authorization" not in receiver.requests[0].headers


@pytest.mark.parametrize(
    "url",
    [
        "",
        "panel.example/hook",
        "ftp://panel.example/",
        "file:///etc/passwd",
        "http://",
        "http:///hook",
        "https://:8443/",
        "https://panel.example:port/",
        "https://panel.example:99999/",
        "https://[::1/",
        "https://a..b/",
        "https://user:secret@panel.example/",
        "https://panel.example/a b",
        "https://panel.example/a\r\nX: y",
        "https://panel.example/ü",
    ],
)
def test_a_url_that_cannot_be_posted_to_is_told_at_the_start(url: str) -> None:
    with pytest.raises(SettingsError, match="SCREENING_WEBHOOK_URL"):
        Webhook(url, SECRET)


@pytest.mark.parametrize(
    "secret",
    ["", "whsec_", "whsec_!!!", "whsec_ü", "whsec_" + "A" * 31, "whsec_" + "A" * 28, "whsec_" + "A" * 88, "changeme"],
)
def test_a_secret_that_cannot_sign_is_told_at_the_start(secret: str) -> None:
    with pytest.raises(SettingsError, match="SCREENING_WEBHOOK_SECRET") as raised:
        Webhook("https://panel.example/", secret)
    assert not secret.strip("whsec_") or secret not in str(raised.value)


def test_an_address_of_the_sixth_version_may_be_the_receiver() -> None:
    answer = Webhook("http://[::1]:1/", SECRET)("evt_1", datetime.now(UTC), EVENT)
    assert answer.status == 0
    assert "refused" in answer.text or "assign" in answer.text or "unreachable" in answer.text
