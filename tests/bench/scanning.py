#!/usr/bin/python3
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
"""How long plugins are looked for: listing 200 of them, and a study's start.

The 200 are copies of tests/broken/good.so with names of their own. A study's start is
`likeness check configs/offline.yaml` in three ways: the first time, when every plugin that is
installed is loaded to be described; again, when descriptions come from the store; and again
with a folder that has only the plugins the study names. The last two differ by what plugins
that are not asked for cost. Best of several, wall and processor time, in milliseconds."""
import json
import os
import resource
import shutil
import subprocess
import tempfile
import time

COUNT, TIMES, SETTLED_SECONDS = 200, 9, 4
PROGRAM, PLUGINS = os.environ["LIKENESS"], os.environ["LIKENESS_PLUGIN_PATH"]
STUDY = os.path.join(os.environ["LIKENESS_CONFIG_PATH"], "offline.yaml")
GOOD = os.path.join(os.environ["KIT_BUILDDIR"], "tests/broken/.libs/good.so")


def processor():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run(arguments, folder):
    environment = dict(os.environ, LIKENESS_PLUGIN_PATH=folder)
    return subprocess.run([PROGRAM, *arguments], env=environment, check=True,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout


def measure(name, arguments, folder=PLUGINS, before=lambda: None):
    times = []
    for _ in range(TIMES):
        before()
        wall, used = time.perf_counter(), processor()
        run(arguments, folder)
        times.append((time.perf_counter() - wall, processor() - used))
    wall, used = (1000 * min(t) for t in zip(*times))
    print(f"{name:44} {wall:8.0f} {used:8.0f}")
    return wall, used


def make_many(folder):
    with open(GOOD, "rb") as file:
        good = file.read()
    assert good.count(b"good\0") == 1
    for i in range(COUNT):
        with open(os.path.join(folder, f"segmenter-g{i:03}.so"), "wb") as file:
            file.write(good.replace(b"good\0", b"g%03d\0" % i))


def link_few(folder):
    """The plugins that the study names."""
    listed = json.loads(run(["plugins", PLUGINS + "/", "--json"], PLUGINS))["plugins"]
    with open(STUDY) as file:
        text = file.read()
    for plugin in listed:
        if f"use: {plugin['name']}" in text and plugin["stage"] != "detector":
            os.symlink(plugin["path"], os.path.join(folder, os.path.basename(plugin["path"])))


def main():
    with tempfile.TemporaryDirectory() as scratch:
        many, few = os.path.join(scratch, "many"), os.path.join(scratch, "few")
        for folder in (many, few):
            os.mkdir(folder)
        make_many(many)
        link_few(few)
        store = os.path.join(scratch, "store.db")

        def forget():
            for ending in ("", "-wal", "-shm"):
                if os.path.exists(store + ending):
                    os.remove(store + ending)

        check = ["check", STUDY, "--store", store]
        time.sleep(SETTLED_SECONDS)
        print(f"{'':44} {'wall':>8} {'used':>8}")
        measure("the program alone", ["--version"])
        measure(f"plugins, {COUNT} of them", ["plugins", many + "/"])
        measure(f"plugins, the {len(os.listdir(PLUGINS))} files installed", ["plugins"])
        measure("a study's start, the first time", check, before=forget)
        kept = measure("a study's start, again", check)
        own = measure("the same, with its own plugins only", check, few)
        print(f"{'what other plugins cost it':44} {kept[0] - own[0]:8.0f} {kept[1] - own[1]:8.0f}")


if __name__ == "__main__":
    main()
