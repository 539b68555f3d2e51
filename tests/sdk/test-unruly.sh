#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# `likeness validate` finds out plugins that are wrong in one way each: exactly one check fails,
# with a sentence that tells what is wrong; and it finds nothing in those that do well.
. "$KIT_SRCDIR/tests/tap.sh"
unruly=$KIT_BUILDDIR/tests/sdk/unruly/.libs
broken=$KIT_BUILDDIR/tests/broken/.libs
cd "$scratch" || exit 99

# asks FILE HOW ARGUMENT...: validate, with the parameter `how` unless it is -.
asks() {
    file=$1 how=$2
    shift 2
    [ "$how" = - ] || set -- --set "how=$how" "$@"
    "$LIKENESS" validate "$file" --reproduce 1 "$@" >said 2>&1
}

# finds ID FILE HOW WORDS ARGUMENT...: this check fails, no other, and says these words.
finds() {
    id=$1 file=$2 how=$3 words=$4
    shift 4
    echo "$id" >>tried
    asks "$file" "$how" "$@"
    name="$(basename "$file" .so): $how"
    failed=$(sed -n 's/^not ok [0-9]* - \([a-z-]*\):.*/\1/p' said)
    [ "$failed" = "$id" ] && grep -qF -- "$words" said
    status=$?
    ok $status "$id finds \`$name\`"
    [ $status = 0 ] || { echo "# wanted: $words"; grep -A 2 '^not ok' said | sed 's/^/# /'; }
}

# passes FILE HOW
passes() {
    asks "$1" "$2"
    status=$?
    ok $status "nothing is found in $(basename "$1" .so) where it does well ($2)"
    [ $status = 0 ] || grep -A 2 '^not ok' said | sed 's/^/# /'
}

sanitizers=$(sed -n 's/^SANITIZE_CFLAGS = //p' "$KIT_BUILDDIR/Makefile")

# is_hidden ID HOW: with sanitizers the checks do not get to see this.
is_hidden() {
    case $1:$2 in
    *:*crash* | *:small | *:believes* | *:closes* | *:exits) ;;
    *:"keeps memory" | *:"does not clear") ;;
    *) return 1 ;;
    esac
}

for name in answers opening conduct explainer guesses binariser metric mask source report \
    analysis backend; do
    passes "$unruly/$name.so" -
done
passes "$unruly/explainer.so" adapts

# check | plugin | how | words of its sentence | arguments
while IFS='|' read -r id plugin how words arguments; do
    case $plugin in
    broken/*) file=$broken/${plugin#*/}.so ;;
    *) file=$unruly/$plugin.so ;;
    esac
    [ "$how" = flushes ] && [ "$(uname -m)" != x86_64 ] && continue
    if [ -n "$sanitizers" ] && is_hidden "$id" "$how"; then
        echo "$id" >>tried
        skip "sanitizers see it first, or have a heap of their own" "$id finds \`$plugin: $how\`"
        continue
    fi
    # shellcheck disable=SC2086 # several words
    finds "$id" "$file" "$how" "$words" $arguments
done <<'TABLE'
loads|broken/wrong-magic|-|does not begin with the Likeness magic number
loads|broken/crash-in-constructor|-|while it was loaded
descriptor|no-doc|-|the `doc` of parameter `how` is missing or empty
descriptor|two-lines|-|the summary is one line
descriptor|not-utf8|-|the summary is not UTF-8
values|no-range|-|value `same` has no range
values|same-id|-|two values have the id `same`
values|taken-id|-|the host itself tells `passes` of every explanation
opens|opening|never opens|it does not open: it is closed on Sundays
bounds|opening|crashes at 1|while `open` ran with level: 1
bounds|opening|is silent at 1|with level: 1 it does not open, and gives no sentence
files|opening|believes files|while `open` ran with file: /tmp/likeness-check
files|opening|refuses files silently|it does not open, and gives no sentence
reopens|opening|keeps memory|each `open` and `close` leaves 112 bytes behind
reopens|opening|keeps a file|file descriptors stay open
failed-open|opening|closes what is not open|while `close` ran, after its allocation 1 gave NULL
failed-open|opening|believes in memory|while `open` ran, after its allocation 1 gave NULL
works|answers|silent|`segment` returned an error without a sentence
works|answers|refuses|`segment` refused ordinary input, while segmenting a view of 24 x 20
works|answers|gives up|`segment` returned LK_CANCELLED, and nobody had cancelled it
works|answers|ends|`segment` returned LK_END (3), which is no answer here
works|answers|exits|it ended the process with exit status 3, while segmenting
works|answers|hangs|it did not end within 1 s, while segmenting|--seconds 1
works|answers|crashes|it crashed (Segmentation fault), while segmenting a view of 24 x 20
works|answers|reads past|it read or wrote past the end of the view, while segmenting
works|answers|changes input|it wrote within the view, which is only lent to it
works|answers|outside|pixel 0 has label 24, and there are 24 segments
works|answers|unused|no pixel has label 24 of 0 .. 24: every label must be used
works|answers|none|it gave 0 segments
works|answers|names few|it names 2 labels and cut the view into 24
works|answers|names alike|labels 0 and 1 are both called `one`
works|answers|writes past|it read or wrote past the end of the labels
works|answers|writes past|`segment` wrote outside the labels|--size 9x13
works|answers|writes before|`segment` wrote outside the labels
works|answers|overshoots|`segment`: its progress is not within 0 .. total: 3 of 2
works|answers|counts down|`segment`: its progress goes back: 1 of 2, after 2
works|explainer|nan|value 1 of 960 of the heatmaps is not finite
works|explainer|weightless|it gave segments and no weights of them
works|explainer|exaggerates|the value `spread` is 1000000, outside the 0 .. 255
works|binariser|two|of the foreground is 2, and only 0 and 1 may be
works|metric|exaggerates|the value `same` is 2, outside the 0 .. 1 that it declares
works|metric|prefers|the value `same` says it is symmetric, and is
works|metric|is missing|all its values are missing for ordinary input
works|mask|silent|`readings` gave NULL for an unknown label without a sentence
works|mask|has none|`readings` gave an empty list for `anger`
works|mask|knows nothing|it knows none of the labels it was asked for: name one with --label
works|source|promises|`count` said 4, and `get` gave 3
works|source|never ends|`count` said 3, and `get` of item 3
works|source|complains|`count` said 3, and `get` of item 3
works|source|remembers|differs when it is asked for after another
works|source|repaints|differs when its truth is asked for
works|source|stretches|the cause of item `c` is not uint8 H x W of its image
works|source|shades|pixel 0 of the cause of item `c` is 2, and only 0 and 1 may be
works|source|exaggerates|the action AU12 of item `c` has the intensity 2, outside 0 .. 1
works|report|escapes|`../x`
works|report|is absolute|`/tmp/x`
works|report|is idle|it wrote no file
works|analysis|nan|a number in column `tables` of table `counted` is not finite
works|analysis|is torn|two rows of the table `counted` have other columns
sizes|answers|small|it crashed (Segmentation fault), while segmenting a view of 1 x 1
contents|explainer|divides|value 0 of 960 of the heatmaps is not finite
repeats|answers|remembers|other bits the second time, after another input
repeats|answers|counts threads|other bits with three threads than with one
repeats|answers|looks at the clock|the same input gave other bits
repeats|answers|does not clear|the same input gave other bits
repeats|backend|counts threads|other bits with three threads than with one
random|answers|draws|random numbers, and does not declare LK_CAP_RANDOM
instances|answers|is static|an instance gave other bits while another worked beside it
classes|explainer|knows no classes|classes 2 and 0 get the same map
classes|explainer|turns classes|it gives class 2 a map that is nearer to that of class 0
classes|explainer|takes the first|it gives class 0 a map that is nearer to that of class 2
classes|explainer|mixes classes|class 2 gets another map beside class 0 than alone
classes|explainer|draws for each class|it drew 960 random numbers for both, and 480 for one
classes|guesses|turns classes|it gives class 2 a map that is nearer to that of class 0
cancels|answers|never asks|and never asked whether it was cancelled|--only cancels
cancels|answers|waits|and never asked whether it was cancelled|--only cancels
cancels|answers|goes on|told that it was cancelled, it went on for|--only cancels
cancels|answers|crashes when cancelled|, cancelled after 0 questions
memory|answers|believes in memory|after its allocation 1 gave NULL
leaks|conduct|keeps memory|each time it is asked it leaves 224 bytes behind
leaks|conduct|keeps a file|file descriptors stay open
quiet|conduct|prints|it printed
quiet|conduct|complains|it printed
conduct|conduct|rounds up|an operation changed the rounding mode
conduct|conduct|flushes|an operation changed whether tiny numbers are flushed to zero
conduct|conduct|speaks|an operation changed the locale to `C.UTF-8`
conduct|conduct|moves|an operation changed the working folder to /proc
conduct|conduct|hides|an operation changed the umask to 077
conduct|conduct|listens|an operation changed what happens at signal 10
batches|backend|mixes batches|within a batch and alone: score 0 is
gradients|backend|scales|along its gradient class 0 changes by
gradients|backend|errs|along its gradient class 0 changes by
activations|backend|is tall|the layer `pixels` cannot be had
activations|backend|names too many|the layer `other` cannot be had: it has no layer `other`
coalitions|backend|strides on|of a coalition problem scores
coalitions|backend|has one base|of a coalition problem scores
coalitions|backend|has one fill|of a coalition problem scores
coalitions|backend|reads on|of a coalition problem scores
TABLE

"$LIKENESS" validate --list | sed 's/ .*//' | sort >listed
sort -u tried >tried.once
is "$(cat listed)" "$(cat tried.once)" "every check has found something out"
done_testing
