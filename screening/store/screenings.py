"""The queue of record: looks that are due, who has claimed them, and what they came to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from screening.model.errors import ConflictError
from screening.model.evidence import Evidence, Json
from screening.model.hosting import Sighting
from screening.model.lifecycle import State
from screening.model.verdict import Verdict
from screening.ports.memory import Claim, Failures
from screening.store import codec
from screening.store.tables import cases, evidence, screenings

_MOST_SIGHTINGS = 200

_KEPT_LONGER = (State.REFUSED, State.REMOVING, State.REMOVED, State.HELD)  # held: a refusal may be under appeal

_open = screenings.c.state == "pending"


@dataclass(frozen=True, slots=True)
class Screenings:
    """Repository over one transaction."""

    connection: Connection

    def add(self, screening_id: str, case_id: str, trigger: str, due_at: datetime) -> None:
        """Queue a look.

        Raises:
            ConflictError: the case has one open.
        """
        row = {"id": screening_id, "case_id": case_id, "trigger": trigger, "state": "pending", "due_at": due_at}
        try:
            self.connection.execute(insert(screenings).values(**row))
        except IntegrityError as error:
            raise ConflictError("a look is being queued already") from error

    def has_open(self, case_id: str) -> bool:
        """Whether a look of this case is queued or running."""
        query = select(screenings.c.id).where(screenings.c.case_id == case_id, _open)
        return self.connection.execute(query).first() is not None

    def drop_open(self, case_id: str) -> None:
        """The case is closed: its open look is not wanted any more."""
        self.connection.execute(
            update(screenings).where(screenings.c.case_id == case_id, _open).values(state="dropped")
        )

    def hint(self, now: datetime, again_before: datetime, limit: int) -> list[tuple[str, int]]:
        """Mark due, unclaimed looks whose last hint has aged as hinted now, oldest hint first: (id, hint number)."""
        aged = or_(screenings.c.hint_at.is_(None), screenings.c.hint_at < again_before)
        oldest = (
            select(screenings.c.id)
            .where(_free(now), aged)
            .order_by(screenings.c.hint_at.asc().nulls_first(), screenings.c.due_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .cte()  # PostgreSQL may run a plain subquery once for each row, and lock as many times the limit
        )
        marked = self.connection.execute(
            update(screenings)
            .where(screenings.c.id.in_(select(oldest.c.id)))
            .values(hint_at=now, hints=screenings.c.hints + 1)
            .returning(screenings.c.id, screenings.c.hints)
        )
        return [(row.id, row.hints) for row in marked]

    def claim(self, now: datetime, until: datetime, screening_id: str = "") -> Claim | None:
        """Take one due look until the lease ends: this one, or else the longest due; None when there is none.

        The fence rises with every claim; whoever holds an older one can no longer write.
        """
        wanted = (
            screenings.c.id == screening_id
            if screening_id
            else screenings.c.id
            == select(screenings.c.id)
            .where(_free(now))
            .order_by(screenings.c.due_at)
            .limit(1)
            .with_for_update(skip_locked=True)
            .scalar_subquery()
        )
        row = self.connection.execute(
            update(screenings)
            .where(wanted, _free(now))
            .values(fence=screenings.c.fence + 1, lease_until=until)
            .returning(screenings.c.id, screenings.c.case_id, screenings.c.trigger, screenings.c.fence)
        ).one_or_none()
        return None if row is None else Claim(row.id, row.case_id, row.trigger, row.fence)

    def renew(self, claim: Claim, until: datetime) -> bool:
        """Keep a claim; False when it has been lost."""
        changed = self.connection.execute(update(screenings).where(_held(claim)).values(lease_until=until))
        return changed.rowcount == 1

    def finish(
        self, claim: Claim, now: datetime, verdict: Verdict | None, *, failed: bool | None, ours: bool = False
    ) -> bool:
        """Close a look; False when the claim has been lost and nothing may be written.

        Args:
            claim: whose look.
            now: UTC.
            verdict: None where the look was given up.
            failed: whether it could not see what it had to; None where that says nothing about us.
            ours: whether that was our own fault.
        """
        body = codec.dump_verdict(verdict) if verdict else None
        state = "done" if verdict else "abandoned"
        ended = {"state": state, "finished_at": now, "failed": failed, "ours": ours, "verdict": body}
        return self.connection.execute(update(screenings).where(_held(claim)).values(**ended)).rowcount == 1

    def keep(self, claim: Claim, seen: Sequence[Evidence]) -> None:
        """Store a look's evidence."""
        rows = [
            {
                "screening_id": claim.screening_id,
                "case_id": claim.case_id,
                "collector": item.collector,
                "at": item.at,
                "digest": item.digest,
                "body": codec.dump_evidence(item),
            }
            for item in seen
        ]
        if rows:
            self.connection.execute(insert(evidence), rows)

    def latest_evidence(self, case_id: str) -> tuple[Evidence, ...]:
        """The evidence of the case's last finished look."""
        return next(iter(self.evidence_of_last(case_id, 1)), ())

    def evidence_of_last(self, case_id: str, looks: int) -> list[tuple[Evidence, ...]]:
        """The evidence of each of the case's last finished looks, the latest first."""
        last = (
            select(screenings.c.id)
            .where(screenings.c.case_id == case_id, screenings.c.state == "done")
            .order_by(screenings.c.finished_at.desc(), screenings.c.id.desc())
            .limit(looks)
        )
        ids = self.connection.execute(last).scalars().all()
        query = select(evidence.c.screening_id, evidence.c.body).where(evidence.c.screening_id.in_(ids))
        seen: dict[str, list[Evidence]] = {screening_id: [] for screening_id in ids}
        for row in self.connection.execute(query.order_by(evidence.c.id)):
            seen[row.screening_id].append(codec.load_evidence(row.body))
        return [tuple(items) for items in seen.values()]

    def verdict_of_last(self, case_id: str) -> Verdict | None:
        """What the case's last finished look came to, None before there was one."""
        body = self.connection.execute(
            select(screenings.c.verdict)
            .where(screenings.c.case_id == case_id, screenings.c.state == "done")
            .order_by(screenings.c.finished_at.desc(), screenings.c.id.desc())
            .limit(1)
        ).scalar_one_or_none()
        return codec.load_verdict(body) if body else None

    def sightings(self, name: str, since: datetime) -> tuple[Sighting, ...]:
        """Where looks at any case of this name have found it delegated since then, oldest first, at most 200."""
        query = (
            select(evidence.c.at, evidence.c.body)
            .join(cases, cases.c.id == evidence.c.case_id)
            .where(cases.c.name == name, evidence.c.collector == "dns", evidence.c.at >= since)
            .order_by(evidence.c.at.desc(), evidence.c.id.desc())
            .limit(_MOST_SIGHTINGS)
        )
        rows = reversed(self.connection.execute(query).all())
        known = ((row.at, codec.load_evidence(row.body).facts) for row in rows)
        return tuple(
            Sighting(at, _names(facts["parent_ns"]), _names(facts.get("providers")))
            for at, facts in known
            if "parent_ns" in facts
        )

    def failures(self, since: datetime) -> Failures:
        """How the looks went that ended since then and say something about us."""
        query = select(
            func.count().filter(screenings.c.failed.is_(True)).label("failed"),
            func.count().filter(screenings.c.ours.is_(True)).label("ours"),
            func.count().filter(or_(screenings.c.failed.is_not(None), screenings.c.ours)).label("every"),
        ).where(screenings.c.finished_at >= since)
        row = self.connection.execute(query).one()
        return Failures(row.failed, row.ours, row.every)

    def expire(self, before: datetime, refused_before: datetime, limit: int) -> int:
        """Delete evidence whose time is over, oldest first, at most so many pieces; how many.

        Args:
            before: had before then, its time is over.
            refused_before: the same for cases that are refused, on the way there or back, or in a person's hands.
            limit: bounds the transaction.
        """
        oldest = (
            select(evidence.c.id)
            .where(_over(before, refused_before))
            .order_by(evidence.c.at)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .cte()
        )
        gone = delete(evidence).where(evidence.c.id.in_(select(oldest.c.id))).returning(evidence.c.id)
        return len(self.connection.execute(gone).all())

    def expired(self, before: datetime, refused_before: datetime) -> int:
        """How many pieces `expire` would delete without a limit."""
        query = select(func.count()).select_from(evidence).where(_over(before, refused_before))
        return self.connection.execute(query).scalar_one()

    def waiting(self, now: datetime) -> tuple[int, datetime | None]:
        """Looks that are due and not done: how many, and since when the oldest is."""
        query = select(func.count().label("number"), func.min(screenings.c.due_at).label("oldest"))
        row = self.connection.execute(query.where(_open, screenings.c.due_at <= now)).one()
        return row.number, row.oldest


def _over(before: datetime, refused_before: datetime) -> ColumnElement[bool]:
    kept_longer = evidence.c.case_id.in_(select(cases.c.id).where(cases.c.state.in_(_KEPT_LONGER)))
    return or_(evidence.c.at < refused_before, and_(evidence.c.at < before, ~kept_longer))


def _names(value: Json) -> tuple[str, ...]:
    return tuple(str(name) for name in value) if isinstance(value, list) else ()


def _free(now: datetime) -> ColumnElement[bool]:
    unclaimed = or_(screenings.c.lease_until.is_(None), screenings.c.lease_until < now)
    return and_(_open, screenings.c.due_at <= now, unclaimed)


def _held(claim: Claim) -> ColumnElement[bool]:
    return and_(screenings.c.id == claim.screening_id, screenings.c.fence == claim.fence, _open)
