"""Setup phase: compares the requirements with what is there, then installs what is missing into a virtual environment.

Lines that start with `@@setup ` carry JSON for the app; everything else is pip's own output.

Usage: setup.py check | setup.py install offline|online|online-wheels-only
"""

import compileall
import concurrent.futures.process
import contextlib
import ctypes
import importlib.metadata
import json
import multiprocessing
import os
import pathlib
import platform
import re
import subprocess
import sys
import venv

REQUIREMENTS = pathlib.Path("/job/requirements.txt")
WHEELS = pathlib.Path("/job/wheels")
ENVIRONMENT = pathlib.Path("/environment")
# As in shared/egress.ts.
FORWARDER_PORT = 3128
GATEWAY_SOCKET = "/run/gateway/gateway.sock"
# Fewer than the processes that a container may have at the least.
COMPILERS = 16
BROKEN_BUILD = re.compile("subprocess-exited-with-error|metadata-generation-failed|failed-wheel-build|Failed to build")


def main() -> None:
    match sys.argv[1:]:
        case ["check"]:
            tell({"event": "checked", **check()})
        case ["install", network]:
            sys.exit(install(network != "offline", network == "online-wheels-only"))


def tell(event: dict) -> None:
    print("@@setup", json.dumps(event), flush=True)


def check() -> dict[str, list[str]]:
    """Sorts the requirements by where they can come from without a network."""
    from pip._vendor.packaging.requirements import Requirement
    from pip._vendor.packaging.utils import canonicalize_name

    found: dict[str, list[str]] = {"image": [], "wheels": [], "missing": []}
    carried = carried_versions()
    for line in REQUIREMENTS.read_text().splitlines():
        requirement = Requirement(line.split(" --hash")[0])
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        if in_image(requirement):
            found["image"].append(line)
        elif any(
            requirement.specifier.contains(version, prereleases=True)
            for version in carried.get(canonicalize_name(requirement.name), [])
        ):
            found["wheels"].append(line)
        else:
            found["missing"].append(line)
    return found


def in_image(requirement) -> bool:
    # What an extra needs is pip's to find out.
    if requirement.extras:
        return False
    try:
        version = importlib.metadata.version(requirement.name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return requirement.specifier.contains(version, prereleases=True)


def carried_versions() -> dict[str, list[str]]:
    from pip._vendor.packaging.utils import InvalidSdistFilename, InvalidWheelFilename
    from pip._vendor.packaging.utils import parse_sdist_filename, parse_wheel_filename

    versions: dict[str, list[str]] = {}
    for file in WHEELS.iterdir() if WHEELS.is_dir() else []:
        try:
            parse = parse_wheel_filename if file.suffix == ".whl" else parse_sdist_filename
            name, version, *_ = parse(file.name)
        except (InvalidWheelFilename, InvalidSdistFilename):
            continue
        versions.setdefault(name, []).append(str(version))
    return versions


def install(online: bool, wheels_only: bool) -> int:
    tell({"event": "environment", "python": platform.python_version()})
    venv.EnvBuilder(system_site_packages=True, with_pip=False, symlinks=True).create(ENVIRONMENT)
    # Downloads and builds take disk, not the memory behind /tmp.
    scratch = ENVIRONMENT / ".scratch"
    scratch.mkdir()
    os.environ["TMPDIR"] = str(scratch)
    try:
        rules = ["--report", str(scratch / "report.json"), *(["--only-binary", ":all:"] if wheels_only else [])]
        status = with_pip(online, rules)
        if status == 0:
            with consistency_check() as checking:
                compile_modules()
                tell_installed(scratch / "report.json")
                tell_conflicts(checking)
        return status
    finally:
        subprocess.run(["rm", "-rf", scratch], check=False)
        write_out()


def write_out() -> None:
    """Other jobs will rely on what is here now, after a power cut too."""
    folder = os.open(ENVIRONMENT, os.O_RDONLY)
    ctypes.CDLL(None).syncfs(folder)
    os.close(folder)


def tell_installed(report: pathlib.Path) -> None:
    for package in json.loads(report.read_text())["install"]:
        source = package["download_info"]
        hashes = source.get("archive_info", {}).get("hashes", {})
        tell({
            "event": "installed",
            "name": package["metadata"]["name"],
            "version": package["metadata"]["version"],
            "sha256": hashes.get("sha256"),
            "url": source["url"],
        })  # fmt: skip


def consistency_check() -> subprocess.Popen:
    """`pip check`, beside other work."""
    command = [str(ENVIRONMENT / "bin/python"), "-I", "-m", "pip", "check", "--no-color", "--disable-pip-version-check"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, errors="replace")


def tell_conflicts(checking: subprocess.Popen) -> None:
    found, _ = checking.communicate()
    if checking.returncode != 0:
        for line in found.splitlines():
            tell({"event": "conflict", "text": line})


def compile_modules() -> None:
    """Execution cannot write bytecode. pip would compile one module after the other; this takes several cores."""
    modules = [str(module) for module in (ENVIRONMENT / "lib").rglob("*.py")]
    workers = min(os.cpu_count() or 1, COMPILERS)
    with contextlib.suppress(concurrent.futures.process.BrokenProcessPool):
        with concurrent.futures.ProcessPoolExecutor(workers, multiprocessing.get_context("fork")) as compilers:
            list(compilers.map(compile_module, modules, chunksize=32))


def compile_module(module: str) -> None:
    # A module that does not compile is its importer's problem.
    compileall.compile_file(module, quiet=2)


def with_pip(online: bool, rules: list[str]) -> int:
    carried = any(WHEELS.iterdir()) if WHEELS.is_dir() else False
    if carried or not online:
        status, errors = pip("--no-index", "--find-links", str(WHEELS), *rules, quiet=online)
        if status == 0 or not online:
            return status
        if BROKEN_BUILD.search(errors):
            # What the index has would not mend a package that the job itself carries.
            sys.stderr.write(errors)
            return status
    tell({"event": "index"})
    with way_out():
        status, _ = pip(*(["--find-links", str(WHEELS)] if carried else []), *rules, quiet=False)
    return status


@contextlib.contextmanager
def way_out():
    """Runs the forwarder to the gateway, and tells pip, the hub client and everything else of it."""
    command = [sys.executable, "-I", "-S", "/job/system/forward.py", str(FORWARDER_PORT), GATEWAY_SOCKET]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as forwarder:
        forwarder.stdout.readline()
        mirror = f"http://127.0.0.1:{FORWARDER_PORT}"
        os.environ.update(
            PIP_INDEX_URL=f"{mirror}/simple/",
            # The gateway tries again by itself, and tells when it gives up.
            PIP_RETRIES="1",
            PIP_RESUME_RETRIES="0",
            PIP_TIMEOUT="120",
            # What the image's own configuration names cannot be reached.
            PIP_CONFIG_FILE=os.devnull,
            HF_ENDPOINT=f"{mirror}/hub",
            HF_HUB_DISABLE_XET="1",
            HF_HUB_DISABLE_TELEMETRY="1",
        )
        for name in ("HTTP_PROXY", "HTTPS_PROXY"):
            os.environ[name] = os.environ[name.lower()] = mirror
        os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1,localhost"
        try:
            yield
        finally:
            forwarder.kill()


def pip(*options: str, quiet: bool) -> tuple[int, str]:
    """Runs pip; where `quiet`, a failure may only be a reason to try the index as well: its errors come back unshown."""
    command = [
        str(ENVIRONMENT / "bin/python"), "-I", "-m", "pip", "install",
        "--no-input", "--no-cache-dir", "--no-compile", "--disable-pip-version-check", "--no-warn-script-location",
        "--no-color", "--progress-bar", progress_style(), "--requirement", str(REQUIREMENTS), *options,
    ]  # fmt: skip
    ended = subprocess.run(command, stderr=subprocess.PIPE if quiet else None, check=False)
    return ended.returncode, (ended.stderr or b"").decode(errors="replace")


def progress_style() -> str:
    """`raw` prints `Progress N of M` lines; pip knows it from version 24.1 on."""
    major, minor = (int(part) for part in importlib.metadata.version("pip").split(".")[:2])
    return "raw" if (major, minor) >= (24, 1) else "off"


main()
