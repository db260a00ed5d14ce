"""Shows which GPUs this job was given."""

import os
import shutil
import subprocess
from pathlib import Path


def main() -> None:
    given = os.environ.get("NVIDIA_VISIBLE_DEVICES", "")
    print(f"NVIDIA_VISIBLE_DEVICES={given}", flush=True)
    devices = sorted(str(path) for path in Path("/dev").glob("nvidia*"))
    print(f"Devices: {', '.join(devices) or 'none'}", flush=True)
    command = shutil.which("nvidia-smi")
    listed = "nvidia-smi is not in this container."
    if command:
        ended = subprocess.run([command, "-L"], capture_output=True, text=True, timeout=30, check=False)
        listed = (ended.stdout + ended.stderr).strip()
    print(listed, flush=True)
    Path("/outputs/gpus.txt").write_text(f"{given}\n{listed}\n")


main()
