"""One court for all."""

import pytest

from screening.store.rules_folder import RuleShelf, default_rules_folder
from tests.adversarial.judging import Court


@pytest.fixture(scope="session")
def court() -> Court:
    rules = RuleShelf(default_rules_folder()).current()
    assert rules is not None
    return Court(rules)
