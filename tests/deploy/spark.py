"""Runs the Spark commands of deploy/README.md on a cluster that loses a worker, beside one machine.

usage: spark.py DPAKIT
"""

import csv
import fcntl
import itertools
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import partners
from cluster import Cluster, below, kill, processes

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "deploy/spark"))
import dpakit_batch  # noqa: E402

#: How many rows are in each part. dpakit puts 64 packs in their places together, so that the work on two parts
#: can be seen half done.
PARTS = [12, 12, 184, 184, 12, 12, 12, 12]
#: For programs that live for seconds: what starts quickly runs more slowly in the long run.
HASTE = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
SETTINGS = """
spark.ui.enabled                 false
spark.driver.extraJavaOptions    HASTE
spark.executor.extraJavaOptions  HASTE
spark.sql.codegen.wholeStage     false
spark.sql.adaptive.enabled       false
spark.sql.shuffle.partitions     2
"""
FAILED = ["row", "key", "code", "message", "column", "cell"]
STARTED = time.monotonic()
#: With DPAKIT_WHOLE, a part that another run holds is waited for too. Whether enough attempts are seen depends on
#: how fast the machine is: it has failed once in five runs, so that it decides over no change.
WHOLE = bool(os.environ.get("DPAKIT_WHOLE"))


def say(what):
    """Tells what holds, and when."""
    print(f"{time.monotonic() - STARTED:4.0f} s  {what}", flush=True)


class Desk:
    """A folder as the README expects it."""

    def __init__(self, folder, dpakit, home):
        self.folder = folder
        (folder / "bin").mkdir()
        shutil.copy(dpakit, folder / "bin/dpakit")
        (folder / "deploy").symlink_to(ROOT / "deploy")
        shutil.copy(ROOT / "benches/batch/pack.toml", folder)
        (folder / "conf").mkdir()
        # What processes that are killed leave behind goes with the folder.
        (folder / "local").mkdir()
        haste = f"{HASTE} -Djava.io.tmpdir={folder}/local"
        (folder / "conf/spark-defaults.conf").write_text(SETTINGS.replace("HASTE", haste))
        path = f"{folder}/bin:{pathlib.Path(sys.executable).parent}:{os.environ['PATH']}"
        self.env = {
            **os.environ,
            "PATH": path,
            "PYSPARK_PYTHON": sys.executable,
            "SPARK_HOME": home,
            "SPARK_CONF_DIR": str(folder / "conf"),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_DAEMON_JAVA_OPTS": haste,
            "SPARK_LOCAL_DIRS": str(folder / "local"),
        }

    def table(self, name, text):
        """Writes a table."""
        (self.folder / name).write_text(text, encoding="utf-8", newline="")

    def dpakit(self, *words, stdin=None):
        """Runs dpakit alone."""
        command = ["dpakit", "batch", "pack.toml", *words]
        return subprocess.run(command, cwd=self.folder, env=self.env, input=stdin, capture_output=True, text=True, check=False)

    def tree(self, out):
        """What stands in an output folder for others, but for the registers of parts."""
        files = {}
        for path in (self.folder / out).rglob("*"):
            name = path.relative_to(self.folder / out)
            if path.is_file() and name.parts[0] != ".dpakit" and not re.fullmatch(r"batch-\d+-of-\d+\.csv", path.name):
                files[str(name)] = path.read_bytes()
        return files

    def findings(self, report):
        """The errors that one machine reports, as the table of failed rows has them."""
        with open(self.folder / report, encoding="utf-8", newline="") as file:
            return [[row[name] for name in FAILED] for row in csv.DictReader(file) if row["severity"] == "error"]

    def failed(self, report):
        """The table of failed rows."""
        (path,) = (self.folder / report / "failed").glob("part-*.csv")
        with open(path, encoding="utf-8", newline="") as file:
            head, *rows = list(csv.reader(file)) or [FAILED]
        assert head == FAILED, head
        return rows


def numbers():
    """The numbers of the partners of the table, so many that each part has its rows."""
    found, keys = [], [[] for _ in PARTS]
    for number in itertools.count():
        key = partners.partner(number)["key"]
        part = dpakit_batch.part(key, len(PARTS))
        if len(keys[part]) < PARTS[part]:
            found.append(number)
            keys[part].append(key)
        if len(found) == sum(PARTS):
            return found, keys


def keys_fall_where_dpakit_has_them(desk):
    """The hash in Python is that of dpakit, for thousands of keys in many scripts."""
    scripts = ["P{}", "Žabka {}", "キー{}", "ключ-{}", "😀{}", "é{}", "a b\t{}", "{}" * 30]
    keys = [text.replace("{}", str(number)) for number in range(500) for text in scripts]
    lines = "".join(json.dumps({"key": key}, ensure_ascii=number % 2 == 0) + "\n" for number, key in enumerate(keys))
    met = {}
    for index in range(7):
        ran = desk.dpakit("--partners", "-", "--kind", "jsonl", "--shard", f"{index}/7", "--dry-run", stdin=lines)
        events = [json.loads(line) for line in ran.stdout.splitlines()]
        met.update({event["row"]: (event["key"], index) for event in events if event["event"] == "row"})
    expected = {row: (key, dpakit_batch.part(key, 7)) for row, key in enumerate(keys, start=1)}
    assert met == expected, [(met.get(row), expected[row]) for row in expected if met.get(row) != expected[row]][:5]
    say(f"{len(keys)} keys fall into the parts in which dpakit has them")


def spoiled():
    """Rows with all that can be wrong with them, with lines that are blank and cells of several lines."""
    rows = [partners.partner(number) for number in range(40)]
    role, date = "parties.partner.role", "agreement.date"
    rows[1] = {**rows[1], role: "kontroller", date: "31.2.2026"}
    rows[3] = {**rows[3], "key": "P00002"}
    rows[5] = {**rows[5], "key": "p00004"}
    # In the parts of a key and of its capitals, the first row is seen by each that has one of the others.
    for at, key in zip(range(8, 14), ["Acme", "acme", "ACME", "aCme", "acme", "Acme"]):
        rows[at] = {**rows[at], "key": key}
    rows[15] = {**rows[15], "key": ""}
    rows[16] = {**rows[16], "key": "../x"}
    rows[17] = {**rows[17], "key": "Žabka"}
    rows[18] = {**rows[18], "agreement.recitals": "One.\nTwo.\n\nFour.", "parties.partner.country": "ZZ"}
    rows[20] = {**rows[20], date: "soon"}
    return rows


def spoiled_csv():
    """The rows as CSV, and what only CSV can have wrong."""
    records = re.split(r"(?<=\n)(?=P\d|Acme|acme|ACME|aCme|p0|,|\.\./|Ž)", partners.table(spoiled()))
    records[7] = "\n" + "," * 12 + "\n   \n" + records[7]
    records[23] = records[23].replace(",", ",", 1)[:60].rstrip('"\n') + "\n"
    records[25] = records[25].replace('"', '"behind" ', 1)
    records[27] = "P00027,5\" pipe,controller\n"
    records[30] = records[30].replace("\n", "\r\n")
    return "".join(records) + 'P99999,controller,"never closed\n' + records[33]


def spoiled_json():
    """The rows as lines of JSON, and what only these can have wrong."""
    lines = [json.dumps({name: text for name, text in row.items() if text}, ensure_ascii=False) for row in spoiled()]
    lines[21] = lines[21][:-9]
    lines[22] = "[1, 2]"
    lines[24] = "\n \t\n" + lines[24]
    lines[26] = lines[26].replace('"key": "P00026"', '"key": 26')
    lines[28] = lines[28].replace('"key": "P00028"', '"key": "P28", "key": "P29"')
    lines[29] = lines[29].replace('"key": "P00029"', '"agreement": {"reference": "R-29"}')
    lines[31] = lines[31].replace("P00031", "P\\ud800")
    lines[32] = lines[32].replace("P00032", " P00032 ")
    lines[34] = lines[34].replace('"agreement.main_agreement.reference"', '"no.such.fact": NaN, "x"')
    return "\n".join(lines) + "\n"


def commands():
    """The commands of the README for Spark."""
    text = (ROOT / "deploy/README.md").read_text(encoding="utf-8")
    return re.findall(r"```sh\n(.*?)```", text.split("## Spark")[1].split("## Kubernetes")[0], re.DOTALL)


def start(desk, cluster, command, log):
    """Starts a command of the README."""
    with open(desk.folder / log, "w") as out:
        env = {**desk.env, **cluster.env, "MASTER": cluster.url}
        return subprocess.Popen(["bash", "-euc", command], cwd=desk.folder, env=env, stdout=out, stderr=out, start_new_session=True)


def ends(desk, child, log, seconds):
    """The exit code of a command."""
    try:
        return child.wait(seconds)
    except subprocess.TimeoutExpired:
        raise AssertionError((desk.folder / log).read_text()[-4000:]) from None


def at_work(found, cluster, out):
    """The runs of dpakit that write, by worker: process and part."""
    runs = {}
    for name in ("one", "two"):
        for pid in below(found, cluster.workers[name].pid):
            words = found[pid].words
            if words[0].endswith("/dpakit") and "--dry-run" not in words and str(out) in words:
                runs[name] = (pid, int(words[words.index("--shard") + 1].split("/")[0]))
    return runs


def tell(pid, what):
    """Sends a signal; False if the process has ended."""
    try:
        os.kill(pid, what)
    except ProcessLookupError:
        return False
    return True


def steps(pid):
    """Lets a process that is held go on for a moment; False if it has ended."""
    tell(pid, signal.SIGCONT)
    time.sleep(0.005)
    return tell(pid, signal.SIGSTOP)


def noted(out, index):
    """The keys of the packs of a part that its journal has: what is not to be made again."""
    journal = out / f".dpakit/{index}-of-{len(PARTS)}/journal.jsonl"
    lines = journal.read_text().splitlines(keepends=True) if journal.exists() else []
    found = [json.loads(line) for line in lines if line.endswith("\n")]
    return {line["pack"]["key"] for line in found if "pack" in line}


def loses_a_worker(desk, cluster, child, keys):
    """Kills a worker, its executor and its dpakit when a part is half done; what was done by then.

    However quick the machine is, a long part is met half done: it is held still as soon as it is seen, and goes
    on in short steps. Meanwhile the other worker can begin.
    """
    out, until = desk.folder / "out", time.monotonic() + 120
    seen, held = {"one": set(), "two": set()}, None
    while child.poll() is None and time.monotonic() < until:
        runs = at_work(processes(), cluster, out)
        for name, (pid, index) in runs.items():
            seen[name].add(index)
            if not held and PARTS[index] == max(PARTS) and tell(pid, signal.SIGSTOP):
                held = (name, pid, index)
        done = noted(out, held[2]) if held else set()
        if held and not done:
            held = steps(held[1]) and held
        elif held and len(done) == len(keys[held[2]]):
            tell(held[1], signal.SIGCONT)
            held = None
        elif held and all(seen.values()):
            name, pid, index = held
            found = processes()
            family = below(found, cluster.workers[name].pid)
            java = [one for one in family if found[one].words[0].endswith("java")]
            assert len(java) == 2 and pid in family, [found[one].words[:1] for one in family]
            # Packs get their places before they are noted: those in between are made again.
            before = {key: (out / key / "manifest.json").stat() for key in done}
            everywhere = sum((out / key).exists() for part in keys for key in part)
            kill(family)
            cluster.workers[name].wait(10)
            assert child.poll() is None, "the job was over before the worker was killed"
            return name, index, before, seen, everywhere, len(family)
        time.sleep(0.01)
    raise AssertionError(f"no part was seen half done: {seen}\n" + (desk.folder / "job.log").read_text()[-4000:])


def main(dpakit, home):
    """Runs the test."""
    with tempfile.TemporaryDirectory(prefix="dpakit-spark-") as temporary:
        desk = Desk(pathlib.Path(temporary).resolve(), dpakit, home)
        keys_fall_where_dpakit_has_them(desk)
        shared, shipped = commands()

        rows, keys = numbers()
        table = partners.table([partners.partner(number) for number in rows])
        desk.table("partners.csv", table)
        desk.table("more-partners.csv", spoiled_csv())
        desk.table("lines.jsonl", spoiled_json())
        whole = desk.dpakit("--partners", "partners.csv", "--out", "whole", "--format", "html")
        assert whole.returncode == 0, whole.stderr
        say(f"one machine writes {len(rows)} packs")

        with Cluster(desk.folder, home, desk.env) as cluster:
            say("a master and two workers are up")
            child = start(desk, cluster, shared, "job.log")
            name, index, done, seen, everywhere, size = loses_a_worker(desk, cluster, child, keys)
            say(f"worker {name} is killed, {size} processes: {len(done)} of {len(keys[index])} packs of part {index}, {everywhere} of {len(rows)} in all")
            assert 0 < len(done) < len(keys[index]) and everywhere < len(rows)
            assert all(seen.values()), seen
            other = {"one": "two", "two": "one"}[name]
            again = False
            while child.poll() is None:
                again |= at_work(processes(), cluster, desk.folder / "out").get(other, (0, -1))[1] == index
                time.sleep(0.02)
            assert child.returncode == 0, (desk.folder / "job.log").read_text()[-4000:]
            assert again, f"worker {other} was not seen at part {index}"
            for key, before in done.items():
                after = (desk.folder / "out" / key / "manifest.json").stat()
                assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns), f"{key} was written again"
            expected, made = desk.tree("whole"), desk.tree("out")
            assert len(expected) == 2 * len(rows) + 1, len(expected)
            different = sorted(name for name in expected.keys() | made.keys() if expected.get(name) != made.get(name))
            assert not different, different[:10]
            assert desk.failed("report") == []
            say(f"the job ends well on worker {other}: {len(made)} files are those of one machine, and none was made twice")

            # One after the other has the worker; a part of the second is held, as by a run that was given up.
            bad = ["more", "lines"]
            held = desk.folder / "lines/.dpakit/3-of-4/lock"
            held.parent.mkdir(parents=True)
            with open(held, "w") as lock:
                if WHOLE:
                    fcntl.flock(lock, fcntl.LOCK_EX)
                jobs = {"more": start(desk, cluster, shipped, "more.log")}
                second = shipped.replace("more-partners.csv", "lines.jsonl").replace("more", "lines")
                jobs["lines"] = start(desk, cluster, second, "lines.log")
                for job, table in zip(bad, ["more-partners.csv", "lines.jsonl"]):
                    one = desk.dpakit("--partners", table, "--out", f"whole-{job}", "--format", "pdf", "--report", f"{job}.csv")
                    assert one.returncode == 3, one.stderr
                # More often than Spark runs a task that failed: the task itself waits.
                refused = set()
                while WHOLE and len(refused) < 6 and jobs["lines"].poll() is None:
                    pid, index = at_work(processes(), cluster, desk.folder / "lines").get(other, (0, -1))
                    refused |= {pid} if index == 3 else set()
                    time.sleep(0.005)
                if not WHOLE:
                    say("skipped: a part that another run holds (set DPAKIT_WHOLE)")
                log = (desk.folder / "lines.log").read_text()
                assert not WHOLE or len(refused) == 6, f"a part that another run holds is not waited for: {refused}\n{log[-6000:]}"
            for job in bad:
                assert ends(desk, jobs[job], f"{job}.log", 120) == 3, (desk.folder / f"{job}.log").read_text()[-4000:]
                compare(desk, job)
        assert not cluster.left()
        say("no process is left")


def compare(desk, job):
    """The cluster says and writes what one machine does of a table with bad rows."""
    expected, told = desk.findings(f"{job}.csv"), desk.failed(f"{job}-report")
    assert told == expected, "\n".join(f"{a}\n{b}" for a, b in zip(told, expected) if a != b) or (len(told), len(expected))
    assert desk.tree(job) == desk.tree(f"whole-{job}") != {}
    say(f"{job}: {len(told)} findings in {len({row[0] for row in told})} bad rows, and all files, are those of one machine")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    import pyspark

    main(sys.argv[1], os.path.dirname(pyspark.__file__))
