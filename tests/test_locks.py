"""What `make` installs is what the locks say, on every day to come."""

import base64
import hashlib
import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from packaging.markers import Marker, default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
LOCKS = {  # by the Makefile's marks
    ".runtime": "requirements.lock",
    ".build": "requirements-build.lock",
    ".dev": "requirements-dev.lock",
}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
RUNNING = PROJECT["project"]["dependencies"]
BUILDING = PROJECT["dependency-groups"]["build"]
TESTING = [said for said in PROJECT["dependency-groups"]["dev"] if isinstance(said, str)]
WANTED = {".runtime": RUNNING, ".build": BUILDING, ".dev": RUNNING + BUILDING + TESTING}
SYSTEMS = [
    {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
    {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
]
PYTHONS = ["3.11.0", "3.12.0", "3.13.0", "3.14.0"]

A_PIN = re.compile(r"([a-z0-9-]+)==(\S+)(?: ; (.+?))?")


@dataclass(frozen=True)
class Pin:
    """One requirement of a lock."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]

    def applies(self, environment=None):
        return not self.marker or Marker(self.marker).evaluate(environment)


def pins(lock):
    """What a lock says; fails on whatever is not one version with its hashes."""
    text = re.sub(r"^ *#.*\n", "", (ROOT / lock).read_text(), flags=re.MULTILINE)
    found = []
    for line in text.replace("\\\n", " ").splitlines():
        pinned, *hashes = re.split(r"\s+--hash=sha256:", line.strip())
        named = A_PIN.fullmatch(pinned)
        assert named, f"{lock}: {pinned} is not pinned to one version"
        assert hashes, f"{lock}: {pinned} has no hashes"
        found.append(Pin(named[1], named[2], named[3] or "", tuple(hashes)))
    return found


def needs(name):
    """What an installed package asks for, as its metadata says: (requirements, extras)."""
    try:
        metadata = importlib.metadata.metadata(name)
    except importlib.metadata.PackageNotFoundError:
        return [], []  # for another Python or system
    return metadata.get_all("Requires-Dist") or [], metadata.get_all("Provides-Extra") or []


# What the locks say


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-build.lock"])
def test_the_lock_for_tests_has_what_the_others_have(lock):
    assert set(pins(lock)) <= set(pins("requirements-dev.lock"))


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system["sys_platform"])
@pytest.mark.parametrize("target", LOCKS)
def test_whatever_a_locked_package_needs_is_locked_too(target, system, python):
    here = default_environment() | system
    here |= {"python_full_version": python, "python_version": python.rpartition(".")[0]}
    locked = {pin.name: pin for pin in pins(LOCKS[target]) if pin.applies(here)}
    asked = [(requirement, "") for requirement in WANTED[target]]
    seen = set()

    while asked:
        requirement, extra = asked.pop()
        wanted = Requirement(requirement)
        if wanted.marker and not wanted.marker.evaluate(here | {"extra": extra}):
            continue
        name = canonicalize_name(wanted.name)
        assert name in locked, f"{requirement} is not in the lock"
        assert wanted.specifier.contains(locked[name].version, prereleases=True), requirement
        for extra in {"", *wanted.extras}:
            if (name, extra) not in seen:
                seen.add((name, extra))
                asked += [(further, extra) for further in needs(name)[0]]

    assert {name for name, _ in seen} == set(locked)


# What is installed


def wheel(folder, name, version):
    """Write a wheel that has nothing in it but what it asks for; its SHA-256."""
    requirements, extras = needs(name)
    info = f"{name.replace('-', '_')}-{version}.dist-info"
    lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
    lines += [f"Provides-Extra: {extra}" for extra in extras]
    lines += [f"Requires-Dist: {requirement}" for requirement in requirements]
    files = {
        f"{info}/METADATA": "\n".join(lines) + "\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{path},{_digest(text)},{len(text)}\n" for path, text in files.items())
    files[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n"
    file = folder / f"{name.replace('-', '_')}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(file, "w") as archive:
        for path, text in files.items():
            archive.writestr(zipfile.ZipInfo(path), text)  # the same bytes each time
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _digest(text):
    digest = hashlib.sha256(text.encode()).digest()
    return "sha256=" + base64.urlsafe_b64encode(digest).decode().rstrip("=")


@pytest.fixture
def shelf(tmp_path):
    """A folder of wheels: of each locked package the next release, and a version 99."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    for pin in {pin for lock in LOCKS.values() for pin in pins(lock)}:
        wheel(folder, pin.name, f"{Version(pin.version).base_version}.99")
        wheel(folder, pin.name, "99.0")
    return folder


@pytest.mark.parametrize("file", ["Makefile", "deploy/Dockerfile"])
def test_nothing_is_looked_up_beside_a_lock(file):
    text = re.sub(r" \\\n\s+", " ", (ROOT / file).read_text())

    lines = re.findall(r"^.*pip install .*(?:requirement|hashes).*", text, re.MULTILINE)

    assert lines
    for line in lines:
        assert "--no-deps --only-binary :all: --require-hashes" in line


def make(folder, target, shelf):
    """Run a target of a copy of the Makefile, where only that shelf can be asked for packages."""
    done = subprocess.run(
        ["make", target, f"PYTHON={sys.executable}"],
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_FIND_LINKS": str(shelf),
            "PIP_NO_INDEX": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def installed(folder):
    """The packages of a virtual environment and their versions, without what it came with."""
    [packages] = folder.glob(".venv/lib/python*/site-packages")
    found = importlib.metadata.distributions(path=[str(packages)])
    return {one.name: one.version for one in found if one.name not in {"pip", "setuptools"}}


def test_newer_releases_change_nothing_about_what_is_installed(tmp_path, shelf):
    shutil.copy(ROOT / "Makefile", tmp_path)
    for lock in LOCKS.values():
        (tmp_path / lock).write_text(
            "".join(
                f"{pin.name}=={pin.version}{f' ; {pin.marker}' if pin.marker else ''} "
                f"--hash=sha256:{wheel(shelf, pin.name, pin.version)}\n"
                for pin in pins(lock)
            )
        )

    locked = {}
    for target, lock in LOCKS.items():
        make(tmp_path, f".venv/{target}", shelf)

        locked |= {pin.name: pin.version for pin in pins(lock) if pin.applies()}
        assert installed(tmp_path) == locked
