"""The limit of files and connections that this process may have open at once.

Linux gives a process 1,024 handles, also under systemd, and lets it raise that itself. The low soft
limit exists for programs that use select(), which Easel doesn't.
"""

import resource

MAX_HANDLES = 65_536  # handles


def raise_limit() -> None:
    """Raise the soft limit as far as the hard one allows, and to `MAX_HANDLES` at most."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MAX_HANDLES if hard == resource.RLIM_INFINITY else min(MAX_HANDLES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def limit() -> int:
    """Return the soft limit, in handles; at most `MAX_HANDLES` where there is none."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MAX_HANDLES if soft == resource.RLIM_INFINITY else soft
