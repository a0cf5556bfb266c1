"""Rule folders as they were, by digest: a verdict can always be judged again with the rules it was judged by."""

import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import Connection, Select, insert, select, update
from sqlalchemy.exc import IntegrityError

from screening.store.tables import rulesets


@dataclass(frozen=True, slots=True)
class RuleSets:
    """Repository over one transaction."""

    connection: Connection

    def latest(self) -> str:
        """The digest of the folder that came into force last, empty where there never was one."""
        query = select(rulesets.c.digest).order_by(rulesets.c.stored_at.desc()).limit(1)
        return self.connection.execute(query).scalar_one_or_none() or ""

    def add(self, digest: str, files: Mapping[str, bytes], now: datetime) -> None:
        """Store a folder that comes into force now; one that was stored before comes into force again."""
        body = orjson.dumps({path: b64encode(content).decode() for path, content in sorted(files.items())})
        try:
            with self.connection.begin_nested():
                row = {"digest": digest, "files": zlib.compress(body, 9), "stored_at": now}
                self.connection.execute(insert(rulesets).values(**row))
        except IntegrityError:
            self.connection.execute(update(rulesets).where(rulesets.c.digest == digest).values(stored_at=now))

    def get(self, digest: str) -> dict[str, bytes] | None:
        """The folder with this digest, None where it was never in force."""
        return self._files(select(rulesets.c.files).where(rulesets.c.digest == digest))

    def newest(self) -> dict[str, bytes] | None:
        """The last folder that loaded, None where there never was one."""
        return self._files(select(rulesets.c.files).order_by(rulesets.c.stored_at.desc()).limit(1))

    def _files(self, query: Select[bytes]) -> dict[str, bytes] | None:
        packed = self.connection.execute(query).scalar_one_or_none()
        if packed is None:
            return None
        return {path: b64decode(content) for path, content in orjson.loads(zlib.decompress(packed)).items()}
