"""Turns for all processes together, kept by Redis: many workers must not become an attack on one place."""

import hashlib
import logging
import os
import threading
import time
from dataclasses import dataclass
from typing import Final

from redis import Redis
from redis.commands.core import Script
from redis.exceptions import RedisError

from screening.ports import Turns

_log = logging.getLogger(__name__)

_PAUSE: Final = 5.0  # seconds for which a Redis that failed is left alone: it must not cost a timeout at every turn
_NAPS: Final = (0.02, 0.25)  # seconds between two tries where another may leave at any moment: at first, at most
_LONGEST_REST: Final = 86_400.0  # seconds; a place may ask for any time

# One hash for each place: `tokens` as of `at`, `closed` until, and one field for each lease with its end; all times are
# Redis's own, in milliseconds. A key ends when nothing in it differs from a place where nobody has been.
_COMMON: Final = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function keep(ms)
  if redis.call('PTTL', KEYS[1]) < ms then redis.call('PEXPIRE', KEYS[1], ms) end
end
"""
# Answers 0 for "you are in", n for "not before n ms", -n for "full; a lease ends within n ms, or somebody leaves".
# Whoever asks again with the same lease is in: the answer to the first request may have been lost.
_ENTER: Final = f"""{_COMMON}
local lease, concurrent, rate = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]) / 1000
local burst, length = tonumber(ARGV[4]), tonumber(ARGV[5])
local tokens, at, closed, open, first, over = burst, now, 0, 0, now + length, {{}}
local there = redis.call('HGETALL', KEYS[1])
for i = 1, #there, 2 do
  local field, value = there[i], tonumber(there[i + 1])
  if field == lease then return 0
  elseif field == 'tokens' then tokens = value
  elseif field == 'at' then at = value
  elseif field == 'closed' then closed = value
  elseif value > now and value <= now + length then open, first = open + 1, math.min(first, value)
  else over[#over + 1] = field end
end
if at > now then tokens = burst end -- the clock was set back: no reason to shut a place until then
tokens = math.min(burst, tokens + math.max(0, now - at) * rate)
local wait = math.max(closed - now, math.ceil((1 - tokens) / rate))
if wait > 0 then return wait end
if open >= concurrent then return now - first end
redis.call('HSET', KEYS[1], 'tokens', tokens - 1, 'at', now, lease, now + length)
if #over > 0 then redis.call('HDEL', KEYS[1], unpack(over)) end
keep(math.max(length, math.ceil((burst - tokens + 1) / rate)))
return 0
"""
_LEAVE: Final = "return redis.call('HDEL', KEYS[1], ARGV[1])"
_REST: Final = f"""{_COMMON}
local ms = tonumber(ARGV[1])
if tonumber(redis.call('HGET', KEYS[1], 'closed') or 0) < now + ms then
  redis.call('HSET', KEYS[1], 'closed', now + ms)
  keep(ms)
end
return 0
"""


@dataclass(frozen=True, slots=True)
class Pace:
    """How many may be at one place, and how often new ones may come.

    Args:
        concurrent: of us at one place.
        rate: new ones a second.
        burst: new ones at once after a rest (token bucket).
        lease: seconds after which a turn ends by itself; longer than any visit takes.
    """

    concurrent: int
    rate: float
    burst: int
    lease: float


class RedisTurns:
    """The Turns port for all processes that share a Redis; while it is away, slow or full, each keeps turns alone.

    Safe to share between threads, and to use on both sides of a fork. A turn is a lease: one whose holder was killed
    comes back by itself.
    """

    def __init__(
        self,
        redis: Redis,
        alone: Turns,
        pace: Pace,
        *,
        prefix: str,
        pause: float = _PAUSE,
    ) -> None:
        """Contacts nobody.

        Args:
            redis: fails within a fraction of a second, for somebody waits.
            alone: what to go by without it.
            pace: how many of us, how often.
            prefix: of our keys, after `turns:`; who goes at another pace has another.
            pause: seconds for which a Redis that failed is not asked again.
        """
        self._alone = alone
        self._prefix = prefix
        self._numbers = (pace.concurrent, pace.rate, pace.burst, _ms(pace.lease))
        self._pause = pause
        self._enter = redis.register_script(_ENTER)
        self._leave = redis.register_script(_LEAVE)
        self._rest = redis.register_script(_REST)
        self._away_until = 0.0
        self._lock = threading.Lock()
        self._held: dict[str, list[str]] = {}

    def enter(self, place: str, patience: float) -> bool:
        """Wait for a turn.

        Args:
            place: an address, or any other name of a place, however long.
            patience: seconds.

        Returns:
            Whether it came; then leave has to follow.
        """
        until = time.monotonic() + patience
        lease = os.urandom(8).hex()  # not `random`: both sides of a fork would draw the same
        nap, longest = _NAPS
        while (answer := self._ask(self._enter, place, lease, *self._numbers)) is not None:
            left = until - time.monotonic()
            if answer == 0:
                self._hold(place, lease)
                return True
            if left <= 0 or answer > left * 1000:
                return False
            if answer < 0:
                time.sleep(min(left, nap, -answer / 1000))
                nap = min(longest, nap * 2)
            else:
                time.sleep(answer / 1000)
        if not self._alone.enter(place, until - time.monotonic()):
            return False
        self._hold(place, "")
        return True

    def leave(self, place: str) -> None:
        """Give the turn to the next."""
        with self._lock:
            leases = self._held[place]
            lease = leases.pop()
            if not leases:
                del self._held[place]
        if not lease:
            self._alone.leave(place)
        else:  # without Redis it ends by itself
            self._ask(self._leave, place, lease)

    def rest(self, place: str, seconds: float) -> None:
        """Let nobody in for so many seconds, at most a day; the longer rest holds."""
        seconds = max(0.0, min(seconds, _LONGEST_REST))
        self._alone.rest(place, seconds)
        self._ask(self._rest, place, _ms(seconds))

    def _hold(self, place: str, lease: str) -> None:
        with self._lock:
            self._held.setdefault(place, []).append(lease)

    def _ask(self, script: Script, place: str, *args: str | float) -> int | None:
        """The script's answer about a place; None while Redis is left alone."""
        if time.monotonic() < self._away_until:
            return None
        # A digest: places are named by strangers.
        digest = hashlib.blake2b(place.encode("utf-8", "backslashreplace"), digest_size=16).hexdigest()
        try:
            return int(script(keys=[f"turns:{self._prefix}:{digest}"], args=args))
        except RedisError as error:
            self._away_until = time.monotonic() + self._pause
            _log.warning("turns are not shared with other processes for %g s: %s", self._pause, error)
            return None


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
