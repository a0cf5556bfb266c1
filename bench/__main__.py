"""`make bench`: print every measurement, one line each."""

from bench import intake, names

for measurement in (names.parsing, names.judging, intake.durable):
    print(measurement(), flush=True)
