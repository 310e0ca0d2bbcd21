#!/usr/bin/env python3
"""Kills batches at random moments, and looks at what lies there afterwards.

    python3 .ci/crash.py target/release/fuhe [KILLS]

After each kill every output is whole and every input is as it was; after the next undisturbed run all outputs are there and
nothing else is. Then: a full disk, a folder that may not be written, a folder in the way of an output, an input that is
written while it is read.
"""

import hashlib
import os
import pathlib
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
FUHE = pathlib.Path(sys.argv[1]).resolve()
KILLS = int(sys.argv[2]) if len(sys.argv) > 2 else 200
SAMPLES = ["standard-planted.xlsx", "monthly-planted.xlsx", "deduction-planted.xlsx", "team-planted.xlsx", "leadership-planted.xlsx",
           "standard-gbk.csv", "standard-legacy.xls", "review-planted.xlsx"]


def digests(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir() if path.name in SAMPLES}


def broken(path):
    """Why an output is not whole; None where it is."""
    if path.suffix == ".json":
        import json
        try:
            json.loads(path.read_text(encoding="utf-8"))
            return None
        except ValueError as fault:
            return str(fault)
    try:
        with zipfile.ZipFile(path) as package:
            bad = package.testzip()
            return f"{bad} is damaged" if bad else None
    except zipfile.BadZipFile as fault:
        return str(fault)


def outputs(folder):
    return sorted(path for path in folder.iterdir() if path.is_file() and path.name not in SAMPLES and not path.name.startswith("."))


def call(folder, *more):
    return [FUHE, "audit", folder, "--report", folder / "r.json", *more]


def kills(folder):
    random.seed(8)
    before = digests(folder)
    start = time.monotonic()
    subprocess.run(call(folder), capture_output=True)
    took = time.monotonic() - start
    wanted = [path.name for path in outputs(folder)]
    assert len(wanted) == len(SAMPLES) + 2, wanted
    faults, left, interrupted = [], 0, 0
    for number in range(KILLS):
        if number % 4 == 0:
            for path in outputs(folder):
                path.unlink()
        run = subprocess.Popen(call(folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(random.random() * took * 1.1)
        interrupted += run.poll() is None
        run.send_signal(signal.SIGKILL)
        run.wait()
        left += len(list(folder.glob(".fuhe-*")))
        faults += [f"kill {number}: {path.name}: {why}" for path in outputs(folder) if (why := broken(path))]
        if digests(folder) != before:
            faults.append(f"kill {number}: an input was changed")
    done = subprocess.run(call(folder), capture_output=True, text=True)
    if done.returncode != 1:
        faults.append(f"the run afterwards: {done.returncode} {done.stderr}")
    if [path.name for path in outputs(folder)] != wanted:
        faults.append(f"outputs afterwards: {[path.name for path in outputs(folder)]}")
    rest = [path.name for path in folder.iterdir() if path.name.startswith(".")]
    if rest:
        faults.append(f"left behind after the next run: {rest}")
    if interrupted < KILLS // 2 or (KILLS >= 100 and not left):
        faults.append(f"the kills came too late to prove anything: {interrupted} in the middle of a run, {left} while something was written")
    print(f"{KILLS} kills ({interrupted} in the middle of a run, {left} temporary files met): {len(faults)} faults")
    return faults


def refused(words, done, *said):
    """Faults of a run that must end with 2, and name what went wrong."""
    faults = []
    if done.returncode != 2:
        faults.append(f"{words}: ended with {done.returncode}: {done.stderr[-300:]}")
    faults += [f"{words}: {word} is not said: {done.stderr[-300:]}" for word in said if word not in done.stderr]
    print(f"{words}: {done.stderr.strip().splitlines()[0][:150] if done.stderr.strip() else 'no word'}")
    return faults


def run(*args, **more):
    return subprocess.run([FUHE, "audit", *args], capture_output=True, text=True, **more)


def full_disk(folder):
    """A little disk of memory where that is allowed, else a bound on the size of files."""
    small = folder / "small"
    small.mkdir()
    mounted = os.geteuid() == 0 and subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", small], capture_output=True).returncode == 0
    try:
        if mounted:
            done = run(folder / SAMPLES[0], folder / SAMPLES[1], "-o", small)
        else:
            def bound():
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
            done = run(folder / SAMPLES[0], folder / SAMPLES[1], "-o", small, preexec_fn=bound)
        faults = refused(f"a full disk ({'tmpfs' if mounted else 'bound'})", done, "写不进去")
        faults += [f"a full disk: {path.name} is half written" for path in small.iterdir() if path.name.startswith(".") or broken(path)]
    finally:
        if mounted:
            subprocess.run(["umount", small])
    return faults


def in_the_way(folder):
    (folder / "way").mkdir()
    for name in SAMPLES[:2]:
        shutil.copy(folder / name, folder / "way")
    (folder / "way" / (pathlib.Path(SAMPLES[0]).stem + ".复核.xlsx")).mkdir()
    faults = []
    for force in ([], ["--force"]):
        done = run(folder / "way", *force)
        faults += refused("a folder in the way" + " with --force" * bool(force), done, "文件夹")
    if not (folder / "way" / (pathlib.Path(SAMPLES[1]).stem + ".复核.xlsx")).is_file():
        faults.append("a folder in the way: the other file was not done")
    return faults


def read_only(folder):
    if os.geteuid() == 0:
        # Root may write anywhere but where nothing can be written.
        done = run(folder / SAMPLES[0], "-o", "/proc/fuhe")
    else:
        place = folder / "read-only"
        place.mkdir(mode=0o555)
        done = run(folder / SAMPLES[0], "-o", place)
    return refused("a folder that cannot be written", done, "写不进去")


def changing(folder):
    """An input that is rewritten all the time is noticed. (A writer that pauses halfway is not: nobody can tell.)"""
    path = folder / "changing.csv"
    text = (folder / "standard-gbk.csv").read_bytes()
    versions = [text + b"\n" * blanks for blanks in (1, 400_000)]
    stop = threading.Event()

    def rewrite():
        number = 0
        while not stop.is_set():
            number += 1
            with open(path, "wb") as out:
                whole = versions[number % 2]
                for at in range(0, len(whole), 4096):
                    out.write(whole[at:at + 4096])

    path.write_bytes(versions[0])
    writer = threading.Thread(target=rewrite)
    writer.start()
    faults, audited, said = [], 0, 0
    import json
    for _ in range(40):
        done = run(path, "--dry-run", "--format", "json")
        told = json.loads(done.stdout)["inputs"][0]
        if told["status"] == "audited":
            audited += 1
        elif told["error"]:
            said += 1
        else:
            faults.append(f"changing: {told['status']} without a word")
    stop.set()
    writer.join()
    print(f"an input that is written while it is read: {audited} audited, {said} refused")
    return faults + ([] if said else ["changing: never noticed"])


def other_files(folder):
    os.mkfifo(folder / "pipe.xlsx")
    os.symlink(folder, folder / "loop")
    os.symlink("/dev/zero", folder / "zero.xlsx")
    faults = []
    for name in ("pipe.xlsx", "zero.xlsx"):
        for command in (["audit", folder / name], ["why", folder / name, "--employee", "x"]):
            done = subprocess.run([FUHE, *command], capture_output=True, text=True, timeout=20)
            faults += refused(f"{command[0]} {name}", done, "不是普通文件")
    done = subprocess.run([FUHE, "audit", folder, "--dry-run"], capture_output=True, text=True, timeout=60)
    faults += refused("a folder with a pipe, a device and a loop", done, "不是普通文件")
    return faults


def main():
    with tempfile.TemporaryDirectory(prefix="fuhe-crash-") as name:
        folder = pathlib.Path(name)
        for sample in SAMPLES:
            shutil.copy(ROOT / "sample-workbooks" / sample, folder)
        faults = kills(folder) + full_disk(folder) + in_the_way(folder) + read_only(folder) + changing(folder)
        shutil.rmtree(folder / "way")
        faults += other_files(folder)
    print("\n".join(faults) or "nothing is ever half written")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
