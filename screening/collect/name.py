"""What the name alone tells: the cheapest look, and never enough to refuse."""

from datetime import datetime

from screening.model.evidence import Evidence, Outcome
from screening.ports import Subject


class NameCollector:
    """Shows the name to the rules; needs no network and cannot fail."""

    name = "name"

    def look(self, subject: Subject, now: datetime) -> Evidence:
        """Return the U-label name as text, and how it is built as facts."""
        domain = subject.domain
        return Evidence(
            collector=self.name,
            outcome=Outcome.OBSERVED,
            at=now,
            facts={
                "registrable": domain.registrable,
                "suffix": domain.suffix,
                "private": domain.private,
                "labels": domain.ascii.count(".") + 1,
                "remarks": [{"code": remark.code, "message": remark.message} for remark in domain.remarks],
            },
            texts={"name": (domain.unicode,)},
        )
