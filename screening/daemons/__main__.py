"""`python -m screening.daemons`: all daemons, in one process."""

import os
import sys

from screening.bootstrap import open_house
from screening.daemons.main import serve

sys.exit(serve(open_house(os.environ)))
