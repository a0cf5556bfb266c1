"""The name model: hashed n-grams of a name, their weights summed in whole numbers, and what the sum says."""

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from screening.classify.folding import fold
from screening.model.names import Domain
from screening.model.verdict import CATEGORIES

Part = tuple[str, str]
"""What the model reads of a name: its folded registrable label, and its public suffix."""

LONGEST_LABEL = 63  # characters; a label has no more octets, and hardly a folded one more characters
_BLOCK = 4096  # names hashed at a time, so that the arrays in between stay in the processor's cache
_STEP = np.uint32(0x01000193)  # FNV-1a's prime
_WORD = 0xFFFFFFFF  # whole numbers of 32 bits
_SPREAD = np.uint32(0x9E3779B1)  # 2^32 over the golden ratio: multiply, and the high bits are the slot
_HYPHEN, _ZERO, _DIGITS = np.uint32(ord("-")), np.uint32(ord("0")), np.uint32(10)
_BUILD = np.uint32(1 << 24)  # keeps builds apart from one another's neighbours in the table
_FIELD = 20  # bits a category has in a packed sum: 260 n-grams of at most 127 stay far below 2^19
_HALF, _MASK = 1 << (_FIELD - 1), (1 << _FIELD) - 1
_SHOWN = 5  # n-grams that are told to people, before those that overlap are joined

Slots = NDArray[np.uint32]
Integers = NDArray[np.int64]


def part_of(domain: Domain) -> Part:
    """The folded registrable label of a name, and its suffix; of a public suffix itself, its first label."""
    name = domain.unicode if domain.unicode.isascii() else fold(domain.unicode)
    label = name.rsplit(".", domain.suffix.count(".") + 1)[0].rpartition(".")[2]
    return label[:LONGEST_LABEL], domain.suffix


@dataclass(frozen=True, slots=True)
class Grams:
    """How names become slots of a table: all n-grams of `^label$`, the suffix, and the label's build.

    Args:
        bits: the table has 2^bits slots; slot 0 is kept for what does not count.
        shortest: characters of the shortest n-gram, edges included.
        longest: of the longest.
    """

    bits: int
    shortest: int
    longest: int

    def slots(self, parts: Sequence[Part]) -> tuple[list[Slots], Integers, list[Slots]]:
        """Hash names, at least one.

        Returns:
            One array a size of n-gram, as long as the joined names: the slot of the n-gram that begins at each
            character, 0 where none does. The place where each name begins. And what is told of a name as a whole, one
            array each: its build, its suffix, and the suffix's last label.
        """
        texts = [f"^{label}$" for label, _ in parts]
        lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        ends = np.cumsum(lengths)
        starts, joined, total = ends - lengths, "".join(texts), int(ends[-1])
        chars = np.frombuffer((joined + "\0" * self.longest).encode("utf-32-le"), "<u4").astype(np.uint32, copy=False)
        # An n-gram of k characters that begins in the last k - 1 of a name would reach into the next one.
        tails = np.maximum(ends - np.arange(1, self.longest)[:, None], 0)
        state = np.zeros(total, np.uint32)
        found = []
        for size in range(1, self.longest + 1):
            state ^= chars[size - 1 : size - 1 + total]
            state *= _STEP
            if size >= self.shortest:
                slots = self._spread(state)
                slots[tails[: size - 1].ravel()] = 0
                found.append(slots)
        suffixes = {suffix: place for place, suffix in enumerate(dict.fromkeys(suffix for _, suffix in parts))}
        places = np.fromiter((suffixes[suffix] for _, suffix in parts), np.int64, len(parts))
        hashes = np.array([[zlib.crc32(mark.encode()) for mark in _marks(suffix)] for suffix in suffixes], np.uint32)
        whole = [_builds(chars[:total], starts), hashes[places, 0], hashes[places, 1]]
        return found, starts, [self._spread(column) for column in whole]

    def _spread(self, hashes: Slots) -> Slots:
        slots: Slots = hashes * _SPREAD
        slots >>= np.uint32(32 - self.bits)
        return slots

    def listed(self, part: Part) -> Iterator[tuple[int, str, int]]:
        """The n-grams of one name and its suffix: where in `^label$`, -1 for the suffix, and their slots.

        The same as `slots`, a character at a time: for a single name that is five times as quick.
        """
        text, step, spread, down = f"^{part[0]}$", int(_STEP), int(_SPREAD), 32 - self.bits
        for start in range(len(text) - self.shortest + 1):
            state = 0
            for end in range(start, min(start + self.longest, len(text))):
                state = (state ^ ord(text[end])) * step & _WORD
                if end - start >= self.shortest - 1:
                    yield start, text[start : end + 1], (state * spread & _WORD) >> down
        for mark in _marks(part[1]):
            yield -1, mark.removeprefix("*"), (zlib.crc32(mark.encode()) * spread & _WORD) >> down


def _marks(suffix: str) -> tuple[str, str]:
    """What is hashed for a suffix, and for its last label."""
    return f".{suffix}", f"*.{suffix.rpartition('.')[2]}"


def _builds(chars: Slots, starts: Integers) -> Slots:
    """Length, digits and hyphens in one number: names of digits, and of random letters, have a build of their own."""
    lengths = np.diff(starts, append=len(chars)) - 2
    # In one sum a name: digits above, hyphens below, at most 63 of either.
    seen = (chars - _ZERO < _DIGITS).astype(np.int32) << 8
    seen += chars == _HYPHEN
    counts = np.add.reduceat(seen, starts)
    build = np.minimum(lengths, 24) << 16 | np.minimum(counts >> 8, 8) << 8 | np.minimum(counts & 0xFF, 3)
    builds: Slots = build.astype(np.uint32) | _BUILD
    return builds


@dataclass(frozen=True, slots=True)
class Curve:
    """What a sum says, in milli-log-odds: straight lines between knots, level beyond them, whole numbers throughout.

    Args:
        sums: of the knots, rising; at least two.
        weights: of the knots, rising.
    """

    sums: tuple[int, ...]
    weights: tuple[int, ...]

    def at(self, sums: Integers) -> Integers:
        """The weight at each sum, rounded down."""
        xs, ys = np.array(self.sums, np.int64), np.array(self.weights, np.int64)
        sums = np.clip(sums, xs[0], xs[-1])
        left = np.clip(np.searchsorted(xs, sums, "right") - 1, 0, len(xs) - 2)
        rise, run = ys[left + 1] - ys[left], xs[left + 1] - xs[left]
        weights: Integers = ys[left] + rise * (sums - xs[left]) // run
        return weights


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the sums of one category mean.

    Args:
        curve: from sum to milli-log-odds.
        floor: the weight from which a name is a signal; above 0.
        silence: what it says, in milli-log-odds of 0 or less, that nothing speaks for the category.
    """

    curve: Curve
    floor: int
    silence: int


@dataclass(frozen=True, eq=False)
class NameModel:
    """Weights of n-grams by category, and what their sums mean.

    Args:
        grams: how names become slots.
        weights: category to 2^bits weights of -127 to 127; slot 0 has 0.
        meanings: category to what its sums mean; the same categories.
    """

    grams: Grams
    weights: Mapping[str, NDArray[np.int8]]
    meanings: Mapping[str, Meaning]

    def sums(self, parts: Sequence[Part]) -> dict[str, Integers]:
        """The sum of every name's weights, by category; the same however the names are cut into batches."""
        packed = [self._packed_sums(parts[at : at + _BLOCK]) for at in range(0, len(parts), _BLOCK)]
        rest = np.concatenate(packed) if packed else np.zeros(0, np.int64)
        found = {}
        for category in CATEGORIES:
            own = ((rest + _HALF) & _MASK) - _HALF
            rest = (rest - own) >> _FIELD
            if category in self.meanings:
                found[category] = own
        return found

    def weigh(self, parts: Sequence[Part]) -> dict[str, Integers]:
        """What every name says by category, milli-log-odds; 0 below the category's floor."""
        said = {category: self.meanings[category].curve.at(sums) for category, sums in self.sums(parts).items()}
        return {c: np.where(weights >= self.meanings[c].floor, weights, 0) for c, weights in said.items()}

    def strongest(self, part: Part, category: str) -> tuple[str, ...]:
        """The n-grams of a name that weigh most for a category, those that overlap joined, in the name's order."""
        table = self.weights[category].item
        weighed = ((table(slot), start, gram) for start, gram, slot in self.grams.listed(part))
        best = sorted(((-weight, start, gram) for weight, start, gram in weighed if weight > 0))[:_SHOWN]
        spans: list[list[int]] = []
        for start, end in sorted((start, start + len(gram)) for _, start, gram in best if start >= 0):
            if spans and start < spans[-1][1]:
                spans[-1][1] = max(spans[-1][1], end)
            else:
                spans.append([start, end])
        text = f"^{part[0]}$"
        found = [text[start:end].strip("^$") for start, end in spans]
        return tuple(dict.fromkeys(filter(None, [*found, *(gram for _, start, gram in best if start < 0)])))

    @cached_property
    def _packed(self) -> Integers:
        """All categories' weights side by side in one number a slot: one look-up and one sum serve them all."""
        packed = np.zeros(1 << self.grams.bits, np.int64)
        for place, category in enumerate(CATEGORIES):
            if category in self.weights:
                packed += self.weights[category].astype(np.int64) << (_FIELD * place)
        return packed

    def _packed_sums(self, parts: Sequence[Part]) -> Integers:
        table = self._packed
        sizes, starts, whole = self.grams.slots(parts)
        by_place = table[sizes[0]]
        for slots in sizes[1:]:
            by_place += table[slots]
        sums: Integers = np.add.reduceat(by_place, starts)
        for slots in whole:
            sums += table[slots]
        return sums
