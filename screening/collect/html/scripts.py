"""What a page's scripts tell of who made it: where they are from, how they read, whose accounts they serve."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import Final

from screening.collect.html.links import host_of
from screening.collect.html.tidy import tidy_all

SCRIPT_CAP: Final = 20_000  # characters of one script that are looked at
_MOST_SCRIPTS: Final = 60
_MOST_IDS: Final = 40
_HASHED: Final = 8_000  # characters of one script that are hashed
_FEW: Final = 3  # scripts that a challenge takes; sites have more
_TELLING: Final = 40  # characters below which a script is everybody's
_LONGEST: Final = 120

_SECRET: Final = re.compile(r"(?=[a-z_]{0,40}\d)\w{8,}|\w{24,}")  # nonces, tokens, keys
_PLAIN_SECRET: Final = re.compile(r"\b(?=\w{8})(?:[a-z_]{0,22}\d\w*|\w{24,})")  # likewise, of ASCII
_NUMBER: Final = re.compile(r"\d+")

# kind, what has to be there at all, where the number is. An account's number is a maker's mark.
_ACCOUNTS: Final = tuple(
    (kind, needle, re.compile(pattern))
    for kind, needle, pattern in (
        ("ga", "UA-", r"\b(UA-\d{4,10}-\d{1,4})\b"),
        ("ga", "G-", r"\b(G-(?=[A-Z]{0,11}\d)[A-Z0-9]{8,12})\b"),
        ("gtm", "GTM-", r"\b(GTM-[A-Z0-9]{4,9})\b"),
        ("google-ads", "AW-", r"\b(AW-\d{8,12})\b"),
        ("google-ads", "DC-", r"\b(DC-\d{6,10})\b"),
        ("adsense", "pub-", r"\b(pub-\d{10,20})\b"),
        ("yandex-metrika", "ym(", r"\bym\(\s{0,9}(\d{5,10})\s{0,9},"),
        ("yandex-metrika", "mc.yandex.", r"mc\.yandex\.(?:ru|com)/watch/(\d{5,10})"),
        ("facebook", "fbq(", r"fbq\(\s{0,9}['\"]init['\"]\s{0,9},\s{0,9}['\"](\d{8,20})"),
        ("facebook", "facebook.com/tr", r"facebook\.com/tr/?\?id=(\d{8,20})"),
        ("tiktok", "ttq.load", r"ttq\.load\(\s{0,9}['\"]([A-Z0-9]{15,25})"),
        ("vk", "VK-RTRG-", r"\b(VK-RTRG-\d{3,12}-\w{3,8})"),
        ("hotjar", "hjid", r"\bhjid\s{0,9}:\s{0,9}(\d{4,9})"),
        ("clarity", "clarity", r"(?:clarity\.ms/tag/|\"clarity\"\s{0,9},\s{0,9}\"script\"\s{0,9},\s{0,9}\")(\w{8,14})"),
        ("baidu", "hm.baidu.com", r"hm\.baidu\.com/hm\.js\?([0-9a-f]{32})"),
        ("cnzz", "cnzz.com", r"cnzz\.com/[^'\"\s]{0,80}?[?&]id=(\d{5,12})"),
        ("51la", "LA.init", r"LA\.init\(\{\s{0,9}id:\s{0,9}['\"](\w{8,24})"),
        ("top-mail-ru", "_tmr", r"_tmr\.push\(\{\s{0,9}id:\s{0,9}['\"](\d{5,10})"),
        ("tawk", "tawk.to/", r"tawk\.to/([0-9a-f]{24})"),
        ("crisp", "CRISP_WEBSITE_ID", r"CRISP_WEBSITE_ID\s{0,9}=\s{0,9}['\"]([0-9a-f-]{36})"),
        ("livechat", "__lc.license", r"__lc\.license\s{0,9}=\s{0,9}(\d{5,12})"),
        ("jivo", "jivo", r"jivo(?:site)?\.(?:com|ru)/(?:script/)?widget/(\w{6,14})"),
        ("intercom", "intercom", r"widget\.intercom\.io/widget/(\w{6,12})"),
    )
)
_PARTNER: Final = re.compile(
    r"[?&](btag|stag|affid|aff_?id|affiliate_?id|partner_?id|refcode|ref_?id)=([\w.-]{2,40})", re.IGNORECASE
)
_RELOADS: Final = re.compile(r"location\.reload\(|location(?:\.href)?\s{0,9}=\s{0,9}(?:window\.|document\.)?location\b")


class Scripts:
    """The scripts of one page, as they come by."""

    def __init__(self) -> None:
        """Begin with none."""
        self.inline: list[str] = []
        self._sources: dict[str, None] = {}

    def see(self, source: str, text: str) -> None:
        """Take a script.

        Args:
            source: its URL as written, or "".
            text: of one inside the page.
        """
        if source and source[:5] != "data:" and len(self._sources) < _MOST_SCRIPTS:
            self._sources[source] = None
        elif text.strip() and len(self.inline) < _MOST_SCRIPTS:
            self.inline.append(text[:SCRIPT_CAP])

    @property
    def challenges(self) -> bool:
        """Whether they set a cookie and load the page again: it comes only to who runs scripts and brings it back."""
        return len(self.inline) <= _FEW and any(
            "document.cookie" in text and (_RELOADS.search(text) or "toNumbers(" in text) for text in self.inline
        )

    def told(self, own: str, loaded: Iterable[str], away: Iterable[str]) -> list[str]:
        """Marks as `host/file` (`/file` of the page's own), `inline:` and a hash, `kind:account`.

        Args:
            own: host of the page.
            loaded: addresses of what the page is made of.
            away: its links elsewhere.
        """
        inline = (f"inline:{mark}" for text in self.inline if (mark := fingerprint(text, own)))
        accounts = dict.fromkeys(_accounts("\n".join((*self.inline, *loaded))))
        partners = dict.fromkeys(
            f"partner:{name.lower()}={value}" for url in away for name, value in _PARTNER.findall(url)
        )
        marks = [*accounts][:_MOST_IDS] + [*partners][:_MOST_IDS]
        return tidy_all((*marks, *map(_place, self._sources), *inline), _LONGEST)


def fingerprint(script: str, own: str) -> str:
    """SHA-256 (16 hex digits) of a script without what differs from copy to copy: host, numbers, keys, white space.

    Args:
        script: its text; the first 8,000 characters count.
        own: host of the page.

    Returns:
        "" for one too short to tell anything.
    """
    text = script[:_HASHED].lower()
    if own:
        text = text.replace(own, "@")
    # Where no letter is but a-z a secret begins with its word, and is found in a third of the time.
    secret = _PLAIN_SECRET if text.isascii() else _SECRET
    text = "".join(_NUMBER.sub("0", secret.sub("#", text)).split())
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16] if len(text) >= _TELLING else ""


def _place(url: str) -> str:
    path = url.partition("?")[0].partition("#")[0]
    return f"{host_of(url) or ''}/{path.rpartition('/')[2]}"


def _accounts(text: str) -> Iterator[str]:
    for kind, needle, pattern in _ACCOUNTS:
        if needle in text:
            for number in pattern.findall(text):
                yield f"{kind}:{number}"
