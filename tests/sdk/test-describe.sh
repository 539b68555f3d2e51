#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# What plugins, inspect and help say, in each format.
. "$KIT_SRCDIR/tests/tap.sh"
/usr/bin/python3 -c "" 2>/dev/null || skip_all "there is no python3"
broken=$KIT_BUILDDIR/tests/broken/.libs
cd "$scratch" || exit 99

# all FORMAT: everything about the plugin whose texts try to be commands.
all() { "$LIKENESS" inspect "$broken/hostile-text.so" "$@"; }
# ask FILE EXPRESSION: of the JSON in a file, as Python has it.
ask() { /usr/bin/python3 -c 'import json, sys
d = json.load(open(sys.argv[1]))
print(eval(sys.argv[2]))' "$@"; }
# controls FILE: how many control characters but line ends it has.
controls() { /usr/bin/python3 -c 'import sys
print(sum(c < " " and c != "\n" or "\x7f" <= c < "\xa0" for c in open(sys.argv[1], encoding="utf-8").read()))' "$1"; }

# ---- A plugin that has all a descriptor can have
"$LIKENESS" inspect "$broken/complete.so" --json >complete.json
is "$(ask complete.json '[p["name"] for p in d["plugins"][0]["parameters"]]')" \
    "['samples', 'width', 'folder', 'fill']" "JSON has the parameters in the order of their table"
is "$(ask complete.json '{k: v for k, v in d["plugins"][0]["parameters"][0].items() if k != "doc"}')" \
    "{'name': 'samples', 'type': 'int', 'refers': None, 'choices': None, 'low': 1, 'high': 100000, 'unit': 'images', 'default': '1000', 'follows': None, 'defaults': None, 'required': False, 'sampler': True, 'neutral': False}" \
    "a parameter has its type, range, unit, default and flags"
is "$(ask complete.json '[(v["id"], v["high"], v["better"]) for v in d["plugins"][0]["diagnostics"]]')" \
    "[('fit', 1, 'higher'), ('loss', None, 'lower')]" "a range without an end is null"
is "$(ask complete.json 'd["plugins"][0]["sha256"]')" \
    "$(sha256sum "$broken/complete.so" | cut -d ' ' -f 1)" "the digest is that of the file"
"$LIKENESS" inspect "$broken/complete.so" >complete.txt
has complete.txt "int 1..100000 images, default 1000, keys the random stream" \
    "text says what keys the random stream"
"$LIKENESS" inspect ranks >ranks.txt
has ranks.txt "operations     similarity" "text says what a metric computes"
"$LIKENESS" inspect "$broken/complete.so" --markdown >complete.md
has complete.md '- `samples` (int 1..100000 images, default 1000, keys the random stream): How many.' \
    "Markdown has a line for each parameter"
grep -q -e "$broken" -e "$(ask complete.json 'd["plugins"][0]["sha256"]')" complete.md
is $? 1 "a reference page says nothing of one file"

# ---- Files that are refused
mkdir refused
cp "$broken/other-major.so" refused/segmenter-other-major.so
cp "$broken/good.so" refused/
"$LIKENESS" plugins refused/ --json >refused.json 2>said
is "$(ask refused.json 'len(d["plugins"]), len(d["refused"]), "rebuild it" in d["refused"][0]["reason"]')" \
    "(1, 1, True)" "JSON has the files that are refused, with the reason"
has said "rebuild it" "stderr says so too"
LIKENESS_PLUGIN_PATH=$scratch/refused
refused 2 "rebuild it" "one that is asked for by name says why it is refused" \
    "$LIKENESS" inspect other-major
LIKENESS_PLUGIN_PATH=$KIT_BUILDDIR/plugins/.libs

# ---- Texts that try to be commands
cp "$broken/hostile-name.so" refused/
"$LIKENESS" plugins refused/ --json >refused.json 2>said
is "$(controls said)" 0 "no control characters in the reason of a refusal"
is "$(ask refused.json 'len(d["refused"])')" 2 "which is valid JSON"
all --json >hostile.json
is "$(ask hostile.json 'd["plugins"][0]["name"]')" hostile "hostile text is valid JSON"
is "$(ask hostile.json '[d["plugins"][0]["parameters"][2][k] for k in ("low", "high")], [d["plugins"][0]["values"][0][k] for k in ("low", "high", "better")]')" \
    "([None, None], [None, None, 'higher'])" "what is no finite number is null"
all >hostile.txt
all --markdown >hostile.md
all --man >hostile.7
for file in hostile.txt hostile.md hostile.7; do
    is "$(controls $file)" 0 "no control characters in $file"
done
is "$(grep -c '^#' hostile.md)" 4 "no headings in Markdown but its own"
is "$(grep -c '^[|<]' hostile.md)" 0 "no tables and tags of a plugin in Markdown"
is "$(grep '^[.'"']" hostile.7 | grep -cvE '^\.(TH|SH|SS|PP|TP|br|nf|fi)')" 0 \
    "no requests in roff but its own"
is "$(grep -oE '\\.' hostile.7 | sort -u | tr -d '\n')" '\&\(\-\[\e\f' "no escapes in roff but its own"
if command -v groff >/dev/null 2>&1; then
    is "$(groff -U -man -Tutf8 -ww -z hostile.7 2>&1; ls executed 2>/dev/null)" "" \
        "groff is silent, and runs nothing"
else
    skip "there is no groff here" "groff is silent, and runs nothing"
fi

# ---- The manuals
"$LIKENESS" help --man >likeness.1
"$LIKENESS" plugins --man >likeness-plugins.7
for page in likeness.1 likeness-plugins.7; do
    if command -v groff >/dev/null 2>&1; then
        is "$(groff -man -Tutf8 -ww -z $page 2>&1)" "" "groff has nothing to say about $page"
    else
        skip "there is no groff here" "groff has nothing to say about $page"
    fi
done
commands=$("$LIKENESS" --help | awk '/^usage:/ { on = 1; next } /^`/ { on = 0 } on { print $1 }')
for command in $commands; do
    "$LIKENESS" help "$command" | awk '/^  --/ { print $1 }'
done | sort -u >options
lacking=$(sed 's/\\-/-/g; s/\\&//g; s/^\.SS //; s/\\f[BR]/ /g' likeness.1 | awk -v commands="$commands" '
    { seen[$1] = 1 }
    END {
        n = split(commands, c)
        while ((getline option <"options") > 0) c[++n] = option
        for (i = 1; i <= n; i++) if (!(c[i] in seen)) print c[i]
    }')
is "$lacking" "" "the manual has every command and option"
refused 2 "did you mean \`run\`" "help knows the nearest command" "$LIKENESS" help rum
refused 2 "--json has it" "a network has no manual page" "$LIKENESS" inspect offline-plain --man
"$LIKENESS" inspect offline-plain --json >network.json
is "$(ask network.json 'd["network"]["input"], d["network"]["layers"][0]["name"], len(d["network"]["classes"])')" \
    "([48, 48, 3], 'conv1', 6)" "a network is told as JSON too"
done_testing
