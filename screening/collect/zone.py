"""What the customer's own records tell, before anything is published."""

from collections import Counter
from datetime import datetime
from typing import Final

from screening.collect.records import MOST_TEXTS, MOST_TXT, OwnName, bounded, target, txt
from screening.model.evidence import Evidence, Json, Outcome
from screening.model.names import Domain
from screening.model.zone import Zone
from screening.ports import Subject

_ADDRESS_TYPES: Final = frozenset({"A", "AAAA"})
_WEB_TYPES: Final = frozenset({"A", "AAAA", "ALIAS", "ANAME", "CNAME", "HTTPS"})
_MOST_ADDRESSES: Final = 50
_MOST_TYPES: Final = 50


class ZoneCollector:
    """Reads the uploaded zone; needs no network and cannot fail."""

    name = "zone"

    def look(self, subject: Subject, now: datetime) -> Evidence:
        """Return owner names, targets and TXT records as texts; ABSENT where the panel gave no zone or an empty one."""
        if not subject.zone:
            cause = "not-given" if subject.zone is None else "empty"
            return Evidence(self.name, Outcome.ABSENT, now, cause)
        domain, zone, own = subject.domain, subject.zone, OwnName(subject.domain)
        names = {own.out_of_host(record.name) for record in zone}
        targets = {own.out_of_host(target(record.type.upper(), record.content)) for record in zone}
        strings = {own.out_of_text(txt(record.content)) for record in zone if record.type.upper() in {"TXT", "SPF"}}
        texts = {
            "zone.name": bounded(names, MOST_TEXTS),
            "zone.target": bounded(targets, MOST_TEXTS),
            "zone.txt": bounded(strings, MOST_TXT),
        }
        return Evidence(self.name, Outcome.OBSERVED, now, facts=_facts(zone, domain), texts=texts)


def _facts(zone: Zone, domain: Domain) -> dict[str, Json]:
    web_names = {domain.ascii, f"www.{domain.ascii}", f"*.{domain.ascii}"}
    types = Counter(record.type.upper()[:16] for record in zone)
    addresses = {
        record.content[:45] for record in zone if record.type.upper() in _ADDRESS_TYPES and record.name in web_names
    }
    return {
        "records": len(zone),
        "types": dict(sorted(types.most_common(_MOST_TYPES))),
        "addresses": [*bounded(addresses, _MOST_ADDRESSES)],
        "has_web": any(record.type.upper() in _WEB_TYPES and record.name in web_names for record in zone),
        "has_mail": any(record.type.upper() == "MX" and target("MX", record.content) for record in zone),
    }
