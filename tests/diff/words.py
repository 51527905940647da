#!/usr/bin/env python3
"""How many words dpakit marks as changed, beside the word differs of others: words.py DPAKIT PAIRS_DIR

Each pair is a folder with `before.md` and `after.md`. All are counted alike: what a differ marks as gone or new is
parted at white space, and what has a letter or a figure in it is a word. The others see the words of the texts,
without the marks of Markdown, so that no address of a link and no asterisk counts against them. Moves are set aside:
dpakit does not count what it says moved, and the same words are taken off the others' counts, as far as they have
any. Numbers that changed and references that follow them are counted for dpakit too.

Prints a table and ends with 1 where dpakit marks over five in a hundred words more than the least of the others.
Others that are not installed are said to be skipped; git and wdiff are programs, diff-match-patch is the Python
package `diff_match_patch`.
"""
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

WORD = re.compile(r"\S*\w\S*")
MARKS = ("\x01", "\x02", "\x03", "\x04")


def count(text):
    return len(WORD.findall(text))


def bare(markdown):
    """The words of Markdown: without addresses of links, marks of emphasis, rules of tables."""
    text = re.sub(r"<!--.*?-->", "", markdown, flags=re.S)
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"^\s*\|?[\s:|-]+\|[\s:|-]*$", "", text, flags=re.M)
    text = re.sub(r"^(\s*)[*+-]\s+", r"\1", text, flags=re.M)
    text = re.sub(r"^\s*[#>]+\s*", "", text, flags=re.M)
    return re.sub(r"[*_`\\|]+", " ", text)


def of_dpakit(dpakit, old, new):
    """Words that are gone or new, and words that moved, once for each side."""
    run = subprocess.run([dpakit, "diff", "--format", "json", old, new], capture_output=True, text=True, check=True)
    out = json.loads(run.stdout)
    changed, moved = 2 * out["summary"]["references-followed"], 0
    for change in out["changes"]:
        before, after = change["old"] or {}, change["new"] or {}
        words = {"insert": 0, "delete": 0, "equal": 0}
        for part in change["words"]:
            words[part["op"]] += count(re.sub(r"\]\([^)]*\)", " ", part["text"]))
        changed += words["insert"] + words["delete"]
        if change["kind"] == "renumbered":
            changed += count(before["number"]) + count(after["number"])
        if "moved" in change["kind"]:
            moved += 2 * (words["equal"] if change["words"] else count(before["text"]))
    return changed, moved


def of_git(old, new, *options):
    command = ["git", "diff", "--no-index", "--word-diff=porcelain", *options, old, new]
    out = subprocess.run(command, capture_output=True, text=True).stdout
    changed, inside = 0, False
    for line in out.split("\n"):
        if line.startswith("@@"):
            inside = True
        elif inside and line[:1] in "+-":
            changed += count(line[1:])
    return changed


def of_wdiff(old, new):
    options = [part for pair in zip(("-w", "-x", "-y", "-z"), MARKS) for part in pair]
    out = subprocess.run(["wdiff", *options, old, new], capture_output=True, text=True).stdout
    gone = re.findall("\x01(.*?)\x02", out, flags=re.S)
    return sum(map(count, gone + re.findall("\x03(.*?)\x04", out, flags=re.S)))


def of_dmp(old, new):
    """By words: each becomes one character, as its authors advise. It has all the time it wants, which for two texts
    of ten thousand words may be more than a minute: with a limit it marks more than it must."""
    from diff_match_patch import diff_match_patch

    known = {}
    letters = [
        "".join(chr(known.setdefault(word, len(known) + 0xE000 if len(known) < 0x1900 else len(known) + 0x10000)) for word in re.findall(r"\w+|\s+|[^\w\s]", pathlib.Path(path).read_text()))
        for path in (old, new)
    ]
    words = {chr(letter): word for word, letter in known.items()}
    differ = diff_match_patch()
    differ.Diff_Timeout = 0
    parts = differ.diff_main(*letters, False)
    return sum(count("".join(words[letter] for letter in text)) for op, text in parts if op)


def others():
    found = {}
    if shutil.which("git"):
        found["git"] = of_git
        found["git, marks apart"] = lambda old, new: of_git(old, new, "--word-diff-regex=[[:alnum:]_]+|[^[:space:]]")
    if shutil.which("wdiff"):
        found["wdiff"] = of_wdiff
    try:
        import diff_match_patch  # noqa: F401

        found["diff-match-patch"] = of_dmp
    except ImportError:
        pass
    for name in ("git", "wdiff", "diff-match-patch"):
        if name not in found:
            print(f"skipped: {name} is not installed")
    return found


def main():
    dpakit, pairs = sys.argv[1], pathlib.Path(sys.argv[2])
    if not pairs.is_dir():
        print(f"skipped: {pairs} is not here")
        return 0
    differs = others()
    totals = dict.fromkeys(["dpakit", *differs], 0)
    print("| pair | moved | " + " | ".join(totals) + " |\n" + "|---" * (len(totals) + 2) + "|", flush=True)
    for pair in sorted(path for path in pairs.iterdir() if (path / "before.md").exists()):
        before, after = pair / "before.md", pair / "after.md"
        changed, moved = of_dpakit(dpakit, before, after)
        row = {"dpakit": changed}
        with tempfile.TemporaryDirectory() as folder:
            sides = [pathlib.Path(folder, name) for name in ("old.txt", "new.txt")]
            for side, text in zip(sides, (before, after)):
                side.write_text(bare(text.read_text()))
            for name, differ in differs.items():
                row[name] = max(0, differ(*map(str, sides)) - moved)
        for name, words in row.items():
            totals[name] += words
        print(f"| {pair.name} | {moved} | " + " | ".join(str(row[name]) for name in totals) + " |", flush=True)
    print("| all | | " + " | ".join(map(str, totals.values())) + " |")
    rest = [words for name, words in totals.items() if name != "dpakit"]
    if not rest:
        return 0
    ratio = totals["dpakit"] / max(1, min(rest))
    print(f"dpakit marks {ratio:.3f} times the words of the least of the others")
    return int(ratio > 1.05)


if __name__ == "__main__":
    sys.exit(main())
