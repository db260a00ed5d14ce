"""Says hello, and what this job may use."""

import os
import platform
import shutil
from pathlib import Path


def limit(*files: str) -> str:
    """The first of some control group files that is there, in version 2 or 1."""
    for file in files:
        try:
            return (Path("/sys/fs/cgroup") / file).read_text().strip()
        except OSError:
            continue
    return "unknown"


def cpus() -> str:
    quota, _, period = limit("cpu.max").partition(" ")
    if not period:
        quota, period = limit("cpu/cpu.cfs_quota_us"), limit("cpu/cpu.cfs_period_us")
    return f"{int(quota) / int(period):g}" if quota.isdigit() and period.isdigit() else "unlimited"


def mebibytes(text: str) -> str:
    return f"{int(text) / 1024**2:.0f} MiB" if text.isdigit() else text


def space(folder: str) -> str:
    return mebibytes(str(shutil.disk_usage(folder).total))


def main() -> None:
    facts = {
        "Python": platform.python_version(),
        "System": f"{platform.system()} {platform.machine()}",
        "User": str(os.getuid()),
        "CPUs": cpus(),
        "Memory": mebibytes(limit("memory.max", "memory/memory.limit_in_bytes")),
        "Processes": limit("pids.max", "pids/pids.max"),
        "/tmp": space("/tmp"),
        "/dev/shm": space("/dev/shm"),
        "Inputs": ", ".join(sorted(os.listdir())),
    }
    lines = [f"{name + ':':<12}{value}" for name, value in facts.items()]
    print("Hello from a container.", *lines, sep="\n")
    Path("/outputs/hello.txt").write_text("\n".join(["Hello!", *lines, ""]))
    print("Wrote /outputs/hello.txt.")


main()
