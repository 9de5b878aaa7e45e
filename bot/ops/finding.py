"""What `easel check` and the daily check of models report."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence for the operator, beginning with the setting or secret it is about."""

    message: str
    fault: bool = True  # False: worth knowing, and nothing breaks


Findings = list[Finding]
