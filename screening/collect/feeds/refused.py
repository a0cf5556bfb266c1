"""Why a list is not taken."""

from screening.model.errors import ScreeningError


class ListFailedError(ScreeningError):
    """Nothing could be had; `cause` is a stable kebab-case word."""

    def __init__(self, cause: str, detail: str) -> None:
        super().__init__(detail)
        self.cause = cause


class ListRefusedError(ListFailedError):
    """Something was had that must not replace a list."""
