"""Evidence x rules -> verdict. Pure: no I/O, no clock. One judge."""
