"""Freezes the schemas that are not frozen yet."""

import asyncio
import tempfile
from pathlib import Path

from . import FOLDER, VERSIONS, freeze

with tempfile.TemporaryDirectory() as aside:
    for version in VERSIONS:
        if not (FOLDER / "sqlite" / f"{version}.sql").exists():
            asyncio.run(freeze(version, Path(aside)))
