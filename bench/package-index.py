"""A package index for the bench: six pure-Python packages, about 2 MB each, in as many versions as asked for.

The same version always has the same bytes. Usage: package-index.py VERSIONS; prints `ready` when it serves port 8080.
"""

import functools
import hashlib
import http.server
import pathlib
import random
import sys
import zipfile

ROOT = pathlib.Path("/index")
PORT = 8080
MODULES = 20
DATA_BYTES = 1_800_000
# Each package, and what it requires in the same version.
PACKAGES = {
    "bench-alpha": ["bench-beta", "bench-gamma"],
    "bench-beta": ["bench-delta"],
    "bench-gamma": ["bench-delta", "bench-epsilon"],
    "bench-delta": [],
    "bench-epsilon": ["bench-zeta"],
    "bench-zeta": [],
}


def main() -> None:
    versions = [f"1.0.{number}" for number in range(int(sys.argv[1]))]
    for package, requires in PACKAGES.items():
        folder = ROOT / "simple" / package
        folder.mkdir(parents=True)
        links = [link(folder, package, version, requires) for version in versions]
        (folder / "index.html").write_text(f"<!DOCTYPE html><html><body>{''.join(links)}</body></html>")
    handler = functools.partial(Handler, directory=str(ROOT))
    server = http.server.ThreadingHTTPServer(("", PORT), handler)
    print("ready", flush=True)
    server.serve_forever()


class Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass


def link(folder: pathlib.Path, package: str, version: str, requires: list[str]) -> str:
    module = package.replace("-", "_")
    wheel = folder / f"{module}-{version}-py3-none-any.whl"
    build(wheel, module, version, requires)
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    return f'<a href="{wheel.name}#sha256={digest}">{wheel.name}</a><br>'


def build(wheel: pathlib.Path, module: str, version: str, requires: list[str]) -> None:
    chance = random.Random(f"{module} {version}")
    info = f"{module}-{version}.dist-info"
    metadata = [f"Metadata-Version: 2.1\nName: {module}\nVersion: {version}"]
    metadata += [f"Requires-Dist: {name}=={version}" for name in requires]
    files = {
        f"{module}/__init__.py": f'VERSION = "{version}"\n',
        f"{module}/data.bin": chance.randbytes(DATA_BYTES),
        f"{info}/METADATA": "\n".join(metadata) + "\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: bench\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    for number in range(MODULES):
        files[f"{module}/part_{number}.py"] = source(chance)
    files[f"{info}/RECORD"] = "".join(f"{name},,\n" for name in [*files, f"{info}/RECORD"])
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, content in files.items():
            # Made by hand, it has the format's earliest date instead of today's.
            archive.writestr(zipfile.ZipInfo(name), content)


def source(chance: random.Random) -> str:
    """About 10 KB of Python, because pip compiles what it installs."""
    functions = [
        f"def step_{number}(value, factor={chance.random()}):\n"
        f"    total = [value * factor, {chance.randrange(10**6)}, value + {chance.randrange(10**6)}]\n"
        f"    return sum(total)\n"
        for number in range(80)
    ]
    return "\n".join(functions)


main()
