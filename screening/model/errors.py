"""The one family of errors; doors translate them for their callers."""

from dataclasses import dataclass


class ScreeningError(Exception):
    """Anything this product raises on purpose. The text says what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong at one place: a file and line, or a JSON pointer (RFC 6901)."""

    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


class NameRefusedError(ScreeningError):
    """A name that cannot be screened. `code` is stable and kebab-case, the text says what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class RulesBrokenError(ScreeningError):
    """A rule folder that does not load; carries every fault found, not only the first."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


class SettingsError(ScreeningError):
    """An unknown or invalid setting; the text names it."""


class NotFoundError(ScreeningError):
    """What was asked for is not here, or not the caller's to see."""


class ConflictError(ScreeningError):
    """The thing has changed since the caller last saw it, or is not in a state that allows the act."""


class InvalidError(ScreeningError):
    """Input that was understood and is wrong; one fault per field."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(str(fault) for fault in faults))
        self.faults = faults
