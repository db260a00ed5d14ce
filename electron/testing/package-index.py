"""A package index for tests: `probe-a` 1.0, which requires `probe-b`, 3 MB each. Prints `ready` when it serves port 8080."""

import hashlib
import http.server
import os
import pathlib
import zipfile

ROOT = pathlib.Path("/tmp/index")


def wheel(name: str, requires: str) -> None:
    folder = ROOT / "simple" / name
    folder.mkdir(parents=True)
    module, info = name.replace("-", "_"), f"{name.replace('-', '_')}-1.0.dist-info"
    files = {
        f"{module}.py": b"answer = 42\n",
        f"{module}.bin": os.urandom(3_000_000),
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n{requires}".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    files[f"{info}/RECORD"] = "".join(f"{file},,\n" for file in [*files, f"{info}/RECORD"]).encode()
    path = folder / f"{module}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for file, content in files.items():
            archive.writestr(file, content)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    (folder / "index.html").write_text(f'<!DOCTYPE html><html><body><a href="{path.name}#sha256={digest}">{path.name}</a>')


wheel("probe-a", "Requires-Dist: probe-b\n")
wheel("probe-b", "")
os.chdir(ROOT)
server = http.server.ThreadingHTTPServer(("", 8080), http.server.SimpleHTTPRequestHandler)
print("ready", flush=True)
server.serve_forever()
