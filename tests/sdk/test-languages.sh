#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# The examples in C++ and Rust build as their readers would build them, are used by a study, and
# keep exceptions and panics to themselves.
. "$KIT_SRCDIR/tests/tap.sh"
. "$top/tests/sdk/halves.sh"
command -v "${CC:-cc}" >/dev/null 2>&1 || skip_all "there is no C compiler here"
PKG_CONFIG_PATH=$KIT_BUILDDIR/sdk
export PKG_CONFIG_PATH
cp -R "$top/sdk/examples/." "$scratch" && chmod -R u+w "$scratch" &&
    halves_build "$top/include" "$scratch/halves" || exit 99

# builds SENTENCE COMMAND...
builds() {
    sentence=$1
    shift
    "$@" >"$scratch/said" 2>&1
    tap_status=$?
    ok $tap_status "$sentence"
    [ $tap_status = 0 ] || sed 's/^/# /' "$scratch/said"
}

# answers FOLDER PLUGIN OUT ARGUMENT...: a study that uses it ends, and answers what OUT names.
answers() {
    folder=$1 plugin=$2 wanted=$3
    shift 3
    halves_run "$scratch/halves, $folder" "$scratch/$plugin" "$@"
    is "$?: $(cat "$scratch/$plugin/halves.txt" 2>&1)" "0: $wanted" "a study uses $plugin"
}

# ---- C++ ------------------------------------------------------------------------------------

cpp=$scratch/cpp
makes() { # SENTENCE
    builds "$1" make -B -C "$cpp" CXX="${CXX:-c++}" CXXFLAGS="-O1 -Wall -Wextra -Werror"
}

# throws LOW SAYS SENTENCE
throws() {
    halves_run "$scratch/halves, $cpp" "$scratch/thrown" --set binarise.level.use=hysteresis \
        --set binarise.level.low="$1"
    has "$scratch/said" "binariser hysteresis: $2" "$3"
}

if command -v "${CXX:-c++}" >/dev/null 2>&1; then
    makes "the example in C++ builds with make over pkg-config"
    answers "$cpp" hysteresis "$halves_answer" --set binarise.level.use=hysteresis
    sed 's/if (h.low > h.high)/if (h.low == 0.125) throw std::bad_alloc();\
        if (h.low == 0.25) throw 7;\
        &/' "$top/sdk/examples/cpp/hysteresis.cc" >"$cpp/hysteresis.cc"
    makes "and once more with other exceptions"
    throws 0.9 '`low` is above `high`: swap them' "an exception becomes an error with its words"
    throws 0.125 "there is not enough memory" "std::bad_alloc is said to be want of memory"
    throws 0.25 "an exception that is no std::exception" "anything else that is thrown is an error"
else
    skip "there is no C++ compiler here" "the example in C++"
fi

# ---- Rust -----------------------------------------------------------------------------------

rust=$scratch/rust/target/release
cargo_builds() { # SENTENCE
    builds "$1" cargo build --offline --release --manifest-path "$scratch/rust/Cargo.toml" \
        --target-dir "$scratch/rust/target"
}

if command -v cargo >/dev/null 2>&1 && cargo --version >/dev/null 2>&1; then
    CARGO_HOME=$scratch/cargo
    export CARGO_HOME
    cargo_builds "the example in Rust builds with cargo, offline"
    answers "$rust" centroid "halves: 2 heatmaps, 1 analyses
left  centre_distance 0.000
left wrong centre_distance 4.000
left other centre_distance 4.000
right  centre_distance 0.000
right wrong centre_distance 4.000
right other centre_distance 4.000" --set metrics.share.use=centroid
    sed 's/let (_, wanted) = .*/&\
        assert!(width != 8, "eight on purpose");/' "$top/sdk/examples/rust/src/lib.rs" \
        >"$scratch/rust/src/lib.rs"
    cargo_builds "and once more with a panic"
    halves_run "$scratch/halves, $rust" "$scratch/panicked" --set metrics.share.use=centroid
    cat "$scratch/panicked/failures.csv" >>"$scratch/said" 2>/dev/null
    has "$scratch/said" "eight on purpose" "a panic becomes an error with its words"
else
    skip "there is no cargo here" "the example in Rust"
fi
done_testing
