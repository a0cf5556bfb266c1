"""The rule folder on disk: read within bounds, swapped whole, and never for something worse."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import screening
from screening.classify.load import load_ruleset
from screening.classify.model_file import SUFFIX
from screening.classify.proofs import prove
from screening.classify.rule import RuleSet
from screening.model.errors import Fault, RulesBrokenError

MOST_FILES = 500
LARGEST = 1_000_000  # bytes; the largest pack that ships has some 12 thousand
LARGEST_MODEL = 4_000_000  # bytes; the name model that ships has about one million
_SHRINK = 0.8  # a set with fewer than this share of the live rules before it is taken for half-written

_Stamp = tuple[tuple[str, int, int, int, int], ...]


def default_rules_folder() -> Path:
    """The folder that came with this installation, or `rules/` beside the package in a checkout."""
    package = Path(screening.__file__).parent
    return package / "rules" if (package / "rules").is_dir() else package.parent / "rules"


def read_folder(path: Path) -> dict[str, bytes]:
    """Read all *.yml and *.model of a folder and the folders in it, but no hidden ones; relative path to content.

    Raises:
        RulesBrokenError: for a folder that cannot be read, more than 500 files, a file of more than 1 MB (a
            model: 4 MB), and anything that is no regular file or leads out of the folder.
    """
    faults: list[Fault] = []
    files: dict[str, bytes] = {}
    try:
        root = path.resolve(strict=True)
        for found in _listed(path):
            name = found.relative_to(path).as_posix()
            real = found.resolve(strict=True)
            if not real.is_relative_to(root) or not real.is_file():
                faults.append(Fault(f"{name}:1", "this is not a regular file inside the folder"))
                continue
            largest = LARGEST_MODEL if name.endswith(SUFFIX) else LARGEST
            with real.open("rb") as stream:
                files[name] = stream.read(largest + 1)
            if len(files[name]) > largest:
                faults.append(Fault(f"{name}:1", f"this is larger than {largest} bytes"))
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of symbolic links, before Python 3.13
        faults.append(Fault(f"{path}:1", f"this cannot be read: {error}"))
    if faults:
        raise RulesBrokenError(tuple(faults))
    return files


class RuleShelf:
    """Holds the rule set in force, and takes a new one only when it loads, proves itself and has not shrunk.

    Args:
        path: the folder.
        allow_shrink: take a set that lost its name model, or more than a fifth of its live rules; for whoever removed
            them on purpose.
        last_good: the files of the set that was in force last, for a start with a broken folder; left aside where
            they do not load any more.
    """

    def __init__(self, path: Path, *, allow_shrink: bool = False, last_good: Mapping[str, bytes] | None = None) -> None:
        self._path = path
        self._allow_shrink = allow_shrink
        self._stamp: _Stamp | None = None
        self._current: RuleSet | None = None
        self.faults: tuple[Fault, ...] = ()
        if last_good is not None:
            with suppress(RulesBrokenError):  # written for another version of the language
                self._current = load_ruleset(last_good)
        self.refresh()

    def current(self) -> RuleSet | None:
        """The set in force; None where there has never been a good one."""
        return self._current

    def refresh(self) -> tuple[Fault, ...]:
        """Look whether the folder has changed, and take it whole or not at all.

        Returns:
            What is wrong with the folder as it stands, the same as `faults`; empty where it is in force.
        """
        stamp = self._stamp_now()
        if stamp is None or stamp != self._stamp:
            try:
                self._take(stamp)
                self.faults = ()
            except RulesBrokenError as broken:
                self.faults = broken.faults
        return self.faults

    def _take(self, stamp: _Stamp | None) -> None:
        self._stamp = stamp
        files = read_folder(self._path)
        if self._stamp_now() != stamp:
            self._stamp = None
            raise RulesBrokenError((Fault(f"{self._path}:1", "the folder changed while it was read"),))
        rules = load_ruleset(files)
        faults = prove(rules)
        before, after = _live(self._current), _live(rules)
        if after < before * _SHRINK and not self._allow_shrink:
            faults.append(
                Fault(f"{self._path}:1", f"{after} live rules where there were {before}: taken for half-written")
            )
        if self._current and self._current.model and not rules.model and not self._allow_shrink:
            faults.append(Fault(f"{self._path}:1", "the name model is gone: taken for half-written"))
        if faults:
            raise RulesBrokenError(tuple(faults))
        self._current = rules

    def _stamp_now(self) -> _Stamp | None:
        """What a cheap look tells of the folder: names, inodes, sizes and times; None where it cannot be read."""
        stamp = []
        try:
            for found in _listed(self._path):
                at = found.stat()
                stamp.append((str(found), at.st_ino, at.st_size, at.st_mtime_ns, at.st_ctime_ns))
        except (OSError, RulesBrokenError):
            return None
        return tuple(stamp)


def _listed(path: Path) -> list[Path]:
    """The *.yml and *.model of a folder, in order; what is hidden (an editor's, a mount's) is nobody's."""
    found = []
    for candidate in (*path.rglob("*.yml"), *path.rglob(f"*{SUFFIX}")):
        if not any(part.startswith(".") for part in candidate.relative_to(path).parts):
            found.append(candidate)
            if len(found) > MOST_FILES:
                raise RulesBrokenError((Fault(f"{path}:1", f"there are more than {MOST_FILES} files"),))
    return sorted(found)


def _live(rules: RuleSet | None) -> int:
    return sum(rule.live for rule in rules.rules) if rules else 0
