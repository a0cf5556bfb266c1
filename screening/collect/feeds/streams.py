"""Bytes of a list while they stream by: gzip undone, one file out of a tar archive, lines; nothing is held whole."""

import zlib
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import BinaryIO, Final

from screening.collect.feeds.refused import ListRefusedError

LARGEST: Final = 1_000_000_000  # bytes unpacked; ten million names have some 200 MB
LONGEST_LINE: Final = 4096  # bytes
TOO_LONG: Final = "\ufffd"  # what stands for a longer one

_PIECE: Final = 1 << 18
_GZIP: Final = b"\x1f\x8b"
_LAYERS: Final = 2  # a .gz that was sent with a Content-Encoding on top
_BLOCK: Final = 512  # of a tar archive
_MEMBERS: Final = 10_000


def pieces_of(file: BinaryIO) -> Iterator[bytes]:
    """A file from its beginning, piece by piece."""
    file.seek(0)
    while piece := file.read(_PIECE):
        yield piece


def unpacked(pieces: Iterable[bytes], largest: int = LARGEST) -> Iterator[bytes]:
    """Undo gzip (RFC 1952) where there is any, at most twice, whatever a header or a file's name said of it.

    Raises:
        ListRefusedError: `bad-gzip`, `cut`, or `too-large`: more than `largest` bytes come out.
    """
    stream: Iterator[bytes] = iter(pieces)
    for _ in range(_LAYERS):
        stream, packed = _peek(stream)
        if not packed:
            break
        stream = _gunzip(stream, largest)
    return _capped(stream, largest)


def _peek(stream: Iterator[bytes]) -> tuple[Iterator[bytes], bool]:
    head = b""
    for piece in stream:
        head += piece
        if len(head) >= len(_GZIP):
            break
    return chain((head,), stream), head.startswith(_GZIP)


def _gunzip(pieces: Iterable[bytes], largest: int) -> Iterator[bytes]:
    engine = zlib.decompressobj(16 + zlib.MAX_WBITS)
    made = 0
    for piece in pieces:
        rest = piece
        while rest:
            if engine.eof:  # the next member (RFC 1952, section 2.2), or padding
                rest = rest.lstrip(b"\0")
                if not rest:
                    break
                engine = zlib.decompressobj(16 + zlib.MAX_WBITS)
            try:
                out = engine.decompress(rest, _PIECE)
            except zlib.error as error:
                raise ListRefusedError("bad-gzip", f"the gzip stream is broken: {error}") from error
            rest = engine.unused_data if engine.eof else engine.unconsumed_tail
            made += len(out)
            if made > largest:
                raise ListRefusedError("too-large", f"more than {largest:,} bytes come out of it")
            if out:
                yield out
    if not engine.eof:
        raise ListRefusedError("cut", "the gzip stream ends in the middle")


def _capped(pieces: Iterable[bytes], largest: int) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > largest:
            raise ListRefusedError("too-large", f"it has more than {largest:,} bytes")
        yield piece


class _Blocks:
    """Exactly as many bytes as are asked for."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._rest = b""

    def take(self, count: int) -> Iterator[bytes]:
        """The next `count` bytes, piece by piece.

        Raises:
            ListRefusedError: `cut`.
        """
        while count:
            if not self._rest:
                piece = next(self._pieces, None)
                if piece is None:
                    raise ListRefusedError("cut", "the archive ends in the middle")
                self._rest = piece
            part, self._rest = self._rest[:count], self._rest[count:]
            count -= len(part)
            if part:
                yield part

    def drain(self) -> None:
        """Read to the end: only then a checksum of what packs it has been checked."""
        for _ in self._pieces:
            pass


def member(pieces: Iterable[bytes], path: str) -> Iterator[bytes]:
    """The first regular file of a tar archive (POSIX ustar) whose path is `path`, or ends in it below any folder.

    Written here because `tarfile` holds as much of an extended header in memory as the header says.

    Args:
        pieces: the archive, unpacked.
        path: at most 100 characters, such as `gambling/domains`.

    Raises:
        ListRefusedError: `bad-tar`, `cut`, or `no-member`.
    """
    blocks = _Blocks(pieces)
    for _ in range(_MEMBERS):
        head = b"".join(blocks.take(_BLOCK))
        if not head.strip(b"\0"):  # the end of the archive
            raise ListRefusedError("no-member", f"there is no {path} in the archive")
        size = _size(head)
        padding = -size % _BLOCK
        found = _name(head)
        if head[156:157] in {b"0", b"\0"} and (found == path or found.endswith(f"/{path}")):
            yield from blocks.take(size)
            for _ in blocks.take(padding):
                pass
            blocks.drain()
            return
        for _ in blocks.take(size + padding):
            pass
    raise ListRefusedError("bad-tar", f"the archive has more than {_MEMBERS:,} members")


def _name(head: bytes) -> str:
    name, prefix = (part.partition(b"\0")[0].decode("utf-8", "replace") for part in (head[:100], head[345:500]))
    return f"{prefix}/{name}" if prefix and head[257:263] == b"ustar\0" else name


def _size(head: bytes) -> int:
    checked = head[:148] + b" " * 8 + head[156:]
    try:
        size, checksum = (int(head[start:end].strip(b" \0") or b"0", 8) for start, end in ((124, 136), (148, 156)))
    except ValueError as error:
        raise ListRefusedError("bad-tar", "a header of the archive cannot be read") from error
    if sum(checked) != checksum or size < 0:
        raise ListRefusedError("bad-tar", "a header of the archive has a wrong checksum")
    return size


def lines(pieces: Iterable[bytes]) -> Iterator[str]:
    """Lines of UTF-8 text without their ends; TOO_LONG in place of one of more than LONGEST_LINE bytes.

    Raises:
        ListRefusedError: `binary`: there is a NUL in it.
    """
    rest, skipping = b"", False
    for piece in pieces:
        if b"\0" in piece:
            raise ListRefusedError("binary", "it holds NUL bytes: this is no text")
        block = rest + piece
        if skipping:
            _, end, block = block.partition(b"\n")
            skipping = not end
            if skipping:
                rest = b""
                continue
        whole, _, rest = block.rpartition(b"\n")
        if whole or len(rest) < len(block):
            for line in whole.decode("utf-8", "replace").split("\n"):
                yield line if len(line) <= LONGEST_LINE else TOO_LONG
        if len(rest) > LONGEST_LINE:
            yield TOO_LONG
            rest, skipping = b"", True
    if rest:
        yield rest.decode("utf-8", "replace")
