"""Posts events as Standard Webhooks, signature version v1 (github.com/standard-webhooks/standard-webhooks)."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson
import requests

from screening.model.errors import SettingsError
from screening.ports import Answer

_TIMEOUT = (5.0, 20.0)  # connect, and between two bytes; seconds
_ANSWER = 300  # bytes of the answer that are read, for the operator


class Webhook:
    """The Post port: one URL, one secret.

    Args:
        url: where to post; http or https. The operator chose it, so it may be a private address.
        secret: `whsec_` and base64 of the 24 to 64 bytes of the signing key.

    Raises:
        SettingsError: the secret or the URL is not usable.
    """

    def __init__(self, url: str, secret: str) -> None:
        if not url.startswith(("http://", "https://")):
            raise SettingsError("SCREENING_WEBHOOK_URL must start with http:// or https://")
        try:
            self._key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
        except binascii.Error as error:
            raise SettingsError("SCREENING_WEBHOOK_SECRET must be whsec_ and base64") from error
        if not 24 <= len(self._key) <= 64:
            raise SettingsError("SCREENING_WEBHOOK_SECRET must hold 24 to 64 bytes")
        self._url = url
        self._session = requests.Session()
        self._session.trust_env = False

    def __call__(self, event_id: str, at: datetime, event: Mapping[str, Any]) -> Answer:
        """Send it; redirects are failures, and whatever goes wrong is an answer."""
        body = orjson.dumps(event)
        stamp = str(int(at.timestamp()))
        headers = {
            "content-type": "application/json",
            "webhook-id": event_id,
            "webhook-timestamp": stamp,
            "webhook-signature": self._sign(event_id, stamp, body),
        }
        try:
            with self._session.post(
                self._url, data=body, headers=headers, timeout=_TIMEOUT, allow_redirects=False, stream=True
            ) as response:
                text = next(response.iter_content(_ANSWER), b"").decode("utf-8", "replace")
                return Answer(response.status_code, _seconds(response.headers.get("retry-after")), text)
        except requests.RequestException as error:
            return Answer(0, None, str(error))

    def _sign(self, event_id: str, stamp: str, body: bytes) -> str:
        signed = hmac.new(self._key, b".".join((event_id.encode(), stamp.encode(), body)), hashlib.sha256)
        return f"v1,{base64.b64encode(signed.digest()).decode()}"


def _seconds(value: str | None) -> float | None:
    return float(value) if value and value.isascii() and value.isdigit() else None
