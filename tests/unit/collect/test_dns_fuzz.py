"""Whatever bytes a DNS server answers with, a look ends with bounded evidence, and is never clear for them."""

import dns.message
import dns.name
import dns.rcode
from hypothesis import given, settings

from screening.classify.judge import Item, judge
from screening.collect.delegation import servers, walk
from screening.collect.delegation.walk import Delegation, DelegationUnknownError
from screening.collect.exchange import DnsFailedError, read
from screening.collect.published import Published
from screening.collect.resolver import LookupFailedError, Resolver
from screening.model.evidence import Evidence, Outcome, digest_of
from screening.model.verdict import Conclusion
from tests.dnsworld.fuzz import wires
from tests.dnsworld.shop import DOMAIN, NOW
from tests.unit.classify.rulebook import rule, rules_of

CHILD, PARENT = dns.name.from_text("shop.com."), dns.name.from_text("com.")
QUERY = dns.message.make_query(CHILD, "NS")
RULES = rules_of(rule())
MOST = 200_000  # characters of evidence; 50 TXT records of 1 kB, which may grow fourfold in escapes, and the rest


def answering(query: dns.message.Message, wire: bytes) -> bytes:
    """The same counts and records under the id and question of another query."""
    asked = query.to_wire()
    return asked[:2] + wire[2:12] + asked[12:] + wire[len(QUERY.to_wire()) :]


class Canned(Resolver):
    """A resolver that gets the same records for everything that it asks."""

    def __init__(self, wire: bytes) -> None:
        super().__init__(["192.0.2.53"])
        self._wire = wire

    def _ask(self, query: dns.message.Message, limit: float) -> dns.message.Message:
        try:
            response = read(query, answering(query, self._wire))
        except DnsFailedError as failed:
            raise LookupFailedError(f"dns-{failed.cause}") from failed
        if response.rcode() in {dns.rcode.NOERROR, dns.rcode.NXDOMAIN}:
            return response
        raise LookupFailedError("servfail")


@settings(deadline=None)
@given(wires(QUERY))
def test_any_answer_of_a_parent_is_a_delegation_a_referral_or_a_failure(wire: bytes) -> None:
    try:
        found = walk._read(read(QUERY, wire), CHILD, PARENT)
    except (DnsFailedError, DelegationUnknownError) as failed:
        evidence = Evidence("dns", Outcome.FAILED, NOW, failed.cause)
        verdict = judge([Item(DOMAIN, (evidence,))], RULES, RULES.policy, ("name", "dns"))[0]
        assert verdict.conclusion is Conclusion.INSUFFICIENT
        return
    names = found.nameservers if isinstance(found, Delegation) else found[1]
    assert len(names) <= 50
    if isinstance(found, Delegation):
        assert set(found.glue) <= set(names)
        assert all(address for addresses in found.glue.values() for address in addresses)
    else:
        assert CHILD.is_subdomain(found[0])
        assert found[0].is_subdomain(PARENT)
        assert found[0] not in {CHILD, PARENT}


@settings(deadline=None)
@given(wires(QUERY))
def test_any_answer_of_a_nameserver_tells_whether_it_serves_the_zone(wire: bytes) -> None:
    query = dns.message.make_query(CHILD, "SOA")
    try:
        response = read(query, answering(query, wire))
    except DnsFailedError:
        return
    assert servers._speaks_for(response, CHILD) in {True, False}


@settings(deadline=None)
@given(wires(QUERY))
def test_any_answer_of_a_resolver_gives_bounded_facts(wire: bytes) -> None:
    published = Published(Canned(wire), deadline=float("inf"))
    facts = published.facts("shop.com")
    assert digest_of(facts)
    assert published.dnssec(signed=None) in {"bogus", "dead", "secure", "unvalidated", "insecure", "unknown"}
    assert len(repr(facts)) + sum(map(len, published.txt)) < MOST
    assert bool(facts["addresses"]) != bool(facts["addresses_cause"])
