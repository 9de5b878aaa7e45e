"""The process keeps the memory of one image for the next."""

import subprocess
import sys

import pytest

IMAGES = """
import resource
from bot.ops import allocator

def faults_of_an_image():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    copies = [b"x" * 9_500_000 for _ in range(5)]  # as received, decoded, with its recipe …
    del copies
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

{setting}
for _ in range(5):
    faults = faults_of_an_image()
print(faults)
"""


def faults(setting=""):
    """How many pages the system had to find for an image after some others."""
    script = IMAGES.format(setting=setting)
    return int(subprocess.check_output([sys.executable, "-c", script], text=True))


@pytest.mark.skipif(sys.platform != "linux", reason="glibc only")
def test_an_image_takes_the_memory_of_the_one_before_it():
    assert faults("allocator.keep_freed_memory()") < faults() / 10
