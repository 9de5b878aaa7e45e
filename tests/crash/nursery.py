"""A warm interpreter that starts the bot's program in processes of its own, one after another.

A cold `python -m bot run` spends a second on imports; forked from here a start costs a tenth of it,
so that many kills fit into a test. Each line on standard input starts one; its process id is
answered at once, and its end when it ends. A line is what stands after `easel` on the command line.

    python -m tests.crash.nursery [LEASE]

With a number of seconds, leases last so long: a test can't wait for the two minutes that a frozen
process has. What a lease is worth does not hang on its length.
"""

import gc
import os
import sys

import google.genai  # noqa: F401  # warm

import bot.app  # noqa: F401  # warm
from bot.__main__ import main
from bot.engine import leases


def serve() -> None:
    """Start a bot for each line, until the input ends."""
    if lease := sys.argv[1:]:
        leases.LEASE = float(lease[0])
    gc.freeze()
    print("ready", flush=True)
    while line := sys.stdin.readline():
        child = os.fork()
        if child == 0:
            os.dup2(2, 1)  # what the program prints is for the log
            os._exit(main(line.split()))
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    serve()
