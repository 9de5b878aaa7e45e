"""A warm interpreter that starts the bot's program in processes of its own, one after another.

A cold `python -m bot run` spends a second on imports; forked from here a start costs a tenth of it,
so that many kills fit into a test. Each line on standard input starts one; its process id is
answered at once, and its end when it ends.
"""

import gc
import os
import sys

import google.genai  # noqa: F401  # warm

import bot.app  # noqa: F401  # warm
from bot.__main__ import main


def serve() -> None:
    """Start a bot for each line, until the input ends."""
    gc.freeze()
    print("ready", flush=True)
    while sys.stdin.readline():
        child = os.fork()
        if child == 0:
            os.dup2(2, 1)  # what the program prints is for the log
            os._exit(main(["run"]))
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    serve()
