"""Every error as a problem document (RFC 9457) with a stable type."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException

from screening.model.errors import ConflictError, InvalidError, NameRefusedError, NotFoundError, ScreeningError
from screening.services.decide import StaleError
from screening.services.repeat import OtherRequestError
from screening.services.submit import AlreadyHereError

MEDIA_TYPE = "application/problem+json"
PREFIX = "urn:screening:problem:"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: HTTP status, a title that never changes, and when it comes."""

    status: int
    title: str
    meaning: str


KINDS = {
    "bad-request": Kind(400, "Bad request", "The HTTP request itself cannot be understood."),
    "malformed-header": Kind(400, "Malformed header", "A header is not written as it has to be."),
    "malformed-json": Kind(400, "Malformed JSON", "The body is not JSON as RFC 8259 has it, in UTF-8, every key once."),
    "unauthenticated": Kind(401, "No valid API key", "The bearer token is missing, unknown, expired or revoked."),
    "forbidden": Kind(403, "Scope missing", "The API key lacks the scope that `scope` names."),
    "not-found": Kind(404, "Not found", "There is no such resource."),
    "method-not-allowed": Kind(405, "Method not allowed", "The resource does not have this method; see `Allow`."),
    "already-exists": Kind(409, "Already here", "The account has this domain already; `domain_id` and `Location`."),
    "conflict": Kind(409, "Not possible now", "The domain is not in a state that allows this."),
    "stale": Kind(
        412, "Changed since you saw it", "`If-Match` names another state of the domain than the present one."
    ),
    "too-large": Kind(413, "Too large", "The body is larger than a megabyte."),
    "unsupported-media-type": Kind(415, "JSON only", "Bodies are `application/json`, not compressed."),
    "invalid": Kind(422, "Invalid", "The request was understood and is wrong; `errors` names each place."),
    "name-refused": Kind(422, "Name refused", "The name cannot be screened; `code` says why, `detail` what to do."),
    "key-reused": Kind(422, "Idempotency-Key reused", "The key was used for another request within 24 hours."),
    "precondition-required": Kind(428, "If-Match required", "A decision has to name what was seen, in `If-Match`."),
    "internal": Kind(500, "Internal error", "A fault of ours; the request id finds it in the log."),
    "unavailable": Kind(503, "Unavailable", "The database does not answer; repeat the request after `Retry-After`."),
    "not-ready": Kind(503, "Not ready", "A part that the service cannot do without is away; `parts` says which."),
}

_BY_STATUS = {404: "not-found", 405: "method-not-allowed", 413: "too-large", 415: "unsupported-media-type"}


class ProblemError(ScreeningError):
    """A problem to answer with.

    Args:
        kind: a key of KINDS.
        detail: what is wrong here and what to do.
        errors: one per fault: `detail` and one of `pointer` (RFC 6901), `parameter` or `header`.
        headers: to send along.
        members: more members of the document.
    """

    def __init__(
        self,
        kind: str,
        detail: str,
        *,
        errors: Iterable[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
        **members: object,
    ) -> None:
        super().__init__(detail)
        self.kind, self.errors, self.members = kind, list(errors), members
        self.headers = dict(headers or {})

    @property
    def status(self) -> int:
        """The HTTP status."""
        return KINDS[self.kind].status

    def document(self, instance: str) -> dict[str, object]:
        """The JSON body; `instance` names the occurrence."""
        about = {
            "type": PREFIX + self.kind,
            "title": KINDS[self.kind].title,
            "status": self.status,
            "detail": str(self),
            "instance": instance,
        }
        return {**about, **({"errors": self.errors} if self.errors else {}), **self.members}


def translate(error: Exception) -> ProblemError:
    """The problem that an error is to the caller; what is not expected tells nothing about itself."""
    match error:
        case ProblemError():
            return error
        case ScreeningError():
            return _of_ours(error)
        case OperationalError() | InterfaceError() | PoolTimeoutError():
            detail = "The database does not answer. Send the same request again, with the same Idempotency-Key."
            return ProblemError("unavailable", detail, headers={"Retry-After": "5"})
        case HTTPException():
            return _of_http(error)
    return _internal()


def _of_ours(error: ScreeningError) -> ProblemError:
    match error:
        case InvalidError():
            faults = [{"pointer": fault.where, "detail": fault.message} for fault in error.faults]
            return ProblemError("invalid", "Correct what `errors` names and send it again.", errors=faults)
        case NameRefusedError():
            return ProblemError("name-refused", str(error), code=error.code)
        case NotFoundError():
            return ProblemError("not-found", f"{error}; check the id.")
        case AlreadyHereError():
            location = {"Location": f"/v1/domains/{error.case_id}"}
            return ProblemError("already-exists", str(error), headers=location, domain_id=error.case_id)
        case StaleError():
            return ProblemError("stale", str(error))
        case OtherRequestError():
            return ProblemError("key-reused", str(error))
        case ConflictError():
            return ProblemError("conflict", f"{error}; read the domain again.")
    return _internal()


def _internal() -> ProblemError:
    return ProblemError("internal", "This is a fault of ours. Try again; if it stays, tell us the request id.")


def _of_http(error: HTTPException) -> ProblemError:
    status = error.code or 500
    if status >= 500:
        return _internal()
    kind = _BY_STATUS.get(status, "bad-request")
    detail = {
        "not-found": "There is nothing at this address; /docs lists what there is.",
        "method-not-allowed": "This address does not have this method; `Allow` lists those it has.",
        "too-large": "The body may have at most 1 MB; send less.",
    }.get(kind, "The request cannot be understood; see /docs.")
    allowed = getattr(error, "valid_methods", None)
    return ProblemError(kind, detail, headers={"Allow": ", ".join(sorted(allowed))} if allowed else {})
