"""`python -m screening.worker`: one worker process."""

import os
import sys

from redis.exceptions import RedisError

from screening.bootstrap import open_house
from screening.worker.main import work

try:
    work(open_house(os.environ))
except RedisError as error:
    sys.exit(f"worker: Redis is away: {error}")
