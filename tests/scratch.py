"""Where tests put their files."""

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM = 2 << 30  # bytes; a whole run writes a tenth of it


def _folder() -> Path:
    """Memory where there is room: on a disk, tests wait for it most of their time.

    Every commit of SQLite and every picture is synced.
    """
    if (
        os.access(MEMORY, os.R_OK | os.W_OK | os.X_OK)
        and not os.statvfs(MEMORY).f_flag & os.ST_NOEXEC  # some tests run what they install
        and shutil.disk_usage(MEMORY).free > ROOM
    ):
        return MEMORY
    return Path(tempfile.gettempdir())


FOLDER = _folder()
