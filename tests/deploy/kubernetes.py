"""Runs the commands for Kubernetes of deploy/README.md without a cluster.

usage: kubernetes.py DPAKIT

A stand-in for kubectl (this file, under that name) holds manifests against the schemas of Kubernetes, and does
what the Job would do: each index, with its mounts in folders and its user, until its pods and the policy for
failed ones say that it is done.
"""

import json
import os
import pathlib
import shutil
import stat
import subprocess
import sys
import tempfile

import kubernetes_validate
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
VERSION = "1.33"
ROWS = 40


def stand_in(cluster, given):
    """Does a command of kubectl in a folder that is the cluster."""
    match given:
        case ["create", "configmap", name, *files]:
            folder = cluster / "configmaps" / name
            folder.mkdir(parents=True)
            for file in files:
                shutil.copy(file.removeprefix("--from-file="), folder)
        case ["apply", "-f", path]:
            for manifest in yaml.safe_load_all(open(path, encoding="utf-8")):
                kubernetes_validate.validate(manifest, VERSION, strict=True)
                name = manifest["metadata"]["name"]
                if manifest["kind"] == "PersistentVolumeClaim":
                    (cluster / "claims" / name).mkdir(parents=True)
                else:
                    (cluster / f"{name}.json").write_text(json.dumps(run(cluster, manifest["spec"])))
        case ["wait", "--for=condition=Complete", "--timeout=1h", job]:
            status = json.loads((cluster / f"{job.removeprefix('job/')}.json").read_text())
            return 0 if not status["failedIndexes"] else 1
        case _:
            raise SystemExit(f"the stand-in does not know kubectl {given}")
    return 0


def run(cluster, job):
    """Runs an Indexed Job, one pod after the other; its status."""
    assert job["completionMode"] == "Indexed" and job["template"]["spec"]["restartPolicy"] == "Never"
    exits = {index: [] for index in range(job["completions"])}
    for index, codes in exits.items():
        while not codes or (codes[-1] != 0 and is_tried_again(job, codes)):
            codes.append(pod(cluster, job["template"]["spec"], index))
    failed = [index for index, codes in exits.items() if codes[-1] != 0]
    return {"failedIndexes": failed, "exits": list(exits.values())}


def is_tried_again(job, codes):
    """Whether an index whose pods ended with these codes has one more."""
    for rule in job["podFailurePolicy"]["rules"]:
        on = rule.get("onExitCodes")
        if on and on["operator"] == "In" and codes[-1] in on["values"]:
            assert rule["action"] == "FailIndex"
            return False
    return len(codes) <= job["backoffLimitPerIndex"]


def pod(cluster, spec, index):
    """Runs the container of a pod; its exit code."""
    (container,) = spec["containers"]
    places = {"configMap": ("configmaps", "name"), "persistentVolumeClaim": ("claims", "claimName")}
    volumes = {}
    for volume in spec["volumes"]:
        (kind,) = volume.keys() - {"name"}
        folder, name = places[kind]
        volumes[volume["name"]] = cluster / folder / volume[kind][name]
    call = container["command"] + container["args"]
    for mount in container["volumeMounts"]:
        call = [word.replace(mount["mountPath"] + "/", f"{volumes[mount['name']]}/") for word in call]
        call = [
            word.replace(f"={mount['mountPath']}", f"={volumes[mount['name']]}") if word.endswith(mount["mountPath"]) else word
            for word in call
        ]
        if not mount.get("readOnly"):
            os.chmod(volumes[mount["name"]], 0o777)
    call = [word.replace("$(JOB_COMPLETION_INDEX)", str(index)) for word in call]
    # Nothing but the mounts can be written to, as on a read-only file system: neither a home nor /tmp is used.
    user = spec["securityContext"]["runAsUser"] if os.getuid() == 0 else None
    env = {"PATH": os.environ["PATH"], "TMPDIR": "/nonexistent", "HOME": "/nonexistent"}
    return subprocess.run(call, env=env, cwd="/", user=user, group=user, stdout=subprocess.DEVNULL, stderr=sys.stderr).returncode


def commands():
    """The commands of the README for Kubernetes."""
    text = (ROOT / "deploy/README.md").read_text(encoding="utf-8")
    return text.split("## Kubernetes")[1].split("```sh\n")[1].split("```")[0]


def tree(folder):
    """The packs of a folder by file."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.parent != folder]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files if ".dpakit" not in path.parts}


def the_schema_bites():
    """A field that Kubernetes does not have is refused."""
    manifest = list(yaml.safe_load_all(open(ROOT / "deploy/kubernetes/job.yaml", encoding="utf-8")))[1]
    manifest["spec"]["backoffLimitPerindex"] = manifest["spec"].pop("backoffLimitPerIndex")
    try:
        kubernetes_validate.validate(manifest, VERSION, strict=True)
    except kubernetes_validate.ValidationError:
        return
    raise AssertionError("the schema takes everything")


def main(dpakit):
    """Runs the test."""
    the_schema_bites()
    sys.path.insert(0, str(ROOT / "tests/deploy"))
    import partners

    with tempfile.TemporaryDirectory() as temporary:
        desk = pathlib.Path(temporary)
        desk.chmod(0o755)
        (desk / "bin").mkdir()
        shutil.copy(dpakit, desk / "bin/dpakit")
        kubectl = desk / "bin/kubectl"
        kubectl.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{__file__}" kubectl "$@"\n')
        kubectl.chmod(0o755)
        env = {**os.environ, "PATH": f"{desk}/bin:{os.environ['PATH']}"}
        (desk / "deploy").symlink_to(ROOT / "deploy")
        shutil.copy(ROOT / "benches/batch/pack.toml", desk / "pack.toml")
        rows = [partners.partner(number) for number in range(ROWS)]
        bad = [{**row, "parties.partner.role": "kontroller"} if at == 7 else row for at, row in enumerate(rows)]
        for name, table, ends in [("good", rows, [0]), ("bad", bad, [0, 3])]:
            (desk / "partners.csv").write_text(partners.table(table), encoding="utf-8")
            cluster = desk / name
            cluster.mkdir()
            ran = subprocess.run(["bash", "-euc", commands()], cwd=desk, env={**env, "CLUSTER": str(cluster)})
            exits = json.loads((cluster / "dpakit.json").read_text())["exits"]
            assert {code for codes in exits for code in codes} == set(ends), exits
            assert all(len(codes) == 1 for codes in exits), f"rows that were left out are no reason to run again: {exits}"
            assert (ran.returncode == 0) == (name == "good"), ran
            whole = desk / f"whole-{name}"
            call = ["dpakit", "batch", "pack.toml", "--partners", "partners.csv", "--out", whole, "--quiet"]
            subprocess.run(call, cwd=desk, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            packs = tree(whole)
            assert len({file.split("/")[0] for file in packs}) == ROWS - (name == "bad")
            assert tree(cluster / "claims/dpakit-out") == packs
            print(f"{name} rows: {len(exits)} pods write the {len(packs)} files of one machine, and end with {ends}")
        # A disk that takes nothing is tried again.
        taken = cluster / "claims/dpakit-out"
        shutil.rmtree(taken)
        taken.write_text("no folder")
        spec = list(yaml.safe_load_all(open(ROOT / "deploy/kubernetes/job.yaml", encoding="utf-8")))[1]["spec"]
        os.environ["PATH"] = env["PATH"]
        exits = run(cluster, {**spec, "completions": 1})["exits"]
        assert exits == [[2] * (1 + spec["backoffLimitPerIndex"])], exits
        print(f"a folder that cannot be written: {exits[0]}, tried again as often as the manifest says")


if __name__ == "__main__":
    if sys.argv[1] == "kubectl":
        sys.exit(stand_in(pathlib.Path(os.environ["CLUSTER"]), sys.argv[2:]))
    main(sys.argv[1])
