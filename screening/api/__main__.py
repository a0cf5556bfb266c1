"""`python -m screening.api`: the OpenAPI document, on standard output."""

import json
import sys

from screening.api.app import all_routes
from screening.api.document import describe

json.dump(describe(all_routes()), sys.stdout, indent=1, ensure_ascii=False)
sys.stdout.write("\n")
