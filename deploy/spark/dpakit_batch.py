"""One contract pack for each row of a partner table, on the workers of a Spark cluster.

Spark reads the table and deals its rows to parts by the hash that `dpakit batch --shard I/N` uses. In each
part the rows go, as they are written, to `dpakit batch --shard I/N`; its events come back as a DataFrame with
one line for each row.

What the whole table says of a row stays true in a part:

- Rows keep their lines. Blank lines stand for the rows of other parts; dpakit passes over them, and so all
  the places it names are those of the table. Only the numbers of rows are counted anew by dpakit, and are
  put right here.
- A key stands once in a table, and differs from others in more than capitals. Equal keys fall into one part,
  where dpakit finds them. Rows whose keys collide and lie in several parts are sent to each of these;
  each part tells of its own rows alone, and sees the others.
- A row in which this program finds no plain key is sent to all parts: dpakit decides whose it is.

A part that fails raises, and Spark runs it again, also on another worker. dpakit notes in OUT what each part
has finished, so that it goes on there.
"""

import argparse
import ctypes
import hashlib
import itertools
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import namedtuple

#: dpakit's limit for the length of a row.
MAX_ROW = 4 << 20
#: What Rust takes for white space.
WHITE = "\t\n\x0b\x0c\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
#: Keys that are read alike by everybody.
PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
#: dpakit's exit codes.
FINE, FINDINGS, COULD_NOT_RUN, ROWS_LEFT_OUT = range(4)

#: What becomes of a row; `register` is its line in batch.csv.
RESULTS = """
    row long, line long, key string, status string, folder string,
    findings array<struct<code: string, severity: string, message: string, column: string, cell: string, help: string>>,
    part int, host string, attempt int, register string
"""

#: A row as the table has it: number, first line, the row that a spreadsheet shows, text, and its key if that is plain.
Row = namedtuple("Row", "number line shown text key")


class NoTable(Exception):
    """A table that this program cannot deal out."""


def part(key, of):
    """The part in which a key lies: src/batch/shard.rs in Python."""
    digest = hashlib.sha256()
    for piece in (b"shard", key.encode()):
        digest.update(len(piece).to_bytes(8, "little") + piece)
    return int.from_bytes(digest.digest()[:8], "big") % of


# --- The table -------------------------------------------------------------------------------------------


def separator(start):
    """The sign between cells that the header has most often, found as dpakit does."""
    counts, quoted = dict.fromkeys(",;\t|", 0), False
    for sign in start:
        if sign == '"':
            quoted = not quoted
        elif sign in "\r\n" and not quoted and any(counts.values()):
            break
        elif sign in counts and not quoted:
            counts[sign] += 1
    return max(counts, key=counts.get)


def cells(text, between):
    """The cells of a record; None while a quote is open, so that the record goes on in the next line."""
    found, at = [], 0
    while True:
        value = ""
        if text.startswith('"', at):
            pieces, at = [], at + 1
            while True:
                end = text.find('"', at)
                if end < 0:
                    return None
                pieces.append(text[at:end])
                at = end + 1
                if not text.startswith('"', at):
                    break
                pieces.append('"')
                at += 1
            value = "".join(pieces)
        end = text.find(between, at)
        rest = text[at:] if end < 0 else text[at:end]
        if "\r" in rest:
            raise NoTable("a carriage return ends a line alone")
        found.append(value + (rest.lstrip(" ") if value else rest))
        if end < 0:
            return found
        at = end + 1


def records(lines, between):
    """The records of separated values with something in them: first line, row in a spreadsheet, text, cells.

    `lines` are numbered from 1. An open quote at the end of the table makes a record without cells.
    """
    begun, shown, text = 0, 1, None
    for number, line in lines:
        if "\ufffd" in line:
            raise NoTable(f"line {number} is not in UTF-8")
        if text is not None:
            text += "\n" + line
            if '"' not in line:
                continue
        else:
            begun, text = number, line
        if len(text) > MAX_ROW:
            raise NoTable(f"the row in line {begun} is longer than 4 MiB; perhaps its quote is never closed")
        try:
            values = cells(text.removesuffix("\r"), between)
        except NoTable as trouble:
            raise NoTable(f"{trouble}, in line {number}") from None
        if values is not None:
            if any(value.strip(WHITE) for value in values):
                yield begun, shown, text, values
            text, shown = None, shown + 1
    if text is not None:
        yield begun, shown, text, None


def plain(key):
    """A key, if all read it alike."""
    return key if isinstance(key, str) and PLAIN.fullmatch(key) else None


def key_of_cells(values, at):
    """The key of a record."""
    return plain(values[at].strip(WHITE)) if values is not None and at < len(values) else None


def key_of_json(text, name):
    """The key of a line of JSON, if it is plain and stands there once."""

    def table(pairs):
        found = dict(pairs)
        if len(found) < len(pairs):
            raise ValueError("a name stands there twice")
        return found

    def constant(word):
        raise ValueError(f"{word} is no JSON")

    # A half of a character that is written in two is refused by dpakit, and read by Python.
    if "\ufffd" in text or "\\ud" in text.lower():
        return None
    try:
        facts = json.loads(text, object_pairs_hook=table, parse_constant=constant)
    except (ValueError, RecursionError):
        return None
    if not isinstance(facts, dict):
        return None
    for wanted in [name] if name else ["key", "agreement.reference"]:
        above, _, below = wanted.rpartition(".")
        inner = facts.get(above) if above else None
        found = [facts[wanted]] if wanted in facts else []
        found += [inner[below]] if isinstance(inner, dict) and below in inner else []
        if found:
            return plain(found[0]) if len(found) == 1 else None
    return None


class Table:
    """A partner table that Spark reads: its header, if it has one, and an RDD of its rows."""

    def __init__(self, context, name, kind, key):
        self.header = None
        # Lines end with a line feed alone: a carriage return may stand in a cell.
        lines = context.newAPIHadoopFile(
            name,
            "org.apache.hadoop.mapreduce.lib.input.TextInputFormat",
            "org.apache.hadoop.io.LongWritable",
            "org.apache.hadoop.io.Text",
            conf={"textinputformat.record.delimiter": "\n"},
        )
        lines = lines.values().zipWithIndex().map(lambda pair: (pair[1] + 1, pair[0]))
        if kind == "jsonl":
            rows = lines.filter(lambda pair: pair[1].strip(" \t\r\x0c")).zipWithIndex()
            self.rows = rows.map(lambda at: Row(at[1] + 1, at[0][0], at[0][0], at[0][1], key_of_json(at[0][1], key)))
            return
        start = "\n".join(text for _, text in lines.take(1000)).removeprefix("\ufeff")
        between = "\t" if kind == "tsv" else separator(start[: 64 << 10])

        # Where a record ends is known only from the beginning: one task puts all records together.
        def together(numbered):
            at = None
            unmarked = ((n, text.removeprefix("\ufeff") if n == 1 else text) for n, text in numbered)
            for number, (line, shown, text, values) in enumerate(records(unmarked, between)):
                if at is None:
                    names = [name.strip(WHITE) for name in values or []]
                    at = next((names.index(name) for name in wanted if name in names), len(names))
                    yield Row(0, line, shown, text, None)
                else:
                    yield Row(number, line, shown, text, key_of_cells(values, at))

        wanted = [key] if key else ["key", "agreement.reference"]
        whole = lines.repartitionAndSortWithinPartitions(1).mapPartitions(together)
        self.header = next(iter(whole.take(1)), None)
        self.rows = whole.filter(lambda row: row.number > 0)


# --- A part, on a worker ---------------------------------------------------------------------------------


class Part:
    """Runs dpakit on the rows of a part; what it holds is sent to the workers."""

    def __init__(self, args, header, left):
        self.args, self.header, self.left = args, header, left
        self.dry = args.dry_run

    def command(self, table, *more):
        """The call of dpakit. What `--files` or `--archives` brought is taken first."""
        from pyspark import SparkFiles

        def place(names):
            name, absolute = names
            shipped = SparkFiles.get(name)
            return shipped if os.path.exists(shipped) else absolute

        args = self.args
        command = [place(args.dpakit), "batch", place(args.pack), "--partners", table, "--kind", args.kind]
        command += ["--out", args.out, "--events", "always", *more]
        if args.key:
            command += ["--key", args.key]
        return command + (["--dry-run"] if self.dry else []) + args.options

    def check(self, _):
        """What dpakit says of all but the rows: its exit code, and its words."""
        command = self.command("-", "--shard", f"0/{self.args.parts}")
        command += [] if self.dry else ["--dry-run"]
        header = (self.header.text + "\n").encode() if self.header else b""
        try:
            ran = subprocess.run(command, input=header, capture_output=True, check=False)
        except OSError as error:
            return COULD_NOT_RUN, f"error: `{command[0]}` cannot be run: {error.strerror}"
        return ran.returncode, ran.stderr.decode(errors="replace").strip()

    def run(self, index, rows):
        """The results of the rows of a part. They come in their order, each with whether it must be here."""
        numbers, lines, must = [], [], set()
        # The rows of a spreadsheet by those that the part has: line breaks in cells are in other parts.
        shown, here = {}, 0
        # The manifests name the table, so that its rows stand in a file of its name, not in a pipe. It is whole
        # before dpakit starts, which cannot take for the end where a dying worker stopped.
        local = os.environ.get("SPARK_LOCAL_DIRS", tempfile.gettempdir()).split(",")[0]
        with tempfile.TemporaryDirectory(prefix="dpakit-", dir=local) as folder:
            path = os.path.join(folder, os.path.basename(self.args.partners))
            with open(path, "w", encoding="utf-8", newline="") as table:
                at = 1
                for row, sure in itertools.chain([(self.header, False)] * bool(self.header), rows):
                    table.write("\n" * (row.line - at) + row.text + "\n")
                    here += row.line - at + 1
                    shown[here] = row.shown
                    at = row.line + row.text.count("\n") + 1
                    if row is not self.header:
                        numbers.append(row.number)
                        lines.append(row.line)
                    if sure:
                        must.add(row.number)
            found = self.dpakit(index, path, numbers, lines, shown)
        missing = must - {result[0] for result in found}
        if missing:
            raise RuntimeError(f"dpakit tells nothing of row {min(missing)}: it reads another key in it")
        return iter(found)

    def dpakit(self, index, table, numbers, lines, shown):
        """Runs dpakit, as long as another run holds the part: one of a worker that Spark gave up too early."""
        until = time.monotonic() + self.args.wait
        while True:
            code, results, said = self.once(index, table, numbers, lines, shown)
            if code in (FINE, ROWS_LEFT_OUT):
                return results
            if "FIL-BUSY" not in said or time.monotonic() > until:
                raise RuntimeError(f"dpakit ended with {code} in part {index}: {said}")
            time.sleep(1)

    def once(self, index, table, numbers, lines, shown):
        """One run: its exit code, its results, its words."""
        from pyspark import TaskContext

        task = TaskContext.get()
        shard = f"{index}/{self.args.parts}"
        command = self.command(table, "--shard", shard, "--jobs", str(task.cpus()), "--quiet")
        # dpakit goes with its worker: nobody would read what it finds.
        tie = getattr(ctypes.CDLL(None), "prctl", None)
        with tempfile.TemporaryFile() as errors:
            child = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                preexec_fn=tie and (lambda: tie(1, signal.SIGKILL)),
            )
            try:
                judged, finished, ended = {}, [], None
                for event in map(json.loads, child.stdout):
                    if event["event"] == "checked":
                        judged[event["row"]] = event["findings"]
                    elif event["event"] == "row":
                        finished.append(event)
                    elif event["event"] == "end":
                        ended = event
                code = child.wait()
            finally:
                child.kill()
                child.wait()
            errors.seek(0)
            said = errors.read().decode(errors="replace").strip()
        if code not in (FINE, ROWS_LEFT_OUT) or ended is None:
            return COULD_NOT_RUN if code in (FINE, ROWS_LEFT_OUT) else code, [], said
        self.left.add(ended["stale_count"] - ended["removed"])
        register = self.register(index)
        host, attempt = socket.gethostname(), task.attemptNumber()

        def result(event):
            row = event["row"] - 1
            findings = event.get("findings") or judged.get(event["row"], [])
            findings = [finding(one, shown) for one in findings]
            key, status = event["key"], event["status"]
            folder = event.get("folder")
            line = register.get(key) if folder else None
            return numbers[row], lines[row], key, status, folder, findings, index, host, attempt, line

        return code, [result(event) for event in finished], said

    def register(self, index):
        """The lines of the register that dpakit writes for a part, by key; none where OUT is no folder."""
        path = os.path.join(self.args.out, f"batch-{index}-of-{self.args.parts}.csv")
        if self.dry or is_url(self.args.out):
            return {}
        with open(path, encoding="utf-8", newline="\n") as file:
            numbered = enumerate((line.removesuffix("\n") for line in file), start=1)
            return {values[0]: text for _, _, text, values in records(numbered, ",")}


def finding(found, shown):
    """A finding for the DataFrame, with the rows that the table shows. Only what is said of keys names other rows."""
    message = found["message"]
    if found["code"] == "ROW-KEY":
        message = re.sub(r"\bof row (\d+)\b", lambda row: f"of row {shown[int(row[1])]}", message)
    cell = found.get("cell") or found.get("place")
    if cell is not None:
        cell = re.sub(r"^(row |[A-Z]+)(\d+)$", lambda at: at[1] + str(shown[int(at[2])]), cell)
    help_line = next(iter(found.get("help", [])), None)
    return found["code"], found["severity"], message, found.get("column"), cell, help_line


def write_register(out, head, lines, force):
    """Writes batch.csv of the whole table, in one piece; `lines` are in order."""
    path = os.path.join(out, "batch.csv")
    if os.path.exists(path) and not force:
        with open(path, encoding="utf-8", errors="replace", newline="\n") as there:
            if there.readline().rstrip("\r\n") != head:
                raise RuntimeError(f"`{path}` exists, and dpakit did not write it: move it away")
    with tempfile.NamedTemporaryFile("w", dir=out, prefix=".dpakit-", encoding="utf-8", newline="", delete=False) as file:
        try:
            for line in itertools.chain([head], lines):
                file.write(line + "\n")
            file.flush()
            os.fsync(file.fileno())
            os.chmod(file.name, 0o644)
            os.replace(file.name, path)
        except BaseException:
            os.unlink(file.name)
            raise


# --- The driver ------------------------------------------------------------------------------------------


def is_url(out):
    """Whether the output goes to an object store."""
    return "://" in out


def deal(table, parts):
    """The rows of each part in the order of the table, and how many there are in all."""
    keyed = table.rows.filter(lambda row: row.key).map(lambda row: (row.key.lower(), {part(row.key, parts)}))
    groups = keyed.reduceByKey(lambda some, more: some | more)
    colliding = groups.filter(lambda group: len(group[1]) > 1).collectAsMap()

    def sent(row):
        own = part(row.key, parts) if row.key else None
        places = range(parts) if own is None else colliding.get(row.key.lower(), [own])
        return [((place, row.number), (row, place == own)) for place in places]

    dealt = table.rows.flatMap(sent)
    return dealt.repartitionAndSortWithinPartitions(parts, lambda key: key[0]).values(), table.rows.count()


def run(spark, args):
    """Makes the packs; the exit code."""
    context = spark.sparkContext
    table = Table(context, args.partners, args.kind, args.key)
    left = context.accumulator(0)
    work = Part(args, table.header, left)
    code, said = context.parallelize([0], 1).map(work.check).first()
    if code != FINE:
        print(said, file=sys.stderr)
        return code
    dealt, count = deal(table, args.parts)

    def results(work, name):
        # Written once and read again: looking at a DataFrame of tasks would run dpakit again.
        made = dealt.mapPartitionsWithIndex(work.run)
        path = f"{args.report}/{name}"
        spark.createDataFrame(made, RESULTS).write.mode("overwrite").parquet(path)
        rows = spark.read.schema(RESULTS).parquet(path)
        counts = {row.status: row["count"] for row in rows.groupBy("status").count().collect()}
        told = sum(counts.values())
        if told != count:
            raise RuntimeError(f"the table has {count} rows, and {told} have a result")
        return rows, counts, counts.get("bad", 0) + counts.get("refused", 0)

    if args.strict and not args.dry_run:
        work.dry = True
        rows, _, failed = results(work, "judged")
        if failed:
            tell_failed(rows, args.report, failed)
            print("nothing is written: `--strict` stops at a bad row", file=sys.stderr)
            return FINDINGS
        work.dry, left.value = False, 0
    rows, counts, failed = results(work, "rows")
    if not work.dry and not is_url(args.out):
        with_register(rows, args)
    tell_failed(rows, args.report, failed)
    if left.value:
        print(f"{left.value} packs stand whose partners are not in the table\nhelp: `-- --prune` removes them")
    parts = ", ".join(f"{number} {status}" for status, number in sorted(counts.items()))
    print(f"{count} rows: {parts or 'nothing to do'} ({args.out})")
    return (FINDINGS if args.strict else ROWS_LEFT_OUT) if failed else FINE


def with_register(rows, args):
    """Puts the registers of the parts together, in the order of the table."""
    out, first, force = args.out, f"batch-0-of-{args.parts}.csv", "--force" in args.options

    def write(lines):
        with open(os.path.join(out, first), encoding="utf-8", newline="\n") as file:
            head = file.readline().removesuffix("\n")
        write_register(out, head, (line for _, line in lines), force)

    lines = rows.where("register is not null").select("row", "register").rdd.map(tuple)
    lines.repartitionAndSortWithinPartitions(1).foreachPartition(write)


def tell_failed(rows, report, number):
    """Writes why rows were left out as CSV, and shows it where there are any."""
    from pyspark.sql import functions as f

    failed = rows.where(f.col("status").isin("bad", "refused"))
    told = failed.select("row", "key", f.posexplode("findings").alias("at", "found"))
    told = told.where("found.severity = 'error'").coalesce(1).sortWithinPartitions("row", "at")
    told = told.select("row", "key", "found.code", "found.message", "found.column", "found.cell")
    told.write.mode("overwrite").csv(f"{report}/failed", header=True, escape='"', emptyValue="")
    if number:
        told.show(20, truncate=False)


def arguments(given):
    """Reads the command line."""
    parser = argparse.ArgumentParser(
        usage="dpakit_batch.py PACK --partners TABLE --parts N --out OUT --report DIR [OPTIONS] [-- OPTIONS OF DPAKIT]",
        description="Write one contract pack for each row of a partner table, on a Spark cluster.",
        epilog="Behind `--` stand further options of `dpakit batch`: --format, --name, --draft, --prune and so on. "
        "Exit codes: 0 every row has its pack, 1 dpakit refuses the pack or the columns or --strict found bad "
        "rows, 2 the job could not run, 3 some rows have no pack.",
    )
    add = parser.add_argument
    add("pack", metavar="PACK", help="the pack file: a path that all workers see, or a name within --files or --archives")
    add("--partners", required=True, metavar="TABLE", help="the table, for Spark to read: .csv, .tsv or .jsonl, in UTF-8")
    add("--kind", choices=["csv", "tsv", "jsonl"], help="what kind of table it is, where its name does not say")
    add("--key", metavar="COLUMN", help="the column with the keys, as for dpakit")
    add("--out", required=True, metavar="OUT", help="a folder that all workers see, or a URL that dpakit can write to")
    add("--report", required=True, metavar="DIR", help="where Spark writes rows/ (Parquet, a line for each row) and failed/ (CSV)")
    add("--parts", required=True, type=int, metavar="N", help="how many parts; let it be the same each time: what a part has finished is noted under I-of-N")
    add("--dpakit", default="dpakit", metavar="PATH", help="the program: a path that all workers see, a name within --files, or in their PATH")
    add("--strict", action="store_true", help="write nothing if a row has errors: all rows are judged in a pass of their own")
    add("--dry-run", action="store_true", help="judge all rows, and say what would be written")
    add("--wait", type=float, default=300, metavar="SECONDS", help="how long to wait for a part that another run holds [default: 300]")
    # argparse would look for what stands behind `--` right after PACK.
    end = given.index("--") if "--" in given else len(given)
    args = parser.parse_args(given[:end])
    args.options = given[end + 1 :]
    if args.parts < 1:
        parser.error("--parts: there is at least one part")
    if args.kind is None:
        ending = os.path.splitext(args.partners)[1].lstrip(".").lower()
        args.kind = {"csv": "csv", "tsv": "tsv", "tab": "tsv", "jsonl": "jsonl", "ndjson": "jsonl"}.get(ending)
        if args.kind is None:
            parser.error("--kind: the name of the table does not say what it is")
    # The folder in which the job was started is not that of the workers.
    if not is_url(args.out):
        args.out = os.path.abspath(args.out)
    program = args.dpakit if os.path.exists(args.dpakit) else shutil.which(args.dpakit)
    args.dpakit = (args.dpakit, os.path.abspath(program) if program else args.dpakit)
    args.pack = (args.pack, os.path.abspath(args.pack))
    return args


def main(given):
    """Runs the job; the exit code."""
    args = arguments(given)
    from py4j.protocol import Py4JJavaError
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.appName("dpakit batch").getOrCreate()
    try:
        return run(spark, args)
    except (Py4JJavaError, PySparkException, RuntimeError, NoTable) as error:
        # What a worker raised stands in the words of what the driver raises.
        known = re.findall(r"(RuntimeError|NoTable): (.+)", str(error)) or [(type(error).__name__, error)]
        kind, words = known[-1]
        print(f"error: {words}", file=sys.stderr)
        if kind == "NoTable":
            print("help: save the table as text in UTF-8, with line feeds at the ends of lines", file=sys.stderr)
        else:
            print("help: what was finished stays; the next run goes on where this one stopped", file=sys.stderr)
        return COULD_NOT_RUN
    finally:
        spark.stop()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
