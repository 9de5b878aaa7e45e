"""Other Discord libraries, each installed once into a folder of the user's cache.

Never into the tests' own environment: some of them replace discord.py there.
"""

import fcntl
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "easel-tests"
PATIENCE = 300.0  # seconds for an installation
NO_NETWORK = re.compile(
    "ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT"
    "|NewConnectionError|ConnectTimeout|NameResolutionError|Network is unreachable"
)
PIP = (
    *(sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
    *("--no-deps", "--only-binary", ":all:", "--require-hashes", "--retries", "1"),
)
NPM = (
    *("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"),
    *("--fetch-retries", "1", "--fetch-retry-mintimeout", "500"),  # milliseconds
)


def node_modules() -> Path:
    """Return the folder with discord.js; the test is skipped without Node or network."""
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            pytest.skip(f"there is no {program}")
    package, lock = HERE / "package.json", HERE / "package-lock.json"
    return _folder("npm", [package, lock], NPM) / "node_modules"


def python_libraries() -> Path:
    """Return the folder with disnake and hikari; the test is skipped without network."""
    lock = HERE / "requirements.lock"
    return _folder("pip", [lock], (*PIP, "--target", "libraries", "-r", lock.name)) / "libraries"


def _folder(name: str, files: list[Path], command: tuple[str, ...]) -> Path:
    """Return the cache's folder for these files; the command fills it where it is new."""
    system = f"{platform.machine()} {sys.version_info[:2]}".encode()
    digest = hashlib.sha256(system + b"".join(file.read_bytes() for file in files)).hexdigest()
    folder = CACHE / f"{name}-{digest[:16]}"
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # tests run in several processes
        if not folder.exists():
            _install(name, folder, files, command)
    return folder


def _install(name: str, folder: Path, files: list[Path], command: tuple[str, ...]) -> None:
    fresh = folder.with_suffix(".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    for file in files:
        shutil.copy(file, fresh)
    done = subprocess.run(
        command, cwd=fresh, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    if done.returncode and NO_NETWORK.search(done.stderr):
        pytest.skip(f"{name} has no network")
    assert done.returncode == 0, done.stderr[-2000:]
    fresh.rename(folder)
