"""Rule folders as they were, by digest: a verdict can always be judged again with the rules it was judged by."""

import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError

from screening.store.tables import rulesets


@dataclass(frozen=True, slots=True)
class RuleSets:
    """Repository over one transaction."""

    connection: Connection

    def known(self, digest: str) -> bool:
        """Whether this folder is stored."""
        return self.connection.execute(select(rulesets.c.digest).where(rulesets.c.digest == digest)).first() is not None

    def add(self, digest: str, files: Mapping[str, bytes], now: datetime) -> None:
        """Store a folder's files, unless another process was first."""
        body = orjson.dumps({path: b64encode(content).decode() for path, content in sorted(files.items())})
        with suppress(IntegrityError), self.connection.begin_nested():
            self.connection.execute(insert(rulesets).values(digest=digest, files=zlib.compress(body, 9), stored_at=now))

    def newest(self) -> dict[str, bytes] | None:
        """The last folder that loaded, None where there never was one."""
        query = select(rulesets.c.files).order_by(rulesets.c.stored_at.desc()).limit(1)
        packed = self.connection.execute(query).scalar_one_or_none()
        if packed is None:
            return None
        return {path: b64decode(content) for path, content in orjson.loads(zlib.decompress(packed)).items()}
