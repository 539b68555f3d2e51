# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# shellcheck shell=sh
#
# Plugins as third parties build them: from new-plugin, with what pkg-config finds and
# nothing else. For the tree as it is built, and for an installation: $LIKENESS is the
# program, $PKG_CONFIG_PATH where its .pc files are, $SANITIZE_CFLAGS what its library was
# built with. Source tests/tap.sh before.

oot_libdir=$("${PKG_CONFIG:-pkg-config}" --variable=libdir likeness-check) || exit 99
LD_LIBRARY_PATH=$oot_libdir${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
export LD_LIBRARY_PATH

# oot_does SENTENCE COMMAND...: it ends well; what it said is in $scratch/said.
oot_does() {
    oot_sentence=$1
    shift
    "$@" >"$scratch/said" 2>&1
    oot_status=$?
    ok $oot_status "$oot_sentence"
    [ $oot_status = 0 ] || grep -v '^ok' "$scratch/said" | sed 's/^/# /' | head -n 30
}

oot_make() { # FOLDER TARGET
    make -C "$1" "$2" CC="${CC:-cc}" CFLAGS="-O1 -Werror $SANITIZE_CFLAGS" CHECK="--reproduce 1"
}

# oot_project STAGE NAME: a new project in $scratch/STAGE, built and checked.
oot_project() {
    oot_folder=$scratch/$1 oot_plugin=$1-$2.so
    oot_does "new-plugin writes the project of the $1" \
        "$LIKENESS" new-plugin "$1" "$2" --out "$oot_folder"
    oot_does "make builds the $1 without a warning" oot_make "$oot_folder" all
    oot_does "make check passes for the $1" oot_make "$oot_folder" check
    if grep '^ok.*# SKIP it needs --set' "$scratch/said"; then
        ok 1 "no check of the $1 lacks a parameter"
    fi
    oot_does "inspect shows the $1" "$LIKENESS" inspect "$oot_folder/$oot_plugin"
}

# oot_study STAGE: the project's own study, and its answer in $scratch/STAGE/out.
oot_study() {
    oot_does "the study of the $1 runs" "$LIKENESS" run --quiet --workers 1 --store "$scratch/$1.db" \
        "$scratch/$1/study.yaml" --out "$scratch/$1/out"
}
