"""`python -m screening`."""

from screening.cli.main import main

main()
