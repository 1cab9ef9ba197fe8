"""Makes the CI/CD side of AWS accounts match YAML specs kept in git.

A spec becomes AWS calls along one road: `spec` reads, `expand` adds what was implied, `engine`
observes, compares, orders and applies, `report` tells. docs/architecture.md is its map.

This module holds the version and nothing else: it is imported by every command, so whatever stands
here is paid for by each of them.
"""

__version__ = "0.1.0"
