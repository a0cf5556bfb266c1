"""Uploaded records from JSON: owner names made absolute, types known, data checked, every fault named by its place."""

import re
from collections.abc import Mapping
from typing import Final

import dns.exception
import dns.name
import dns.rdata
import dns.rdataclass
import dns.rdatatype

from screening.model.errors import Fault, InvalidError
from screening.model.names import Domain
from screening.model.zone import Record, Zone

MOST_RECORDS: Final = 5000
LONGEST_CONTENT: Final = 4096
_LONGEST_OWNER: Final = 1000  # as typed; 253 once normalised
_LONGEST_TTL: Final = 2**31 - 1  # RFC 2181, section 8
_MOST_FAULTS: Final = 50
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")

# What DNS hosts serve; no types of queries and transport (ANY, OPT, TSIG), and none that is long obsolete.
_SERVED: Final = (
    "A AAAA AFSDB APL CAA CDNSKEY CDS CERT CNAME CSYNC DHCID DNAME DNSKEY DS EUI48 EUI64 HINFO HTTPS IPSECKEY KEY KX "
    "L32 L64 LOC LP MX NAPTR NID NS NSEC NSEC3 NSEC3PARAM OPENPGPKEY PTR RP RRSIG SMIMEA SOA SRV SSHFP SVCB TLSA URI "
    "ZONEMD"
)
_CHECKED: Final = frozenset(_SERVED.split())
_NAMES: Final = frozenset({"ALIAS", "ANAME"})  # of vendors: the data is one host name
# Panels write long and unquoted strings, and vendors their own languages; all of it is evidence as it stands.
_FREE: Final = frozenset({"LUA", "SPF", "TXT"})
TYPES: Final = tuple(sorted(_CHECKED | _NAMES | _FREE))

RECORD_SCHEMA: Final = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "maxLength": _LONGEST_OWNER, "description": "Owner: `@`, relative, or absolute."},
        "type": {"type": "string", "enum": list(TYPES)},
        "content": {
            "type": "string",
            "minLength": 1,
            "maxLength": LONGEST_CONTENT,
            "description": "As in a zone file.",
        },
        "ttl": {"type": "integer", "minimum": 0, "maximum": _LONGEST_TTL, "default": 3600},
    },
    "required": ["name", "type", "content"],
    "additionalProperties": False,
}


def zone_of(rows: object, domain: Domain, at: str = "/zone") -> Zone:
    """Read a list of {name, type, content, ttl}.

    Owner names may be `@`, relative (`www`), absolute (`www.example.com.`), or absolute without the dot.

    Args:
        rows: parsed JSON.
        domain: the zone's name.
        at: JSON pointer (RFC 6901) of the list, for faults.

    Raises:
        InvalidError: one fault a field, the first fifty.
    """
    if not isinstance(rows, list):
        raise InvalidError((Fault(at, "must be a list of records"),))
    if len(rows) > MOST_RECORDS:
        raise InvalidError((Fault(at, f"must have at most {MOST_RECORDS} records"),))
    origin = dns.name.from_text(domain.ascii + ".")
    records: list[Record] = []
    faults: list[Fault] = []
    for number, row in enumerate(rows):
        wrong = _shape(row)
        if not wrong:
            record = _record(row, origin, wrong)
            if record is not None:
                records.append(record)
        faults += [Fault(f"{at}/{number}{where}", message) for where, message in wrong.items()]
        if len(faults) >= _MOST_FAULTS:
            break
    if faults:
        raise InvalidError(tuple(faults[:_MOST_FAULTS]))
    return tuple(records)


def _shape(row: object) -> dict[str, str]:
    """Pointer below the record to what is wrong with its JSON."""
    if not isinstance(row, Mapping):
        return {"": "must be an object with name, type and content"}
    wrong = {f"/{_escaped(key)}": "is not known here" for key in row.keys() - RECORD_SCHEMA["properties"].keys()}  # type: ignore[attr-defined]
    for key, longest in (("name", _LONGEST_OWNER), ("type", 16), ("content", LONGEST_CONTENT)):
        value = row.get(key)
        if not isinstance(value, str):
            wrong[f"/{key}"] = "must be a string" if key in row else "is missing"
        elif len(value) > longest:
            wrong[f"/{key}"] = f"must have at most {longest} characters"
        elif _CONTROL.search(value):
            wrong[f"/{key}"] = "must not contain control characters"
    ttl = row.get("ttl", 3600)
    if type(ttl) is not int or not 0 <= ttl <= _LONGEST_TTL:
        wrong["/ttl"] = f"must be a whole number of seconds from 0 to {_LONGEST_TTL}"
    return wrong


def _record(row: Mapping[str, object], origin: dns.name.Name, wrong: dict[str, str]) -> Record | None:
    kind, content = str(row["type"]).upper(), str(row["content"]).strip()
    owner = ""
    try:
        owner = _owner(str(row["name"]), origin)
    except (dns.exception.DNSException, UnicodeError) as error:
        wrong["/name"] = f"is not an owner name: {error}"
    except LookupError:
        wrong["/name"] = (
            f"is not in the zone {origin.to_text(omit_final_dot=True)}; leave the final dot out if relative"
        )
    if kind not in TYPES:
        wrong["/type"] = f"is not a record type that we know; known are {', '.join(TYPES)}"
    elif fault := _content(kind, content, origin):
        wrong["/content"] = fault
    if wrong:
        return None
    ttl = row.get("ttl", 3600)
    return Record(owner, kind, content, ttl if isinstance(ttl, int) else 3600)


def _owner(text: str, origin: dns.name.Name) -> str:
    """The absolute owner name, lower case, no trailing dot; LookupError where it is outside the zone."""
    text = text.strip().lower()
    if text in {"", "@"}:
        return origin.to_text(omit_final_dot=True)
    name = dns.name.from_text(text, None, dns.name.IDNA_2008_UTS_46)
    if not name.is_absolute():
        as_it_stands = name.concatenate(dns.name.root)
        name = as_it_stands if as_it_stands.is_subdomain(origin) else name.concatenate(origin)
    if not name.is_subdomain(origin):
        raise LookupError(text)
    return name.to_text(omit_final_dot=True).lower()


def _content(kind: str, content: str, origin: dns.name.Name) -> str:
    """What is wrong with a record's data, empty where it is well-formed."""
    if not content:
        return "is empty"
    if kind in _FREE:
        return ""
    try:
        if kind in _NAMES:
            dns.name.from_text(content, origin, dns.name.IDNA_2008_UTS_46)
        else:
            dns.rdata.from_text(
                dns.rdataclass.IN, kind, content, origin, relativize=False, idna_codec=dns.name.IDNA_2008_UTS_46
            )
    except (dns.exception.DNSException, UnicodeError) as error:
        return f"is not the data of a {kind} record: {error}"
    return ""


def _escaped(key: object) -> str:
    return str(key)[:100].replace("~", "~0").replace("/", "~1")
