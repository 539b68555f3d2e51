#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# The pages of docs/reference are what the tables say now: `make reference` renews them.
. "$KIT_SRCDIR/tests/tap.sh"
/usr/bin/python3 -c "" 2>/dev/null || skip_all "there is no python3"
pages=$top/docs/reference
built=$KIT_BUILDDIR/plugins/.libs
cd "$scratch" || exit 99

# Backends that are left out where their library is not there: their sections are
# compared where they were built.
absent=
for name in onednn onnxruntime; do
    [ -e "$built/backend-$name.so" ] || absent="$absent $name"
done
[ -z "$absent" ] || echo "# not built, so not compared:$absent"

# without PAGE NAME...: the page without the sections of these backends.
without() {
    awk -v names="$2" 'BEGIN { n = split(names, a, " "); for (i in a) drop["## backend " a[i]] = 1 }
        /^# |^## / { off = ($0 in drop) }
        !off' "$1"
}

for name in onednn onnxruntime; do
    grep -qx "## backend $name" "$pages/backend.md"
    ok $? "the page of backends has $name"
done
"$LIKENESS" plugins "$built/" --json >all.json
stages=$(/usr/bin/python3 -c 'import json
print(*sorted({p["stage"] for p in json.load(open("all.json"))["plugins"]}))')
for stage in $stages; do
    "$LIKENESS" plugins "$stage" "$built/" --markdown >"$stage.md"
    without "$pages/$stage.md" "$absent" >kept.md
    diff kept.md "$stage.md" >differs
    ok $? "the page of $stage"
    head -n 10 differs | sed 's/^/# /'
done
"$LIKENESS" help --markdown >commands.md
diff "$pages/commands.md" commands.md >differs
ok $? "the page of commands"
head -n 10 differs | sed 's/^/# /'
is "$(cd "$pages" && echo *.md)" "$(printf '%s.md\n' README $stages commands | LC_ALL=C sort | xargs)" \
    "no page is of a stage that has no plugin"
is "$(/usr/bin/python3 -c 'import json, sys
text = open(sys.argv[1]).read()
def keys(o):
    for k, v in o.items() if isinstance(o, dict) else [(None, v) for v in o] if isinstance(o, list) else []:
        if k: yield k
        yield from keys(v)
print(*sorted({k for k in keys(json.load(open("all.json"))) if "`" + k + "`" not in text}))' "$pages/README.md")" "" \
    "every key of the JSON is explained"
done_testing
