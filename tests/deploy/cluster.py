"""A standalone Spark cluster on this machine, whose processes are known and all end with it."""

import os
import pathlib
import re
import signal
import subprocess
import time
import uuid

#: Stands in the environment of every process of a cluster.
MARK = "DPAKIT_CLUSTER"


def within(seconds, what, ask):
    """Asks until there is an answer."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if answer := ask():
            return answer
        time.sleep(0.05)
    raise TimeoutError(f"{what}: nothing after {seconds} seconds")


class Process:
    """A process as /proc shows it."""

    def __init__(self, pid):
        self.pid = pid
        raw = pathlib.Path(f"/proc/{pid}/stat").read_text()
        state, parent = raw.rpartition(")")[2].split()[:2]
        self.alive, self.parent = state not in "ZX", int(parent)
        self.words = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")


def processes():
    """All processes by their numbers."""
    found = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                process = Process(int(entry))
            except (FileNotFoundError, ProcessLookupError):
                continue
            if process.alive:
                found[process.pid] = process
    return found


def below(found, pid):
    """A process and all that it began, as far as they are its children still."""
    family = {pid}
    while more := {process.pid for process in found.values() if process.parent in family} - family:
        family |= more
    return family & found.keys()


def kill(pids):
    """Ends processes at once, as when their machine loses power."""
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


class Cluster:
    """A master and its workers, each with a core."""

    def __init__(self, desk, home, env):
        self.desk, self.home = desk, pathlib.Path(home)
        self.mark = uuid.uuid4().hex
        # All on loopback, and no page on which to watch it.
        self.env = {**env, MARK: self.mark, "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_DAEMON_MEMORY": "256m", "SPARK_HOME": str(home)}
        self.workers = {}

    def __enter__(self):
        try:
            log = self.begin("master", "master.Master", "--port", "0")
            self.url = within(60, "the master", lambda: re.search(r"spark://127\.0\.0\.1:\d+", log.read_text()))[0]
            for name in ("one", "two"):
                work = self.desk / f"work-{name}"
                self.begin(name, "worker.Worker", "--cores", "1", "--memory", "1g", "--work-dir", work, self.url)
            for name in ("one", "two"):
                log = self.desk / f"{name}.log"
                within(60, f"worker {name}", lambda: "Successfully registered with master" in log.read_text())
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        """Ends all that is left, also what has lost its parent."""
        within(20, "the end of all processes", lambda: kill(self.left()) or not self.left())

    def begin(self, name, what, *more):
        """Starts a part of the cluster; its log."""
        log = self.desk / f"{name}.log"
        command = [self.home / "bin/spark-class", f"org.apache.spark.deploy.{what}", "--host", "127.0.0.1", "--webui-port", "0", *more]
        with open(log, "w") as out:
            child = subprocess.Popen(
                list(map(str, command)), cwd=self.desk, env=self.env, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True
            )
        self.workers[name] = child
        return log

    def left(self):
        """The processes that carry the mark, but for those that have ended."""
        found = []
        for pid in processes():
            try:
                words = pathlib.Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
            except (FileNotFoundError, ProcessLookupError, PermissionError):
                continue
            if f"{MARK}={self.mark}".encode() in words:
                found.append(pid)
        for child in self.workers.values():
            child.poll()
        return found
