"""The box itself: its DNS, its web, its counters, and that nothing outlives it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.box.box import Box
from tests.box.namespace import network_of
from tests.box.plan import OURS, PARENTS, RECURSOR, ROOTS, THEIRS
from tests.waiting import eventually

pytestmark = pytest.mark.journey
Ask = Callable[..., dict[str, Any]]
ROOT, PARENT, HOST = ROOTS[-1], PARENTS["a.gtld-servers.net"], OURS["ns1.host-dns.net"]
NS = ["ns1.host-dns.net.", "ns2.host-dns.net."]
REGISTRY = ["a.gtld-servers.net.", "b.gtld-servers.net."]


@pytest.fixture(scope="module")
def ask(box: Box) -> Iterator[Ask]:
    asker = box.popen(
        [sys.executable, "-m", "tests.box.ask"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path.cwd(),
    )
    told, heard = asker.stdin, asker.stdout
    assert told
    assert heard

    def one(server: str, name: str, kind: str, *, recursive: bool = False, tcp: bool = False) -> dict[str, Any]:
        question = {"server": server, "name": name, "kind": kind, "recursive": recursive, "tcp": tcp}
        told.write(json.dumps(question) + "\n")
        told.flush()
        answer: dict[str, Any] = json.loads(heard.readline())
        return answer

    with asker:
        yield one


@pytest.fixture(scope="module")
def world(box: Box) -> Box:
    box.world.delegate("ours.com")
    box.world.site("ours.com", "<p>Hello</p>", address="93.184.9.9")
    box.world.records("ours.com", MX=["10 mail.ours.com"], TXT=["v=spf1 -all"], CAA=['0 issue "ca.example"'])
    box.world.records("www.ours.com", CNAME=["ours.com"])
    box.world.records("loop.ours.com", CNAME=["pool.ours.com"])
    box.world.records("pool.ours.com", CNAME=["loop.ours.com"])
    box.world.records("a.b.ours.com", A=["93.184.9.8"])
    box.world.records("*.wild.ours.com", A=["93.184.9.7"])
    box.world.delegate("ours.co.uk")
    box.world.delegate_elsewhere("theirs.org")
    box.world.delegate("partial.net", ["ns1.host-dns.net", "ns1.elsewhere-dns.org"])
    box.world.site("waiting.com", "<p>Not yet</p>")
    return box


@pytest.mark.parametrize(
    ("server", "name", "kind", "told"),
    [
        (ROOT, ".", "NS", {"flags": ["AA"], "code": "NOERROR"}),
        (ROOT, "com", "NS", {"flags": [], "answer": [], "referral": REGISTRY}),
        (ROOT, "ours.com", "NS", {"flags": [], "answer": [], "referral": REGISTRY}),
        (ROOT, "ours.invalid", "NS", {"code": "NXDOMAIN", "flags": ["AA"], "denial": True}),
        (PARENT, "com", "NS", {"flags": ["AA"], "answer": REGISTRY}),
        (PARENT, "com", "SOA", {"flags": ["AA"], "referral": []}),
        (
            PARENT,
            "ours.com",
            "NS",
            {"flags": [], "answer": [], "referral": NS, "glue": ["185.136.96.1", "185.136.96.2"]},
        ),
        (PARENT, "deep.www.ours.com", "A", {"flags": [], "answer": [], "referral": NS}),
        (PARENT, "OURS.com", "NS", {"referral": NS}),
        (PARENT, "ours.com", "DS", {"code": "NOERROR", "flags": ["AA"], "answer": [], "referral": [], "denial": True}),
        (PARENT, "co.uk", "NS", {"flags": ["AA"], "answer": REGISTRY}),
        (PARENT, "ours.co.uk", "NS", {"flags": [], "referral": NS}),
        (PARENT, "theirs.org", "NS", {"referral": sorted(f"{name}." for name in THEIRS)}),
        (PARENT, "partial.net", "NS", {"referral": ["ns1.elsewhere-dns.org.", "ns1.host-dns.net."]}),
        (PARENT, "waiting.com", "NS", {"code": "NXDOMAIN", "flags": ["AA"], "denial": True}),
        (HOST, "ours.com", "NS", {"flags": ["AA"], "answer": NS}),
        (HOST, "waiting.com", "SOA", {"code": "NOERROR", "flags": ["AA"]}),
        (HOST, "ours.com", "AAAA", {"code": "NOERROR", "flags": ["AA"], "answer": [], "denial": True}),
        (HOST, "nowhere.ours.com", "A", {"code": "NXDOMAIN", "flags": ["AA"], "denial": True}),
        (HOST, "unheard-of.com", "A", {"code": "REFUSED", "flags": []}),
        (RECURSOR, ".", "NS", {"flags": ["RA"]}),
        (RECURSOR, "com", "NS", {"flags": ["RA"], "answer": REGISTRY}),
        (RECURSOR, "a.gtld-servers.net", "A", {"answer": [PARENT]}),
        (RECURSOR, "ours.com", "A", {"code": "NOERROR", "flags": ["RA"], "answer": ["93.184.9.9"]}),
        (RECURSOR, "ours.com", "MX", {"answer": ["10 mail.ours.com."]}),
        (RECURSOR, "ours.com", "TXT", {"answer": ['"v=spf1 -all"']}),
        (RECURSOR, "ours.com", "NS", {"answer": NS}),
        (RECURSOR, "ours.com", "AAAA", {"code": "NOERROR", "answer": [], "denial": True}),
        (RECURSOR, "www.ours.com", "A", {"answer": ["93.184.9.9", "ours.com."]}),
        (RECURSOR, "loop.ours.com", "A", {"code": "SERVFAIL", "answer": []}),
        (RECURSOR, "b.ours.com", "A", {"code": "NOERROR", "answer": []}),
        (RECURSOR, "any.wild.ours.com", "A", {"answer": ["93.184.9.7"]}),
        (RECURSOR, "waiting.com", "A", {"code": "NXDOMAIN", "flags": ["RA"], "denial": True}),
    ],
)
def test_each_kind_of_server_answers_as_a_real_one(
    world: Box, ask: Ask, server: str, name: str, kind: str, told: dict[str, Any]
) -> None:
    answer = ask(server, name, kind, recursive=server == RECURSOR)
    assert {key: answer[key] for key in told} == told


@pytest.mark.parametrize("tcp", [False, True])
@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("servfail", "SERVFAIL"),
        ("refused", "REFUSED"),
        ("nxdomain", "NXDOMAIN"),
        ("nodata", "NOERROR"),
        ("lame", "NOERROR"),
        ("silence", "timeout"),
        ("wrong-id", "timeout"),
        ("garbage", "BadPointer"),
    ],
)
def test_a_fault_is_of_one_name_at_one_kind_of_server_until_it_is_taken_back(
    world: Box, ask: Ask, fault: str, code: str, tcp: bool
) -> None:
    before = ask(PARENT, "ours.com", "NS", tcp=tcp)
    world.world.dns_fault("ours.com", fault, at="parent")
    broken = ask(PARENT, "ours.com", "NS", tcp=tcp)
    others = ask(PARENT, "theirs.org", "NS"), ask(RECURSOR, "ours.com", "NS", recursive=True)
    world.world.dns_fault("ours.com", "", at="parent")
    assert broken["code"] in {code, "BadResponse"}
    assert broken != before
    assert [other["code"] for other in others] == ["NOERROR", "NOERROR"]
    assert ask(PARENT, "ours.com", "NS", tcp=tcp) == before


def test_a_fault_may_be_of_one_server_only(world: Box, ask: Ask) -> None:
    world.world.dns_fault("*", "servfail", at=PARENT)
    codes = [ask(server, "ours.com", "NS")["code"] for server in PARENTS.values()]
    world.world.dns_fault("*", "", at=PARENT)
    assert codes == ["SERVFAIL", "NOERROR"]


def test_a_truncated_answer_is_whole_over_tcp(world: Box, ask: Ask) -> None:
    world.world.delegate("long.com")
    world.world.records("long.com", TXT=[f"{number:03}" * 60 for number in range(30)])
    assert ask(RECURSOR, "long.com", "TXT")["flags"] == ["TC"]
    assert len(ask(RECURSOR, "long.com", "TXT", tcp=True)["answer"]) == 30


def test_delegation_comes_and_goes(world: Box, ask: Ask) -> None:
    world.world.delegate("fleeting.com")
    assert ask(PARENT, "fleeting.com", "NS")["referral"] == NS
    world.world.undelegate("fleeting.com")
    assert ask(PARENT, "fleeting.com", "NS")["code"] == "NXDOMAIN"


def test_questions_are_remembered_with_how_they_were_asked(world: Box, ask: Ask) -> None:
    ask(PARENT, "Counted.com", "NS")
    ask(RECURSOR, "www.counted.com", "A", recursive=True, tcp=True)
    asked = [
        (question["name"], question["kind"], question["role"], question["recursive"], question["tcp"])
        for question in world.world.questions("counted.com")
    ]
    assert asked == [
        ("counted.com", "NS", "parent", False, False),
        ("www.counted.com", "A", "recursor", True, True),
    ]


def test_programs_inside_ask_the_box_and_others_do_not(box: Box) -> None:
    assert box.run(["cat", "/etc/resolv.conf"]).stdout == f"nameserver {RECURSOR}\n"
    assert RECURSOR not in Path("/etc/resolv.conf").read_text("utf-8")
    assert network_of("self") != box.network


@pytest.mark.parametrize(
    ("target", "port"),
    [
        ("10.0.0.1", 80),
        ("169.254.169.254", 80),
        ("127.0.0.1", 5432),
        ("192.168.1.1", 53),
        ("::1", 6379),
        ("fd00::1", 80),
    ],
)
def test_a_packet_to_an_inward_address_is_counted(box: Box, target: str, port: int) -> None:
    before = box.world.inward().get(target, 0)
    _send(box, target, port)
    assert box.world.inward()[target] > before  # loopback's own refusals are counted too
    assert target not in box.world.stray()


def test_packets_to_public_addresses_are_not_counted_as_inward(box: Box) -> None:
    before = box.world.inward()
    for target in ("93.184.7.7", "2606:2800:220::7", RECURSOR, "8.8.8.8"):
        _send(box, target, 9)
    assert box.world.inward() == before
    assert box.world.stray() == {"8.8.8.8": 1}


def _send(box: Box, target: str, port: int) -> None:
    script = "import socket, sys; family = socket.AF_INET6 if ':' in sys.argv[1] else socket.AF_INET\n"
    script += "socket.socket(family, socket.SOCK_DGRAM).sendto(b'x', (sys.argv[1], int(sys.argv[2])))"
    box.run([sys.executable, "-W", "ignore", "-c", script, target, str(port)])


def test_a_door_on_loopback_is_reached_from_outside_and_not_counted(box: Box, tmp_path: Path) -> None:
    (tmp_path / "page").write_text("inside")
    server = box.popen(
        [sys.executable, "-m", "http.server", "8080", "--bind", "127.0.0.1"], cwd=tmp_path, stderr=subprocess.DEVNULL
    )
    before = box.world.inward()

    def fetched() -> bytes:
        connection = box.world.http(8080)
        try:
            connection.request("GET", "/page")
            return connection.getresponse().read()
        except ConnectionError:
            return b""
        finally:
            connection.close()

    assert eventually(fetched) == b"inside"
    assert box.world.inward() == before
    server.terminate()
    server.wait()


def test_stopping_ends_what_runs_inside_orphans_too(tmp_path: Path, box: Box) -> None:
    with Box() as other:
        running = other.popen(["sleep", "600"])
        other.run(["sh", "-c", f"setsid sh -c 'echo $$ > {tmp_path}/pid; exec sleep 600' >/dev/null 2>&1 &"])
        network = other.network
        orphan = int(eventually(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text()))
        assert network_of(orphan) == network_of(running.pid) == network != box.network
    assert running.returncode == -signal.SIGKILL
    assert eventually(lambda: network_of(orphan) != network)
    assert network_of(box.pid) == box.network


def test_nothing_outlives_a_test_run_that_is_killed() -> None:
    script = (
        "import os, signal\nfrom tests.box.box import Box\nfrom tests.box.namespace import network_of\n"
        "from tests.waiting import eventually\nbox = Box().__enter__()\nbeside = box.popen(['sleep', '600']).pid\n"
        "eventually(lambda: network_of(beside) == box.network)\n"  # on its way in, it is nobody's
        "print(box.network, box.pid, beside, flush=True)\nos.kill(os.getpid(), signal.SIGKILL)"
    )
    died = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60)
    assert died.returncode == -signal.SIGKILL, died.stderr
    network, *pids = map(int, died.stdout.split())
    eventually(lambda: all(network_of(pid) != network for pid in pids))
    assert os.getpid() not in pids
