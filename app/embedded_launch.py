"""Becomes a server that cannot outlive the process that started it.

Run as a script, with no site packages, so that nothing of the application is forked:

    python -I -S embedded_launch.py PARENT SIGNAL IDENTITY PROGRAM ARGUMENT...

PARENT is the process whose end sends SIGNAL. IDENTITY says who the server is: `self`; `namespace`,
for root, whom PostgreSQL refuses: the same user under another number in a user namespace of its
own; or `nobody`, for root where namespaces are forbidden.
"""

import ctypes
import os
import pwd
import sys
from pathlib import Path

CLONE_NEWUSER = 0x10000000
PR_SET_PDEATHSIG = 1
REFUSED = 97  # the exit status that says: this identity cannot be taken here


def main(arguments: list[str]) -> None:
    """Takes the identity, ties itself to the parent and turns into the program."""
    parent, signal_number, identity, program, *rest = arguments
    libc = ctypes.CDLL(None, use_errno=True)
    try:
        if identity == "namespace":
            _enter_namespace(libc)
        elif identity == "nobody":
            _become_nobody()
    except OSError:
        sys.exit(REFUSED)
    # After the identity: a change of user clears it.
    libc.prctl(PR_SET_PDEATHSIG, int(signal_number), 0, 0, 0)
    if os.getppid() != int(parent):
        sys.exit("the process that asked for this server has ended")
    os.execv(program, [program, *rest])  # noqa: S606


def _enter_namespace(libc: ctypes.CDLL) -> None:
    """The same user, seen as number 1000 by itself and its children. Files stay whose they were."""
    uid, gid = os.getuid(), os.getgid()
    if libc.unshare(CLONE_NEWUSER):
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"1000 {uid} 1")
    Path("/proc/self/gid_map").write_text(f"1000 {gid} 1")


def _become_nobody() -> None:
    nobody = pwd.getpwnam("nobody")
    os.setgroups([])
    os.setgid(nobody.pw_gid)
    os.setuid(nobody.pw_uid)


if __name__ == "__main__":
    main(sys.argv[1:])
