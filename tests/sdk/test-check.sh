#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# How the checks are asked for, by `likeness validate` and by a program that links the library:
# options, exit codes, TAP.
. "$KIT_SRCDIR/tests/tap.sh"
cd "$scratch" || exit 99
good=$KIT_BUILDDIR/tests/sdk/unruly/.libs/binariser.so
bad=$KIT_BUILDDIR/tests/sdk/unruly/.libs/two-lines.so
mask=$KIT_BUILDDIR/tests/sdk/unruly/.libs/mask.so
needy=${LIKENESS_PLUGIN_PATH%%:*}/mask-facs.so # it opens with a file only
library=$KIT_BUILDDIR/sdk/.libs/liblikeness-check.so

validate() { "$LIKENESS" validate "$@"; }
program() { "$KIT_BUILDDIR/tests/sdk/check" "$@"; }

# code WANTED SENTENCE COMMAND...
code() {
    wanted=$1 sentence=$2
    shift 2
    "$@" >said 2>&1
    is $? "$wanted" "$sentence"
}

# one_line TEXT SENTENCE COMMAND...: exit code 2, and one line that has the text.
one_line() {
    text=$1 sentence=$2
    shift 2
    "$@" >out 2>said
    is "$? $(wc -l <said) $(wc -c <out)" "2 1 0" "$sentence: one line, and exit code 2"
    has said "$text" "$sentence: it says what is wrong"
}

for by in validate program; do
    code 0 "$by: exit code 0 where all is well" $by "$good"
    code 1 "$by: exit code 1 where a check failed" $by "$bad"
    has said "--reproduce" "$by: it tells how to see that again"
    $by "$bad" --reproduce 5 >first
    $by "$bad" --reproduce 5 >second
    cmp first second
    ok $? "$by: a seed gives the same verdicts and sentences"
    has first "# seed 5" "$by: the seed is printed"
    code 0 "$by: --only runs one check" $by "$bad" --only loads
    has said "1..1" "$by: and the plan is of one"
    code 0 "$by: nothing is skipped that can be checked" $by "$good" --only loads --only works
    is "$(grep 'checks ran' said)" "# 2 of 2 checks ran: 2 passed, 0 failed" "$by: how many ran"
    code 0 "$by: what does not apply is no failure" $by "$good" --only files --only works
    has said "# 1 of 2 checks ran" "$by: and did not run"
    has said "#   files: it takes no files" "$by: the reason is at the end"
    code 77 "$by: exit code 77 where a plugin lacks what it needs to open" $by "$needy"
    is "$(grep -c 'SKIP it needs --set file=VALUE' said)" 1 "$by: one check says what it lacks"
    has said "# SKIP as in \`opens\`" "$by: the others refer to it"
    is "$(tail -n 1 said)" \
        "# nothing but its descriptor was looked at: run this again with the --set that it needs" \
        "$by: the last line says that next to nothing was checked"
    code 0 "$by: a check that needs no opening" $by "$needy" --only loads
    code 0 "$by: with what it needs it is checked" $by "$needy" --set "file=$top/configs/masks/facs.yaml" \
        --only opens
    code 0 "$by: --list" $by "$good" --list
    has said "works " "$by: --list names checks"
    code 0 "$by: --label is what a mask is asked for" $by "$mask" --label joy --only works
    code 1 "$by: a label that it knows not" $by "$mask" --label "no such label" --only works
    code 1 "$by: --size is that of the input" $by "$KIT_BUILDDIR/tests/sdk/unruly/.libs/answers.so" \
        --set how=refuses --size 9x13 --only works
    has said "a view of 9 x 13" "$by: height, then width"
    one_line "there is no file" "$by: a file that is not there" $by ./none.so
    one_line "there is no check \`nothing\`" "$by: an unknown check" $by "$good" --only nothing
    one_line "--set" "$by: a parameter without a value" $by "$good" --set how
    for value in 0x3 3 axb 3x4x5 9999999x1; do
        one_line "$value" "$by: --size $value" $by "$good" --size "$value"
    done
    for value in x -1 nan 1e999; do
        one_line "$value" "$by: --seconds $value" $by "$good" --seconds "$value"
    done
    for value in x -1 3.5 99999999999999999999; do
        one_line "$value" "$by: --reproduce $value" $by "$good" --reproduce "$value"
    done
done
one_line "--frobnicate" "program: an unknown option" program "$good" --frobnicate
one_line "--only" "program: an option without its value" program "$good" --only

if command -v prove >/dev/null 2>&1; then
    printf '%s\n' "exec '$KIT_BUILDDIR/tests/sdk/check' \"\$@\"" >passing
    code 0 "prove reads what passes" prove -e sh passing :: "$good"
    code 1 "prove reads what fails" prove -e sh passing :: "$bad"
    has said "Failed 1/" "prove counts one failure"
else
    skip "there is no prove here" "prove reads it"
fi

sed -n 's/^LK_EXPORT .*[ *]\(lk_[a-z_]*\)(.*/\1/p' "$top/include/likeness/check.h" | sort >declared
nm -D --defined-only "$library" | sed -n 's/.* T \(lk_[a-z_]*\)$/\1/p' | sort >exported
is "$(cat exported)" "$(cat declared)" "the library exports what its header declares, and no more"
readelf -d "$library" >dynamic
has dynamic "liblikeness-check.so.0" "the library has a soname"
done_testing
