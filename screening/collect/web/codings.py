"""Content codings undone within a bound: 521 kB of gzip may hold 512 MB, and brotli far more."""

import re
import zlib
from typing import Final

_PACKED: Final = {"gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate"}
_MAGIC: Final = b"\x1f\x8b"
_GZIP: Final = 16 + zlib.MAX_WBITS
_SLICE: Final = 256  # bytes; zlib throws away all output of the call that meets an error, so a call is kept small


def coding_of(header: str) -> tuple[str, str]:
    """Read a Content-Encoding header (RFC 9110, section 8.4).

    Returns:
        (coding, "") with coding one of "", "gzip" and "deflate"; or ("", flag) for what is not decoded:
        `coding:stacked` for several, `coding:br` and the like for one that nobody asked for.
    """
    names = [name for name in header[:1000].lower().replace(" ", "").split(",") if name != "identity"]
    if not any(names):
        return "", ""
    if len(names) > 1:
        return "", "coding:stacked"
    if names[0] in _PACKED:
        return _PACKED[names[0]], ""
    return "", f"coding:{names[0]}" if re.fullmatch(r"[a-z0-9-]{1,16}", names[0]) else "coding:other"


class Unpacker:
    """Collects a body while it arrives, decoded, up to a cap; whatever is broken keeps what came before it."""

    def __init__(self, coding: str, cap: int) -> None:
        """Start empty.

        Args:
            coding: "", "gzip" or "deflate".
            cap: bytes, decoded.
        """
        self._coding = coding
        self._cap = cap
        self._body = bytearray()
        self._broken = False
        self._engine = zlib.decompressobj(_GZIP if coding == "gzip" else zlib.MAX_WBITS) if coding else None
        self._fresh = True

    @property
    def done(self) -> bool:
        """Nothing that may still come would change the body."""
        return self._broken or len(self._body) > self._cap

    def feed(self, piece: bytes) -> None:
        """Take the next bytes as they came from the wire."""
        if not self._engine:
            self._body += piece
            return
        for start in range(0, len(piece), _SLICE):
            self._body += self._decoded(piece[start : start + _SLICE])

    def finish(self, *, complete: bool) -> tuple[bytes, tuple[str, ...]]:
        """End.

        Args:
            complete: the body arrived whole, so a stream that has not ended is broken and not merely cut.

        Returns:
            The body, at most the cap, and flags: `cut-decoded`, `bad-gzip`, `bad-deflate`.
        """
        if len(self._body) > self._cap:
            return bytes(self._body[: self._cap]), ("cut-decoded",)
        if self._engine and not self._fresh and complete and not self._engine.eof:
            self._broken = True
        return bytes(self._body), (f"bad-{self._coding}",) if self._broken else ()

    def _decoded(self, piece: bytes) -> bytes:
        out = bytearray()
        while piece and self._engine and not self._broken:
            room = self._cap + 1 - len(self._body) - len(out)
            if room <= 0:  # zlib reads a bound of 0 as none
                break
            if self._engine.eof:
                if self._coding != "gzip" or not piece.startswith(_MAGIC):
                    self._broken = True  # bytes after the end
                    break
                self._engine = zlib.decompressobj(_GZIP)  # the next member (RFC 1952, section 2.2)
            try:
                out += self._engine.decompress(piece, room)
            except zlib.error:
                if self._coding == "deflate" and self._fresh:  # many servers mean RFC 1951 and not RFC 1950 by it
                    self._engine = zlib.decompressobj(-zlib.MAX_WBITS)
                    self._fresh = False
                    continue
                self._broken = True
                break
            self._fresh = False
            piece = self._engine.unused_data if self._engine.eof else self._engine.unconsumed_tail
        return bytes(out)
