"""Asks DNS servers from inside the box: `python -m tests.box.ask`; JSON lines, a question in, an answer out."""

import json
import sys
from typing import Any

import dns.exception
import dns.flags
import dns.message
import dns.query
import dns.rcode
import dns.rdatatype
import dns.rrset


def _texts(section: list[dns.rrset.RRset], kind: str = "") -> list[str]:
    wanted = [rrset for rrset in section if kind in {"", dns.rdatatype.to_text(rrset.rdtype)}]
    return sorted(record.to_text() for rrset in wanted for record in rrset)


def _asked(server: str, name: str, kind: str, *, recursive: bool, tcp: bool) -> dict[str, Any]:
    query = dns.message.make_query(name, kind)
    if not recursive:
        query.flags &= ~dns.flags.RD
    try:
        reply = (dns.query.tcp if tcp else dns.query.udp)(query, server, timeout=1)
    except dns.exception.Timeout:
        return {"code": "timeout"}
    except (dns.exception.DNSException, dns.query.BadResponse) as error:
        return {"code": type(error).__name__}
    return {
        "code": dns.rcode.to_text(reply.rcode()),
        "flags": sorted(flag for flag in ("AA", "RA", "TC") if reply.flags & dns.flags.from_text(flag)),
        "answer": _texts(reply.answer),
        "referral": _texts(reply.authority, "NS"),
        "denial": bool(_texts(reply.authority, "SOA")),
        "glue": _texts(reply.additional),
    }


if __name__ == "__main__":
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_asked(**json.loads(line))) + "\n")
        sys.stdout.flush()
