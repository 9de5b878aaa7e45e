"""What an operator reads: findings, and numbers of things. In English only."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence for the operator, beginning with the setting or secret it is about."""

    message: str
    fault: bool = True  # False: worth knowing, and nothing breaks


Findings = list[Finding]


def count(number: int, noun: str) -> str:
    """Return a number and an English noun with a regular plural, such as "1 turn" or "2 turns"."""
    return f"{number} {noun if number == 1 else f'{noun}s'}"
