"""A real PostgreSQL for tests: a cluster of its own in a folder, on loopback, with a password."""

import importlib.util
import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

from hal.desktop import loopback
from tests.rig import needed

MISSING = "PostgreSQL is not installed: apt-get install postgresql, pip install 'ridegate[postgres]'"
_PASSWORD = "only-a-test"


def programs():
    """The folder with initdb and pg_ctl, None where there is none."""
    found = shutil.which("initdb")
    places = [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "pg_ctl").exists()), None)


@contextmanager
def running():
    """The URL of a database that is there inside, and the environment with its password; skips by name without one."""
    where = programs()
    if where is None:
        needed.skip(MISSING, needed.SERVERS)
    if importlib.util.find_spec("psycopg") is None:
        needed.skip(MISSING, needed.SERVERS)
    user = {} if os.geteuid() else {"user": "postgres", "group": "postgres"}  # it does not run as root
    folder = Path(tempfile.mkdtemp(prefix="ridegate-pg-"))
    try:
        if user:
            shutil.chown(folder, "postgres", "postgres")
        secret, data = folder / "secret", folder / "data"
        secret.write_text(_PASSWORD)
        secret.chmod(0o644)
        port = loopback.free_port()
        quiet = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder, **user}
        subprocess.run(
            [where / "initdb", "-D", data, "-U", "sink", "-A", "scram-sha-256", "--pwfile", secret, "-E", "UTF8", "-N"],
            **quiet,
        )
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
        subprocess.run([where / "pg_ctl", "-D", data, "-w", "-o", options, "-l", folder / "log", "start"], **quiet)
        try:
            passwords = folder / "passwords"
            passwords.write_text(f"127.0.0.1:{port}:*:sink:{_PASSWORD}\n")
            passwords.chmod(0o600)
            yield f"postgresql://sink@127.0.0.1:{port}/postgres", {"PGPASSFILE": str(passwords)}
        finally:
            subprocess.run([where / "pg_ctl", "-D", data, "-m", "immediate", "stop"], **quiet)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
