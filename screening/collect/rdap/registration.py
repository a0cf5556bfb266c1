"""What a registry tells of a domain (RFC 9083), typed and bounded; contacts are never kept, they are people's."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from screening.collect.html.tidy import tidy
from screening.collect.records import bounded
from screening.model.errors import NameRefusedError, ScreeningError
from screening.model.evidence import Json
from screening.model.spelling import to_ascii

_MOST_READ: Final = 100  # entries of any list that are looked at
_MOST_KEPT: Final = 20
_LONGEST: Final = 100
_LONGEST_NAME: Final = 300

# eventAction (RFC 9083, section 10.2.3) to our word. `last update of RDAP database` would change with every look.
_DATES: Final = {
    "registration": "created",
    "last changed": "changed",
    "expiration": "expires",
    "transfer": "transferred",
}
_RFC3339: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.][0-9]{1,12})?(?:[Zz]|[+-][0-9]{2}:[0-9]{2})?"
)
_FIRST: Final = datetime(1985, 1, 1, tzinfo=UTC)  # the year of the first .com
_AHEAD: Final = timedelta(days=1)  # clocks and zones that are not told
_LONGEST_TERM: Final = timedelta(days=101 * 365.25)  # some registries sell a century

_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_STATUS: Final = re.compile(r"[a-z ]{1,40}")
_EPP: Final = {"ok": "active", "linked": "associated"}  # RFC 8056, section 2, where more than the spelling differs
_IANA_ID: Final = re.compile(r"[0-9]{1,7}")


class AnswerRefusedError(ScreeningError):
    """JSON that tells nothing of the domain. `cause`: `not-rdap`, `rdap-error`, `wrong-class`, `wrong-name`."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


@dataclass(frozen=True, slots=True)
class Registration:
    """What is known of a registration; None and empty where the registry does not tell, or nonsense.

    Args:
        dates: `created`, `changed`, `expires` and `transferred` to RFC 3339, UTC.
        registrar: its name.
        iana_id: its number at IANA.
        statuses: in the words of RDAP, sorted.
        nameservers: A-labels, sorted.
        handle: the registry's own name for this registration.
    """

    dates: Mapping[str, str | None]
    registrar: str
    iana_id: int | None
    statuses: tuple[str, ...]
    nameservers: tuple[str, ...]
    handle: str

    @property
    def facts(self) -> dict[str, Json]:
        """As evidence holds it."""
        return {
            **self.dates,
            "registrar": {"name": self.registrar, "iana_id": self.iana_id},
            "statuses": [*self.statuses],
            "nameservers": [*self.nameservers],
            "handle": self.handle,
        }


def registration(answer: Json, name: str, now: datetime) -> Registration:
    """Read a domain object.

    Args:
        answer: whatever JSON came.
        name: that was asked for, in A-labels.
        now: UTC; dates that cannot be true at this time are left out.

    Raises:
        AnswerRefusedError: it is no domain object, or that of another name.
    """
    if not isinstance(answer, dict):
        raise AnswerRefusedError("not-rdap")
    if "errorCode" in answer:
        raise AnswerRefusedError("rdap-error")
    if answer.get("objectClassName") != "domain":
        raise AnswerRefusedError("wrong-class")
    if _host(answer["ldhName"] if "ldhName" in answer else answer.get("unicodeName")) != name:
        raise AnswerRefusedError("wrong-name")
    registrar, iana_id = _registrar(answer.get("entities"))
    servers = (_host(server.get("ldhName")) for server in _objects(answer.get("nameservers")))
    handle = answer.get("handle")
    return Registration(
        dates=_dates(answer.get("events"), now),
        registrar=registrar,
        iana_id=iana_id,
        statuses=bounded(map(_status, _texts(answer.get("status"))), _MOST_KEPT),
        nameservers=bounded(servers, _MOST_KEPT),
        handle=tidy(handle, _LONGEST) if isinstance(handle, str) else "",
    )


def _dates(events: Json, now: datetime) -> dict[str, str | None]:
    found: dict[str, list[datetime]] = {word: [] for word in _DATES.values()}
    for event in _objects(events):
        action = event.get("eventAction")
        word = _DATES.get(action.lower()) if isinstance(action, str) else None
        when = _moment(event.get("eventDate"))
        latest = now + (_LONGEST_TERM if word == "expires" else _AHEAD)
        if word and when and _FIRST <= when <= latest:
            found[word].append(when)
    # Of several, the first registration and the last of everything else.
    return {
        word: (min(whens) if word == "created" else max(whens)).isoformat() if whens else None
        for word, whens in found.items()
    }


def _moment(value: Json) -> datetime | None:
    """A date in UTC, to the second; one that tells no zone is taken for UTC."""
    if not isinstance(value, str) or not _RFC3339.fullmatch(value):
        return None
    try:
        when = datetime.fromisoformat(value.upper())
        when = when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)
    except (ValueError, OverflowError):  # 31 February; the first day of year 1, in another zone
        return None
    return when.replace(microsecond=0)


def _registrar(entities: Json) -> tuple[str, int | None]:
    """Name and number of the first registrar that is not the registrant, too: that one may be a person."""
    for entity in _objects(entities):
        roles = {role.lower() for role in _texts(entity.get("roles"))}
        if "registrar" in roles and "registrant" not in roles:
            card = entity.get("vcardArray")
            name = _card(card, "org") or _card(card, "fn")  # `fn` may be whom to ask for
            return name, _iana_id(entity.get("publicIds"))
    return "", None


def _card(card: Json, wanted: str) -> str:
    """A text of a jCard (RFC 7095): ["vcard", [[name, parameters, type, value, ...], ...]]."""
    lines = card[1] if isinstance(card, list) and len(card) > 1 else None
    for line in lines[:_MOST_READ] if isinstance(lines, list) else ():
        if isinstance(line, list) and len(line) > 3 and line[0] == wanted:
            value = line[3][0] if isinstance(line[3], list) and line[3] else line[3]
            if isinstance(value, str) and (name := tidy(value, _LONGEST_NAME)):
                return name
    return ""


def _iana_id(public_ids: Json) -> int | None:
    for public_id in _objects(public_ids):
        kind, value = public_id.get("type"), public_id.get("identifier")
        if isinstance(kind, str) and kind.lower() == "iana registrar id" and _IANA_ID.fullmatch(str(value)[:20]):
            return int(str(value))
    return None


def _status(value: str) -> str:
    """A status in the words of RDAP (RFC 8056), or ""; EPP's `clientHold`, and that with its explaining URL, too."""
    word = _CAMEL.sub(" ", value[:200].partition("http")[0])
    word = " ".join(word.replace("_", " ").replace("-", " ").lower().split())
    return _EPP.get(word, word) if _STATUS.fullmatch(word) else ""


def _host(value: Json) -> str:
    """A host name in A-labels, or ""."""
    try:
        return to_ascii(value) if isinstance(value, str) else ""
    except NameRefusedError:
        return ""


def _objects(value: Json) -> Iterator[dict[str, Json]]:
    return (item for item in value[:_MOST_READ] if isinstance(item, dict)) if isinstance(value, list) else iter(())


def _texts(value: Json) -> Iterator[str]:
    return (item for item in value[:_MOST_READ] if isinstance(item, str)) if isinstance(value, list) else iter(())
