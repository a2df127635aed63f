"""
Start a program that ends when its parent does, even when the parent is killed.

``python -m copark.site.leash PROGRAM ARGUMENT…`` asks the kernel for that and becomes the program.
On a system that has no such thing the program simply starts.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  #: linux/prctl.h


def main(argv: list[str]) -> None:
    """Become the program."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() == 1 and os.environ.get("COPARK_PARENT") not in {None, "1"}:
            sys.exit(0)  # the parent died before we asked
    os.execvp(argv[0], argv)  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    main(sys.argv[1:])
