import contextlib
import json
import multiprocessing
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening.collect.html.markup import HTML_CAP, TEXT_CAP
from screening.collect.html.parser_pool import ParserPool
from screening.collect.html.parser_process import ParserLostError, markup_of
from screening.model.sketch import sketch
from tests.processes import cpu_seconds

ROOT = Path(__file__).parents[4]
DEEP = b"<div>" * 100_000
MANY_ATTRIBUTES = b"<a " + b" ".join(b"a%x" % n for n in range(80_000)) + b">"


@pytest.fixture
def parser() -> Iterator[ParserPool]:
    parser = ParserPool(cpu=0.3, wall=20)
    yield parser
    parser.close()


@pytest.fixture(scope="module")
def patient() -> Iterator[ParserPool]:
    parser = ParserPool()
    yield parser
    parser.close()


def child_of(parser: ParserPool) -> int:
    (child,) = parser._crews[os.getpid()]._idle
    return child.pid


def exists(pid: int) -> bool:
    """Whether a process runs; a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_page_is_read_in_another_process(parser: ParserPool) -> None:
    page = parser.parse("<title>Привет</title>".encode("cp1251"), content_type="text/html; charset=windows-1251")
    assert page.title == "Привет"
    assert child_of(parser) != os.getpid()


def test_no_child_is_started_before_the_first_page(parser: ParserPool) -> None:
    assert not parser._crews


def test_one_child_reads_many_pages_one_after_the_other(parser: ParserPool) -> None:
    children = set()
    for n in range(20):
        assert parser.parse(b"<title>%d</title>" % n).title == str(n)
        children.add(child_of(parser))
    assert len(children) == 1


@pytest.mark.parametrize(
    "body",
    [pytest.param(DEEP, id="case_52_nested_div"), pytest.param(MANY_ATTRIBUTES, id="case_53_attributes")],
)
def test_a_poison_page_kills_its_child_and_the_next_page_is_read(parser: ParserPool, body: bytes) -> None:
    parser.parse(b"before")
    first = child_of(parser)
    with pytest.raises(ParserLostError) as lost:
        parser.parse(body)
    assert lost.value.cause == "parser:cpu"
    assert not exists(first)
    assert parser.parse(b"<title>after</title>").title == "after"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"<b>" * 170_000, id="case_52_nested_b"),
        pytest.param(b"<![CDATA[" * 100_000, id="case_54_cdata"),
        pytest.param(b"<a" * 400_000, id="case_54_tags_in_tags"),
        pytest.param(b"<a href='" * 100_000, id="case_54_unclosed_quotes"),
        pytest.param(b"<table><a>" * 50_000, id="foster_parents"),
        pytest.param(b"<!--" * 100_000, id="comments"),
        pytest.param(b"&" * 500_000, id="ampersands"),
        pytest.param(b"\x00" * 500_000, id="zeros"),
    ],
)
def test_other_poison_is_read_or_given_up_within_the_limits(parser: ParserPool, body: bytes) -> None:
    try:
        assert len(parser.parse(body).text) <= TEXT_CAP
    except ParserLostError as lost:
        assert lost.cause in {"parser:cpu", "parser:memory"}  # noqa: PT017 - either is an honest end
    assert parser.parse(b"<title>after</title>").title == "after"


def test_cpu_time_is_counted_for_each_page_alone(parser: ParserPool) -> None:
    parser.parse(b"")
    first = child_of(parser)
    while cpu_seconds(first) < 0.6:  # twice what one page may use
        parser.parse(b"<p>some words in it" * 500)
    assert child_of(parser) == first


def test_a_page_that_wants_too_much_memory_is_given_up() -> None:
    parser = ParserPool(cpu=20, wall=60)
    try:
        with pytest.raises(ParserLostError) as lost:
            parser.parse(b"".join(b"<b a=%d><p>" % n for n in range(40_000)))
        assert lost.value.cause == "parser:memory"
        assert parser.parse(b"<title>after</title>").title == "after"
    finally:
        parser.close()


def test_a_child_that_does_not_answer_in_time_is_killed(parser: ParserPool) -> None:
    parser.parse(b"before")
    first = child_of(parser)
    os.kill(first, signal.SIGSTOP)  # uses no CPU, so only the clock can tell
    parser._wall = 0.2
    with pytest.raises(ParserLostError) as lost:
        parser.parse(b"x" * HTML_CAP)  # more than a pipe holds: the parent must not hang in writing either
    assert lost.value.cause == "parser:wall"
    assert not exists(first)
    parser._wall = 20
    assert parser.parse(b"<title>after</title>").title == "after"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_to_the_whole_group_leaves_the_page_in_hand(parser: ParserPool, number: signal.Signals) -> None:
    parser.parse(b"before")
    child = child_of(parser)
    os.kill(child, number)
    assert parser.parse(b"<title>after</title>").title == "after"
    assert child_of(parser) == child


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGSEGV])
def test_a_child_that_died_between_pages_is_replaced_in_silence(parser: ParserPool, end: signal.Signals) -> None:
    parser.parse(b"before")
    os.kill(child_of(parser), end)
    os.waitid(os.P_PID, child_of(parser), os.WEXITED | os.WNOWAIT)
    assert parser.parse(b"<title>after</title>").title == "after"


def test_a_child_that_crashes_over_a_page_loses_that_page(parser: ParserPool) -> None:
    parser.parse(b"before")
    (child,) = parser._crew()._idle
    os.write(child._into, b"\0\0\0\x01?\0\0\0\0")  # a head that is no JSON ends it with a traceback
    with pytest.raises(ParserLostError) as lost:
        parser.parse(b"the last straw")
    assert lost.value.cause == "parser:crash"
    assert parser.parse(b"<title>after</title>").title == "after"


def test_only_the_first_512_kilobytes_are_read(parser: ParserPool) -> None:
    padding = b" " * (HTML_CAP - 4)
    assert parser.parse(b"seen" + padding + b"unseen").text == "seen"


def test_the_child_has_no_way_out(parser: ParserPool) -> None:
    parser.parse(b"")
    child = Path(f"/proc/{child_of(parser)}")
    assert (child / "environ").read_bytes().strip(b"\0") == b""
    limits = {line[:25].strip(): line[25:].split() for line in (child / "limits").read_text().splitlines()}
    assert limits["Max address space"][0] == "400000000"
    assert limits["Max core file size"][:2] == ["0", "0"]
    assert limits["Max file size"][:2] == ["0", "0"]
    assert "NoNewPrivs:\t1" in (child / "status").read_text()


@pytest.mark.parametrize(
    "answer",
    [
        b"", b"{", b"[]", b"null", b"7", b'{"lost":', b'{"page": 1}', b"[" * 100_000, b'{"text": 5}', b'{"anchor": 5}',
        b'{"anchor": [[]]}', b'{"length": Infinity}', b'{"length": "x"}', b'{"title": {}}', b"\xff",
    ],
)  # fmt: skip
def test_an_answer_is_checked_as_if_a_stranger_wrote_it(answer: bytes) -> None:
    with pytest.raises(ParserLostError) as lost:
        markup_of(answer)
    assert lost.value.cause == "parser:crash"


def test_an_answer_out_of_bounds_is_cut() -> None:
    page = markup_of(json.dumps({"title": "\x1b" + "t" * 999, "anchor": ["a" * 999] * 999, "length": -1}).encode())
    assert (page.title, page.anchor, page.length) == ("t" * 300, ["a" * 300], 0)
    assert markup_of(json.dumps({"sketch": [2**40 + 7, -1, 5, 5, *range(100, 999)]}).encode()).sketch == [
        *(5, 7, *range(100, 160)),
        2**32 - 1,
    ]


def test_a_page_comes_with_the_sketch_of_its_text(parser: ParserPool) -> None:
    assert parser.parse(b"<p>Bread, rolls <b>and</b> cakes</p>").sketch == [*sketch("Bread, rolls and cakes")]


def test_threads_share_a_parser_and_each_gets_its_own_answer(parser: ParserPool) -> None:
    with ThreadPoolExecutor(4) as pool:
        titles = [page.title for page in pool.map(lambda n: parser.parse(b"<title>%d</title>" % n), range(40))]
    assert titles == [str(n) for n in range(40)]


def test_the_thread_that_started_the_child_may_end(parser: ParserPool) -> None:
    with ThreadPoolExecutor(1) as pool:
        pool.submit(parser.parse, b"before").result()
    assert parser.parse(b"<title>after</title>").title == "after"


def _forked(report: Callable[[object], None], parser: ParserPool, parents_child: int) -> None:
    title = parser.parse(b"<title>from the fork</title>").title
    report((title, child_of(parser) != parents_child, exists(parents_child)))
    parser.close()


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_forked_process_starts_a_child_of_its_own(parser: ParserPool) -> None:
    parser.parse(b"before")
    mine = child_of(parser)
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    with parser._crew()._lock:  # held by a thread that the fork does not take along
        process = context.Process(target=_forked, args=(sender.send, parser, mine))
        process.start()
    assert receiver.poll(30)
    assert receiver.recv() == ("from the fork", True, True)
    process.join(10)
    assert process.exitcode == 0
    assert parser.parse(b"<title>still here</title>").title == "still here"
    assert child_of(parser) == mine


def test_no_orphan_remains_when_the_parent_is_killed() -> None:
    script = (
        "import os, sys; sys.path.append(sys.argv[1])\n"
        "from screening.collect.html.parser_pool import ParserPool\n"
        "parser = ParserPool(); parser.parse(b'x'); print(parser._crew()._idle[0].pid, flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", script, str(ROOT)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        watch = os.pidfd_open(child)
        os.kill(child, signal.SIGSTOP)  # so that it cannot leave by itself at the end of its input
        parent.kill()
    try:
        gone, _, _ = select.select([watch], [], [], 10)
        assert gone == [watch]
    finally:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(watch, signal.SIGKILL)
        os.close(watch)


def test_a_closed_parser_leaves_nothing_behind_and_can_be_used_again() -> None:
    parser = ParserPool()
    parser.parse(b"")
    child = child_of(parser)
    before = len(list(Path("/proc/self/fd").iterdir()))
    parser.close()
    parser.close()
    assert not exists(child)
    assert len(list(Path("/proc/self/fd").iterdir())) == before - 2
    assert parser.parse(b"<title>again</title>").title == "again"
    parser.close()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=2_000), content_type=st.text(max_size=80), host=st.text(max_size=40))
def test_no_bytes_no_header_and_no_host_take_it_down(
    patient: ParserPool, body: bytes, content_type: str, host: str
) -> None:
    try:
        page = patient.parse(body, content_type=content_type, host=host)
    except ParserLostError as lost:
        assert lost.cause == "not-text"  # noqa: PT017 - rubbish need not be read
        return
    assert len(page.title) <= 300
    assert len(page.text) <= min(TEXT_CAP, len(body) + 1)
    assert all(len(entry) <= 300 for entry in (*page.anchor, *page.meta, *page.host, *page.label, page.lang))
