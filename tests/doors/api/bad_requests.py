"""Requests that are wrong, and what each has to get: status, kind of problem, and the place of the fault."""

import json
from dataclasses import dataclass, field

DOMAINS, CHECK = "/v1/domains", "/v1/check"
HELD = "/v1/domains/{held}"
DECISIONS = HELD + "/decisions"
_JSON = "application/json"


@dataclass(frozen=True)
class Bad:
    """One request; `place` is a pointer, `?parameter` or `Header`, None where the problem names none."""

    about: str
    status: int
    kind: str
    place: str | None = None
    method: str = "POST"
    path: str = DOMAINS
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    media: str | None = _JSON


def raw(about: str, body: bytes, **more: str) -> Bad:
    return Bad(about, 400, "malformed-json", body=body, **more)


def media(about: str, media_type: str | None, **headers: str) -> Bad:
    return Bad(about, 415, "unsupported-media-type", body=b"{}", media=media_type, headers=headers)


def new(about: str, place: str, *, kind: str = "invalid", drop: str = "", **fields: object) -> Bad:
    """A submission that is right but for these fields."""
    body = {"name": "example.com", "account": "a1", **fields}
    body.pop(drop, None)
    return Bad(about, 422, kind, place, body=json.dumps(body).encode())


def zone(about: str, place: str, **fields: object) -> Bad:
    """A submission whose one record is right but for these fields; None drops a field."""
    row = {"name": "www", "type": "A", "content": "192.0.2.1", "ttl": 300, **fields}
    return new(about, f"/zone/0{place}", zone=[{key: value for key, value in row.items() if value is not None}])


def decision(about: str, place: str, **fields: object) -> Bad:
    body = {"ruling": "approve", "reason": "a bakery", **fields}
    body = {key: value for key, value in body.items() if value is not None}
    headers = {"If-Match": "{tag}"}
    return Bad(about, 422, "invalid", place, path=DECISIONS, body=json.dumps(body).encode(), headers=headers)


def precondition(about: str, status: int, kind: str, if_match: str | None, place: str | None = None) -> Bad:
    headers = {} if if_match is None else {"If-Match": if_match}
    body = b'{"ruling": "refuse", "reason": "a casino"}'
    return Bad(about, status, kind, place, path=DECISIONS, body=body, headers=headers)


def query(about: str, place: str, text: str, kind: str = "invalid") -> Bad:
    return Bad(about, 422, kind, place, method="GET", path=f"{DOMAINS}?{text}")


def nowhere(about: str, path: str, method: str = "GET") -> Bad:
    return Bad(about, 404, "not-found", method=method, path=path)


def act(about: str, path: str, place: str, body: object, method: str = "POST") -> Bad:
    return Bad(about, 422, "invalid", place, method=method, path=path, body=json.dumps(body).encode())


_ROW = {"name": "@", "type": "A", "content": "192.0.2.1"}

ROWS = [
    # the body as such
    Bad("no body", 422, "invalid", "/name"),
    raw("half an object", b"{"),
    raw("two documents", b"{} {}"),
    raw("not a number", b'{"name": NaN}'),
    raw("infinity", b'{"name": -Infinity}'),
    raw("not UTF-8", b'{"name": "\xff"}'),
    raw("UTF-16", '{"name": "example.com"}'.encode("utf-16")),
    raw("a byte order mark", b"\xef\xbb\xbf{}"),
    raw("a key twice", b'{"name": "example.com", "name": "example.org"}'),
    raw("a key twice, deep down", b'{"zone": [{"ttl": 1, "ttl": 2}]}'),
    raw("lists without end", b"[" * 100_000),
    raw("objects without end", b'{"a":' * 100_000),
    raw("a number of 5000 digits", b'{"name": ' + b"9" * 5000 + b"}"),
    raw("a bare control character", b'{"name": "a\x00b"}'),
    raw("a comment", b"/* {} */"),
    Bad("a list", 422, "invalid", "", body=b"[1]"),
    Bad("a string", 422, "invalid", "", body=b'"example.com"'),
    Bad("null", 422, "invalid", "", body=b"null"),
    media("text", "text/plain"),
    media("a form", "application/x-www-form-urlencoded"),
    media("a file", "multipart/form-data; boundary=x"),
    media("no media type", None),
    media("almost JSON", "application/jsonp"),
    media("compressed", _JSON, **{"Content-Encoding": "gzip"}),
    Bad("over a megabyte", 413, "too-large", body=b" " * 1_000_001),
    # a submission
    new("an unknown field", "/colour", colour="red"),
    new("an unknown field with a slash", "/a~1b~0c", **{"a/b~c": 1}),
    new("no name", "/name", drop="name"),
    new("a number for a name", "/name", name=5),
    new("a boolean for a name", "/name", name=True),
    new("null for a name", "/name", name=None),
    new("a list for a name", "/name", name=["example.com"]),
    new("an empty name", "/name", name=""),
    new("a name of 1001 characters", "/name", name="a" * 1001),
    new("half of a surrogate pair", "/name", name="\ud800.example"),
    new("a name with NUL", "/name", kind="name-refused", name="exa\0mple.com"),
    new("a web address", "/name", kind="name-refused", name="https://example.com/x"),
    new("a wildcard", "/name", kind="name-refused", name="*.example.com"),
    new("an address", "/name", kind="name-refused", name="192.0.2.1"),
    new("one label", "/name", kind="name-refused", name="localhost"),
    new("a public suffix", "/name", kind="name-refused", name="co.uk"),
    new("a label of 64 characters", "/name", kind="name-refused", name="a" * 64 + ".com"),
    new("no account", "/account", drop="account"),
    new("an empty account", "/account", account=""),
    new("an account of 201 characters", "/account", account="a" * 201),
    new("an account with NUL", "/account", account="a\0b"),
    new("a number for an account", "/account", account=4711),
    new("a standing of 65 characters", "/standing", standing="s" * 65),
    new("a line feed in the source", "/source", source="panel\nforged log line"),
    new("labels as a list", "/labels", labels=["a"]),
    new("21 labels", "/labels", labels={str(n): "x" for n in range(21)}),
    new("a number for a label", "/labels/a", labels={"a": 1}),
    new("a label's name with a slash", "/labels/a~1b", labels={"a/b": None}),
    new("an escape in a label", "/labels/a", labels={"a": "\x1b[2J"}),
    new("a label without a name", "/labels/", labels={"": "x"}),
    new("a day in words", "/account_created", account_created="yesterday"),
    new("a time without an offset", "/account_created", account_created="2026-11-22T09:00:00"),
    new("a Unix time", "/account_created", account_created=1_700_000_000),
    new("the 30th of February", "/account_created", account_created="2026-02-30T09:00:00Z"),
    new("a time before time", "/account_created", account_created="0001-01-01T00:00:00+23:00"),
    new("nameservers as a string", "/previous_nameservers", previous_nameservers="ns1.example.com"),
    new("33 nameservers", "/previous_nameservers", previous_nameservers=["ns.example.com"] * 33),
    new("a number for a nameserver", "/previous_nameservers/1", previous_nameservers=["ns.example.com", 7]),
    # records
    new("a zone as an object", "/zone", zone={"www": "192.0.2.1"}),
    new("5001 records", "/zone", zone=[_ROW] * 5001),
    new("a string for a record", "/zone/0", zone=["www A 192.0.2.1"]),
    new("the second record", "/zone/1/content", zone=[_ROW, {**_ROW, "content": "x"}]),
    zone("no content", "/content", content=None),
    zone("an unknown field", "/priority", priority=10),
    zone("an unknown field with a slash", "/a~1b", **{"a/b": 1}),
    zone("a query type", "/type", type="ANY"),
    zone("an unknown type", "/type", type="HOST"),
    zone("a number for a type", "/type", type=1),
    zone("an address that is none", "/content", content="999.0.2.1"),
    zone("an IPv4 address for AAAA", "/content", type="AAAA"),
    zone("a mail server without a preference", "/content", type="MX", content="mail.example.com."),
    zone("blank content", "/content", content="  "),
    zone("content of 4097 characters", "/content", type="TXT", content="x" * 4097),
    zone("content with NUL", "/content", type="TXT", content='"a\0b"'),
    zone("a second record in the content", "/content", content="192.0.2.1\nwww A 192.0.2.2"),
    zone("a TTL in words", "/ttl", ttl="300"),
    zone("a TTL that is true", "/ttl", ttl=True),
    zone("a negative TTL", "/ttl", ttl=-1),
    zone("a TTL of 2^31", "/ttl", ttl=2**31),
    zone("an owner outside the zone", "/name", name="www.example.org."),
    zone("an owner with a label too long", "/name", name="a" * 64),
    zone("an owner too long", "/name", name=".".join(["a" * 60] * 5)),
    zone("an owner with an empty label", "/name", name="a..b"),
    # headers
    Bad("a key of 256", 400, "malformed-header", "Idempotency-Key", headers={"Idempotency-Key": "k" * 256}),
    Bad("a key with a space", 400, "malformed-header", "Idempotency-Key", headers={"Idempotency-Key": "a b"}),
    Bad("an empty key", 400, "malformed-header", "Idempotency-Key", headers={"Idempotency-Key": ""}),
    Bad("a key not of ASCII", 400, "malformed-header", "Idempotency-Key", headers={"Idempotency-Key": "clé"}),
    # the query
    query("no domains on a page", "?limit", "limit=0"),
    query("201 domains on a page", "?limit", "limit=201"),
    query("a limit in words", "?limit", "limit=many"),
    query("an unknown state", "?state", "state=good"),
    query("an unknown category", "?category", "category=cats"),
    query("a cursor of one's own", "?cursor", "cursor=dom_1"),
    query("an unknown parameter", "?offset", "offset=10"),
    query("a parameter twice", "?limit", "limit=1&limit=2"),
    query("a name that is none", "?name", "name=a..b", kind="name-refused"),
    query("an account with NUL", "?account", "account=a%00"),
    Bad("a query on a submission", 422, "invalid", "?dry_run", path=f"{DOMAINS}?dry_run=1", body=b"{}"),
    # addresses
    nowhere("an id of another form", f"{DOMAINS}/4711"),
    nowhere("an id that is not here", f"{DOMAINS}/dom_{'0' * 28}"),
    nowhere("history of nothing", f"{DOMAINS}/dom_{'0' * 28}/history"),
    nowhere("evidence of nothing", f"{DOMAINS}/dom_{'0' * 28}/evidence"),
    nowhere("deleting nothing", f"{DOMAINS}/dom_{'0' * 28}", "DELETE"),
    nowhere("an id with NUL", f"{DOMAINS}/dom_%00"),
    nowhere("an id that climbs", f"{DOMAINS}/..%2f..%2fetc"),
    nowhere("a slash at the end", f"{DOMAINS}/"),
    nowhere("two slashes", "/v1//domains"),
    nowhere("the root", "/"),
    Bad("another method", 405, "method-not-allowed", method="PATCH"),
    Bad("asking for options", 405, "method-not-allowed", method="OPTIONS"),
    Bad("a method that is none", 405, "method-not-allowed", method="BREW", path=CHECK),
    # decisions, appeals, looks
    precondition("a decision without If-Match", 428, "precondition-required", None),
    precondition("a decision on whatever there is", 428, "precondition-required", "*"),
    precondition("a tag without quotation marks", 400, "malformed-header", "2-abc", "If-Match"),
    precondition("a tag cut off", 400, "malformed-header", '"2-abc', "If-Match"),
    precondition("a tag of yesterday", 412, "stale", '"1-unseen"'),
    precondition("a weak tag", 412, "stale", "W/{tag}"),
    decision("an unknown ruling", "/ruling", ruling="maybe"),
    decision("no ruling", "/ruling", ruling=None),
    decision("a number for a ruling", "/ruling", ruling=1),
    decision("no reason", "/reason", reason=None),
    decision("a blank reason", "/reason", reason=" \n "),
    decision("a reason of 501 characters", "/reason", reason="x" * 501),
    decision("a reason with NUL", "/reason", reason="a\0b"),
    decision("at once in words", "/at_once", at_once="true"),
    decision("at once as a number", "/at_once", at_once=1),
    decision("refusing at once", "/at_once", ruling="refuse", at_once=True),
    decision("approving for a while", "/until", until="2026-11-23T09:00:00Z"),
    decision("a hold that is over", "/until", ruling="hold", until="2026-11-22T08:59:59Z"),
    decision("a hold of a year", "/until", ruling="hold", until="2027-11-22T09:00:00Z"),
    decision("somebody else's name", "/actor", actor="the boss"),
    act("an appeal without a reason", HELD + "/appeals", "/reason", {}),
    Bad("an appeal of no refusal", 409, "conflict", path=HELD + "/appeals", body=b'{"reason": "no casino"}'),
    act("a look with wishes", HELD + "/screenings", "/collectors", {"collectors": ["page"]}),
    act("a zone without records", HELD + "/zone", "/zone", {}, "PUT"),
    act("null for a zone", HELD + "/zone", "/zone", {"zone": None}, "PUT"),
    act("a record for another zone", HELD + "/zone", "/zone/0/name", {"zone": [{**_ROW, "name": "a.org."}]}, "PUT"),
    # judging at once
    act("no names", CHECK, "/names", {}),
    act("an empty list of names", CHECK, "/names", {"names": []}),
    act("1001 names", CHECK, "/names", {"names": ["a.com"] * 1001}),
    act("a number among names", CHECK, "/names/1", {"names": ["a.com", 5]}),
    act("one name as a string", CHECK, "/names", {"names": "a.com"}),
    act("a page to judge", CHECK, "/html", {"names": ["a.com"], "html": "<p>"}),
]
