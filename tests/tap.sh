# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# shellcheck shell=sh
#
# Shell tests in TAP: source it, call the checks, end with done_testing. $scratch
# is a folder of the test's own, with a store in it; $LIKENESS is the program.

tap_count=0
tap_failed=0
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
trap 'exit 99' HUP INT TERM
XDG_CACHE_HOME=$scratch/cache
export XDG_CACHE_HOME
top=$KIT_SRCDIR

# ok STATUS SENTENCE: 0 is good.
ok() {
    tap_count=$((tap_count + 1))
    if [ "$1" = 0 ]; then
        echo "ok $tap_count - $2"
    else
        tap_failed=$((tap_failed + 1))
        echo "not ok $tap_count - $2"
    fi
    return 0
}

# is GOT WANTED SENTENCE
is() {
    [ "$1" = "$2" ]
    tap_status=$?
    ok $tap_status "$3"
    [ $tap_status = 0 ] || printf '# got:    %s\n# wanted: %s\n' "$1" "$2"
}

# has FILE TEXT SENTENCE: the file holds the text.
has() {
    grep -qF -- "$2" "$1"
    tap_status=$?
    ok $tap_status "$3"
    [ $tap_status = 0 ] || { echo "# wanted: $2"; sed 's/^/# /' "$1" | head -n 20; }
}

skip() { # REASON SENTENCE
    tap_count=$((tap_count + 1))
    echo "ok $tap_count - $2 # SKIP $1"
}

skip_all() { # REASON
    echo "1..0 # SKIP $1"
    exit 0
}

# $python is a Python that has NumPy, and finds sdk/python; without one it fails.
find_python() {
    PYTHONPATH=$top/sdk/python PYTHONDONTWRITEBYTECODE=1
    export PYTHONPATH PYTHONDONTWRITEBYTECODE
    for python in /usr/bin/python3 python3; do
        "$python" -c "import numpy" 2>/dev/null && return 0
    done
    python=
    return 1
}

done_testing() {
    echo "1..$tap_count"
    [ $tap_failed = 0 ]
    exit $?
}

# shared PATH: where something of ../shared is; fails when it is not there.
shared() {
    for tap_near in "${LIKENESS_SHARED:-$top/../shared}" "$top/../../shared" "$top/../../../shared" \
        "$top/../../../../shared"; do
        [ -r "$tap_near/$1" ] && echo "$tap_near/$1" && return 0
    done
    return 1
}

# refused CODE TEXT SENTENCE COMMAND...: it ends with this code, and says this.
refused() {
    tap_code=$1 tap_text=$2 tap_sentence=$3
    shift 3
    "$@" >"$scratch/said" 2>&1
    tap_got=$?
    if [ $tap_got = "$tap_code" ] && grep -qF -- "$tap_text" "$scratch/said"; then
        ok 0 "$tap_sentence"
    else
        ok 1 "$tap_sentence"
        echo "# code $tap_got, wanted $tap_code; wanted: $tap_text"
        sed 's/^/# /' "$scratch/said" | head -n 12
    fi
}
