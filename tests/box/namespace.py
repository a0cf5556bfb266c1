"""Namespaces of the test's own: real programs run inside, among public addresses and ports 53, 80 and 443."""

import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from tests.box.plan import INWARD4, INWARD6, ROLES, SITES6, STREETS

ROOT: Final = Path(__file__).parents[2]
_USER: Final = ("--user", "--map-root-user")
_REST: Final = ("--net", "--mount", "--propagation", "slave")
_OWN6: Final = "2620:fe::fe"  # source of IPv6 connections: lo's own ::1 would be counted as inward
_LIMIT: Final = 20  # seconds for one short program


class NamespaceRefusedError(Exception):
    """This machine gives us no network namespace."""


def way_in() -> tuple[str, ...]:
    """Options of `unshare` that work here: with a user namespace, or, for root where that is refused, without.

    Raises:
        NamespaceRefusedError: neither works, or `unshare`, `nsenter`, `ip` or `nft` is missing; the message tells.
    """
    refusal = ""
    tried = "ip link set lo up && nft add table inet trial && nsenter --version"
    for options in ((*_USER, *_REST), _REST):
        trial = ["unshare", *options, "sh", "-c", tried]
        try:
            subprocess.run(trial, check=True, capture_output=True, timeout=_LIMIT, env=_environment())
        except FileNotFoundError:
            raise NamespaceRefusedError("unshare is not installed") from None
        except subprocess.CalledProcessError as failed:
            refusal = refusal or failed.stderr.decode(errors="replace").strip()
            continue
        return options
    raise NamespaceRefusedError(refusal)


def unshared(options: Sequence[str], argv: Sequence[str]) -> subprocess.Popen[str]:
    """Start a program in new namespaces; it has the Popen's pid, and reads end of file when this process ends.

    Args:
        options: of `way_in`.
        argv: the program.
    """
    return subprocess.Popen(
        ["unshare", *options, *argv],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=_environment(),
        start_new_session=True,
    )


def _environment() -> dict[str, str]:
    """With the folders of `ip` and `nft` on the PATH, which a user's own may lack."""
    return {**os.environ, "PATH": os.environ.get("PATH", "") + ":/usr/sbin:/sbin"}


def entering(pid: int, cwd: Path) -> list[str]:
    """The words before a command line that run it in the namespaces of a process; exec only, so the pid stays.

    Args:
        pid: of a process inside.
        cwd: where it starts.
    """
    own_user = Path(f"/proc/{pid}/ns/user").stat().st_ino != Path("/proc/self/ns/user").stat().st_ino
    user = ["--user", "--preserve-credentials"] if own_user else []
    return ["nsenter", "--target", str(pid), *user, "--net", "--mount", "--", "env", f"--chdir={cwd}"]


def prepare(loopback_ports: Sequence[int], mounts: Mapping[Path, Path]) -> None:
    """Inside: addresses, routes, counters, and files seen in place of others.

    Args:
        loopback_ports: TCP ports of 127.0.0.0/8 and ::1 that are the test's own business and are not counted.
        mounts: file to be hidden -> file to be seen there; one that does not exist is left alone.
    """
    local = [f"{address}/32" for address in ROLES]
    lines = ["link set lo up", *(f"addr add {address} dev lo" for address in local)]
    lines += [f"route add local {street}.0.0/16 dev lo" for street in (STREETS.plain, STREETS.secure)]
    # Everything else leaves through lo too and dies there: it passes the counters and gets no answer.
    lines.append("route add default dev lo")
    six = [
        f"addr add {_OWN6}/128 dev lo nodad",
        f"route add local {SITES6} dev lo src {_OWN6}",
        "route add default dev lo",
    ]
    _feed(["ip", "-batch", "-"], "\n".join(lines))
    _feed(["ip", "-6", "-batch", "-"], "\n".join(six))
    nft(_ruleset(loopback_ports, [*local, f"{STREETS.plain}.0.0/16", f"{STREETS.secure}.0.0/16"]))
    for hidden, seen in mounts.items():
        if hidden.exists():
            subprocess.run(["mount", "--bind", str(seen), str(hidden.resolve())], check=True, timeout=_LIMIT)


def _ruleset(ports: Sequence[int], inhabited: Sequence[str]) -> str:
    own = "{" + ",".join(map(str, ports)) + "}"
    exempt = [
        f"{family} daddr {net} tcp {side} {own} accept"
        for family, net in (("ip", "127.0.0.0/8"), ("ip6", "::1"))
        for side in ("dport", "sport")
        if ports
    ]
    touched = [
        f"set {name}{number} {{ type ipv{number}_addr; flags dynamic; size 65535; counter; }}"
        for name in ("inward", "stray")
        for number in (4, 6)
    ]
    return "\n".join(
        [
            "table inet box {",
            *touched,
            "set refused { type ipv4_addr; }",
            "set silent { type ipv4_addr; }",
            "chain out { type filter hook output priority 0;",
            *exempt,
            f"ip daddr {{{','.join(INWARD4)}}} add @inward4 {{ ip daddr }} accept",
            f"ip6 daddr {{{','.join(INWARD6)}}} add @inward6 {{ ip6 daddr }} accept",
            f"ip daddr != {{{','.join(inhabited)}}} add @stray4 {{ ip daddr }}",
            f"ip6 daddr != {{{SITES6},{_OWN6}}} add @stray6 {{ ip6 daddr }}",
            "}",
            # A loopback packet is seen here once, with its real destination; replies of the servers are not hindered.
            "chain in { type filter hook input priority 0;",
            f"ip daddr {STREETS.plain}.0.0/16 tcp dport 443 reject with tcp reset",
            "ip daddr @silent tcp dport {80,443} drop",
            "ip daddr @refused tcp dport {80,443} reject with tcp reset",
            "}",
            "}",
        ]
    )


def touched(kind: str) -> dict[str, int]:
    """Inside: packets sent since the start, by destination; `kind` is inward or stray."""
    found: dict[str, int] = {}
    for number in (4, 6):
        listing = subprocess.run(
            ["nft", "-j", "list", "set", "inet", "box", f"{kind}{number}"],
            check=True,
            capture_output=True,
            timeout=_LIMIT,
        )
        for entry in json.loads(listing.stdout)["nftables"]:
            elements: list[Any] = entry.get("set", {}).get("elem", [])
            found |= {one["elem"]["val"]: one["elem"]["counter"]["packets"] for one in elements}
    return found


def nft(commands: str) -> None:
    """Inside: apply nftables commands, all or none."""
    _feed(["nft", "-f", "-"], commands)


def _feed(argv: Sequence[str], text: str) -> None:
    done = subprocess.run(argv, input=text, text=True, capture_output=True, check=False, timeout=_LIMIT)
    if done.returncode:
        raise NamespaceRefusedError(f"{' '.join(argv)}: {done.stderr.strip()}")


def network_of(pid: int | str) -> int:
    """The inode of a process's network namespace; 0 where it is gone or is none of ours."""
    try:
        return Path(f"/proc/{pid}/ns/net").stat().st_ino
    except OSError:
        return 0


def _members(network: int) -> Iterator[int]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid() and network_of(entry.name) == network:
            yield int(entry.name)


def end_all(network: int, limit: float = 10) -> None:
    """Kill every process in a network namespace but the caller: orphans and work-horses too, and nothing else.

    Args:
        network: as `network_of` gave it; 0 for none. Never that of the machine: whoever calls has made sure.
        limit: seconds.

    Raises:
        TimeoutError: some still live.
    """
    deadline = time.monotonic() + limit
    while network and (living := [pid for pid in _members(network) if _kill(pid, network)]):
        if time.monotonic() > deadline:
            raise TimeoutError(f"processes {living} do not end")
        time.sleep(0.01)


def _kill(pid: int, network: int) -> bool:
    """Whether the process was still alive; through a pidfd, so that a pid used again is never hit."""
    with contextlib.suppress(OSError):
        handle = os.pidfd_open(pid)
        try:
            if network_of(pid) == network:
                signal.pidfd_send_signal(handle, signal.SIGKILL)
                return True
        finally:
            os.close(handle)
    return False
