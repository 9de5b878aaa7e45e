"""How many files and connections this process may have open at once.

Linux gives a process 1,024 handles, under systemd as well, and lets it raise that by itself: the
low soft limit is there for programs that use select(), which we don't.
"""

try:
    import resource
except ImportError:  # Windows has no such limit
    resource = None  # type: ignore[assignment]

ENOUGH = 65_536  # handles


def raise_limit() -> None:
    """Raise the soft limit as far as the hard one allows, and to `ENOUGH` at most."""
    if resource is None:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = ENOUGH if hard == resource.RLIM_INFINITY else min(ENOUGH, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def limit() -> int:
    """The soft limit."""
    if resource is None:
        return ENOUGH
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return ENOUGH if soft == resource.RLIM_INFINITY else soft
