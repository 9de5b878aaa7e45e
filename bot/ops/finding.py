"""One thing that `easel check` noticed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was noticed."""

    said: str
    fault: bool = True  # false: good to know, and nothing breaks


Findings = list[Finding]
