"""Process 1 of every job container: starts the command, keeps its limits, buries its children, says how it ended.

It runs as the same user as the job, so it must survive the job: the kernel lets nobody inside the container send
process 1 a signal that it does not handle, not even KILL or STOP, and a process that is not dumpable can neither be
traced nor read through /proc. The deadlines therefore hold even when the app that started the container is gone.

Usage: init.py --deadline SECONDS --grace SECONDS --space PATH=BYTES -- COMMAND...
"""

import ctypes
import os
import signal
import sys
import time

PR_SET_DUMPABLE = 4
SPACE_CHECK_SECONDS = 1.0
MAX_FILES = 1_000_000


def main() -> None:
    deadline, grace, path, space, command = arguments(sys.argv[1:])
    token = os.environ.pop("COMPUTESWARM_REPORT", "")
    ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    watched = {signal.SIGCHLD, signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, watched)
    started = time.monotonic()
    child = spawn(command, watched)
    # Of use only at the end, and loaded while the command starts.
    import json
    import resource

    reason, status = supervise(child, started + deadline, grace, path, space, watched)
    bury_all()
    if token:
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        ended = {
            "reason": reason,
            "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else None,
            "seconds": round(time.monotonic() - started, 3),
            "cpuSeconds": round(usage.ru_utime + usage.ru_stime, 3),
            "peakMemoryBytes": usage.ru_maxrss * 1024,
            **space_report(path, space),
        }
        # The last bytes on stderr. The token, unknown to the job, shows that they are not the job's own.
        os.write(2, f"{token} {json.dumps(ended)}\n".encode())
    code = os.waitstatus_to_exitcode(status)
    sys.exit(code if code >= 0 else 128 - code)


def arguments(words: list[str]) -> tuple[float, float, str, int, list[str]]:
    split = words.index("--")
    options = dict(zip(words[:split:2], words[1:split:2], strict=True))
    path, _, space = options["--space"].rpartition("=")
    return float(options["--deadline"]), float(options["--grace"]), path, int(space), words[split + 1 :]


def spawn(command: list[str], blocked: set[signal.Signals]) -> int:
    child = os.fork()
    if child:
        return child
    try:
        os.setsid()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, blocked)
        os.execvp(command[0], command)
    except OSError as error:
        os.write(2, f"{command[0]}: {error.strerror}\n".encode())
    finally:
        os._exit(127)


def supervise(child, deadline, grace, path, space, watched):
    """Waits until the command ends or has to; returns why, and its wait status."""
    reason = "exited"
    kill_at = None
    next_check = time.monotonic() + SPACE_CHECK_SECONDS
    while True:
        now = time.monotonic()
        if kill_at is None and now >= deadline:
            reason, kill_at = "deadline", end_all(now, grace)
        if kill_at is None and now >= next_check:
            if used(path, space) > space:
                reason, kill_at = "space", now
            # A tree that takes long to walk must not keep this process busy all the time.
            next_check = time.monotonic() + max(SPACE_CHECK_SECONDS, 5 * (time.monotonic() - now))
        if kill_at is not None and now >= kill_at:
            kill_everything(signal.SIGKILL)
        wake_at = min(deadline, next_check) if kill_at is None else max(kill_at, now + 0.2)
        received = signal.sigtimedwait(watched, max(0.0, wake_at - time.monotonic()))
        if received and received.si_signo != signal.SIGCHLD and kill_at is None:
            reason, kill_at = "stopped", end_all(time.monotonic(), grace)
        status = reap(child)
        if status is not None:
            return reason, status


def end_all(now: float, grace: float) -> float:
    kill_everything(signal.SIGTERM)
    # A stopped process only takes the signal once it goes on.
    kill_everything(signal.SIGCONT)
    return now + grace


def kill_everything(number: signal.Signals) -> None:
    try:
        os.kill(-1, number)
    except ProcessLookupError:
        pass


def reap(child: int) -> int | None:
    """Buries every child that has ended; the wait status of `child` if it is among them."""
    found = None
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return found
        if pid == 0:
            return found
        if pid == child:
            found = status


def bury_all() -> None:
    """Nothing that the command left behind may go on."""
    while True:
        kill_everything(signal.SIGKILL)
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def used(path: str, enough: int) -> int:
    """Bytes under `path`, the larger of apparent and allocated; stops counting past `enough`."""
    total = files = 0
    folders = [path]
    while folders and total <= enough:
        try:
            with os.scandir(folders.pop()) as entries:
                for entry in entries:
                    files += 1
                    stat = entry.stat(follow_symlinks=False)
                    total += max(stat.st_size, stat.st_blocks * 512)
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                    if files > MAX_FILES:
                        return enough + 1
        except OSError:
            continue
    return total


def space_report(path: str, space: int) -> dict[str, int]:
    disk = os.statvfs(path)
    return {
        "usedBytes": used(path, space),
        "diskBytes": disk.f_blocks * disk.f_frsize,
        "diskFreeBytes": disk.f_bavail * disk.f_frsize,
    }


main()
