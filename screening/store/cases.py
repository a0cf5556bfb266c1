"""Cases and their uploaded zone data."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Select, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from screening.model.case import Case
from screening.model.errors import ConflictError, NotFoundError
from screening.model.lifecycle import State
from screening.model.zone import Zone
from screening.store import codec
from screening.store.journal import append
from screening.store.tables import cases, zones


@dataclass(frozen=True, slots=True)
class Cases:
    """Repository over one transaction."""

    connection: Connection

    def add(self, case: Case, wake: datetime | None) -> None:
        """Insert a new case with its journal rows.

        Raises:
            ConflictError: another case of the name was made first, at the same time.
        """
        case.version = 1
        with _one_first_case():
            self.connection.execute(insert(cases).values(id=case.id, version=1, **_columns(case, wake)))
        append(self.connection, case)

    def save(self, case: Case, wake: datetime | None) -> None:
        """Write a case back with its new journal rows.

        Raises:
            ConflictError: somebody else has written it since it was read, or has the name by now.
        """
        with _one_first_case():
            changed = self.connection.execute(
                update(cases)
                .where(cases.c.id == case.id, cases.c.version == case.version)
                .values(version=case.version + 1, **_columns(case, wake))
            )
        if changed.rowcount != 1:
            raise ConflictError("the case has changed meanwhile; read it again")
        case.version += 1
        append(self.connection, case)

    def get(self, case_id: str) -> Case:
        """The case, locked until the end of a writing transaction.

        Raises:
            NotFoundError: there is none.
        """
        row = self.connection.execute(
            select(cases.c.body, cases.c.version).where(cases.c.id == case_id).with_for_update()
            if self.connection.get_execution_options().get("writing")
            else select(cases.c.body, cases.c.version).where(cases.c.id == case_id)
        ).one_or_none()
        if row is None:
            raise NotFoundError(f"there is no domain {case_id}")
        return codec.load_case(row.body, row.version)

    def named(self, name: str) -> list[Case]:
        """Every case of this A-label name, oldest first."""
        return self._load(select(cases).where(cases.c.name == name).order_by(cases.c.id))

    def find(
        self,
        *,
        name: str = "",
        state: str = "",
        category: str = "",
        account: str = "",
        after: str = "",
        limit: int = 100,
    ) -> list[Case]:
        """Cases by filter, by ascending id (oldest first), after the cursor."""
        query = select(cases).order_by(cases.c.id).limit(limit)
        for column, value in ((cases.c.name, name), (cases.c.state, state), (cases.c.account, account)):
            if value:
                query = query.where(column == value)
        if category:
            query = query.where(cases.c.categories.contains(f",{category},", autoescape=True))
        if after:
            query = query.where(cases.c.id > after)
        return self._load(query)

    def due(self, now: datetime, limit: int) -> list[str]:
        """Ids of cases whose time has come, longest overdue first."""
        query = select(cases.c.id).where(cases.c.wake_at <= now).order_by(cases.c.wake_at).limit(limit)
        return list(self.connection.execute(query).scalars())

    def count(self) -> dict[str, int]:
        """How many cases are in each state that there are any in."""
        query = select(cases.c.state, func.count().label("number")).group_by(cases.c.state)
        return {row.state: row.number for row in self.connection.execute(query)}

    def put_zone(self, case_id: str, zone: Zone) -> None:
        """Replace the uploaded records."""
        self.connection.execute(delete(zones).where(zones.c.case_id == case_id))
        self.connection.execute(insert(zones).values(case_id=case_id, records=codec.dump_zone(zone)))

    def zone(self, case_id: str) -> Zone | None:
        """The uploaded records, None where none were given."""
        records = self.connection.execute(
            select(zones.c.records).where(zones.c.case_id == case_id)
        ).scalar_one_or_none()
        return None if records is None else codec.load_zone(records)

    def _load(self, query: Select[tuple[object, ...]]) -> list[Case]:
        rows: Sequence[object] = self.connection.execute(query).all()
        return [codec.load_case(row.body, row.version) for row in rows]  # type: ignore[attr-defined]


@contextmanager
def _one_first_case() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        raise ConflictError("another customer has this name here; ask again") from error


def _columns(case: Case, wake: datetime | None) -> dict[str, object]:
    suspects = case.sight.suspects if case.sight else ()
    state = case.state or State.RECEIVED
    return {
        "name": case.domain.ascii,
        "account": case.account,
        "state": str(state),
        "categories": f",{','.join(suspects)}," if suspects else "",
        "contested": case.contested,
        "wake_at": wake,
        "body": codec.dump_case(case),
    }
