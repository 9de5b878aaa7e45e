"""Data in files beside the modules that use it, read once."""

import json
import lzma
import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def from_toml(package: str, name: str) -> dict[str, Any]:
    """The tables of a TOML file of a package."""
    return tomllib.loads(resources.files(package).joinpath(name).read_text("utf-8"))


@cache
def from_packed_json(package: str, name: str) -> dict[str, Any]:
    """What a JSON file of a package has, which is compressed with xz."""
    return dict(json.loads(lzma.decompress(resources.files(package).joinpath(name).read_bytes())))
