"""The model card: what a name model was made of, how, and what it does not know."""

from collections.abc import Iterable, Mapping

from screening.classify.ngrams import NameModel
from screening.learn.measures import Share
from screening.learn.noise import NOISE
from screening.learn.train import RATE, Account

_LICENCES = """\
| lists | from | licence |
|---|---|---|
| `ut1*` | olbat/ut1-blacklists | CC BY-SA 4.0 |
| `shadowwhisperer` | ShadowWhisperer/BlockLists | Unlicense |
| `trustpositif*` | alsyundawy/TrustPositif | MIT |
| `hostsvn` | bigdargon/hostsVN | MIT |
| `blocklistproject*` | blocklistproject/Lists | Unlicense |
| `4skin` | 4skinSkywalker/Anti-Porn-HOSTS-File | MIT |
| `clefspeare13` | Clefspeare13/pornhosts | MIT |
| `jarelllama*` | jarelllama/Scam-Blocklist | GPL-3 |
| `hagezi*` | HaGeZi NSFW | GPL-3 |
| `badbitcoin`, `cryptoscamdb`, `decripto*`, `tranco*`, `synology*` | as named | none stated |
"""

_LIMITS = """\
## What it does not know

- A name that says nothing: brands it has not met, digit names, HYIPs named like any firm. The page has to tell.
- Names in scripts and languages that the lists hardly hold.
- New words of the trade: train again when the lists have moved on.
- It never refuses: a name is one kind of evidence, and a refusal takes two.
"""


def card_of(model: NameModel, account: Account, size: int, seed: int) -> str:
    """The card, as Markdown.

    Args:
        model: the model.
        account: what training did.
        size: bytes of the model's file.
        seed: the seed it was trained with.
    """
    grams = model.grams
    return f"""\
# Model card: names

Written by `screening model train`. The file holds weights alone, {size:,} bytes: no list ships with the product.

## What it is

One linear model a category over hashed character n-grams: {grams.shortest} to {grams.longest} characters of the folded
registrable label, edges included, in 2^{grams.bits} slots; the public suffix, its last label, and the label's length,
digits and hyphens are features too. Weights are whole numbers from -127 to 127, so a sum is the same on any machine.
Trained by averaged stochastic gradient descent on the logistic loss, seed {seed}.

## What it was made of

{_table(("label", "names"), ((label, f"{count:,}") for label, count in account.counts.items()))}
The lists, where they were used, and their licences:

{_LICENCES}
## Cleaning

Every name is first scored by a model that none of its lists has taught: whole lists are left out in turn, a list that
holds more than half of its label in parts. These are:
{_split(account)}.

A benign name that scores as gambling or adult and that no second list vouches for is not used against that category.
A gambling or adult name that one list alone names and that looks like nothing is not used for it. HYIP is not cleaned:
its names look like those of honest exchanges.

{_table(("category", "benign names not believed", "own names left out"), _cleaning(account))}
## Calibration

By a second scoring of that kind, over all names, the uncleaned too. A list counts by the root of its size. The curve
from sum to weight is the logarithm of how much more often the category reaches a sum than benign names do, made to
rise; {account.background:,} unlabelled new names, less their share of the category, count among the benign ones.
Below {_floors(model)} milli-log-odds a name is no signal.

{_table(("category", "heaviest weight", "weight of silence"), _weights(model))}
## How well it does, by lists that did not teach it

The share found where {RATE:.1%} of all benign names are taken for bad, with 95 % intervals. Benign names that are
truly bad and unlisted count as mistakes here, so this is the lower bound.

{_table(("category", "list", "names", "found", "from", "to"), _found(account))}
Hard negatives above the same threshold:

{_table(("category", "hard negatives", "taken for bad", "from", "to"), _hard(account))}
{_LIMITS}"""


def _table(head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join("| " + " | ".join(str(cell) for cell in line) + " |\n" for line in lines)


def _split(account: Account) -> str:
    return (
        ", ".join(f"`{name}` for {label}" for label, name in sorted(account.split) if label != NOISE) or "there is none"
    )


def _cleaning(account: Account) -> list[tuple[str, str, str]]:
    return [(c, f"{count:,}", f"{account.doubted[c]:,}") for c, count in account.dropped.items()]


def _floors(model: NameModel) -> str:
    return " and ".join(sorted({str(meaning.floor) for meaning in model.meanings.values()}))


def _weights(model: NameModel) -> list[tuple[str, int, int]]:
    return [(c, meaning.curve.weights[-1], meaning.silence) for c, meaning in sorted(model.meanings.items())]


def _found(account: Account) -> list[tuple[str, ...]]:
    return [(c, name, *_cells(share)) for c, shares in account.recall.items() for name, share in shares.items()]


def _hard(account: Account) -> list[tuple[str, ...]]:
    shares: Mapping[str, Share] = account.hard
    return [(c, *_cells(share)) for c, share in shares.items()]


def _cells(share: Share) -> tuple[str, ...]:
    low, high = share.interval
    return f"{share.of:,}", f"{share.share:.2%}", f"{low:.2%}", f"{high:.2%}"
