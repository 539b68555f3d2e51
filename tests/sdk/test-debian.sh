#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# Packages for Debian are built from what an archive has, are what lintian wants, and hold what
# belongs to each. Run by `make check-debian`: it compiles everything once more.
. "$KIT_SRCDIR/tests/tap.sh"
for program in dpkg-buildpackage dh lintian; do
    command -v $program >/dev/null 2>&1 || skip_all "there is no $program here"
done
unset MAKEFLAGS MFLAGS MAKELEVEL TESTS
tree=$scratch/packages/likeness
root=$scratch/root
mkdir "$scratch/packages" "$root"

# works SENTENCE COMMAND...: what it says is shown where it fails.
works() {
    sentence=$1
    shift
    "$@" >"$scratch/said" 2>&1
    tap_status=$?
    ok $tap_status "$sentence"
    [ $tap_status = 0 ] || tail -n 30 "$scratch/said" | sed 's/^/# /'
    return $tap_status
}

build() {
    cd "$tree" && DEB_BUILD_OPTIONS="nocheck noautodbgsym parallel=$(nproc)" \
        dpkg-buildpackage -us -uc -b
}

works "an archive has what packages are built of" \
    make -C "$KIT_BUILDDIR" distdir distdir="$tree" || done_testing
works "packages are built" build || done_testing
works "lintian has nothing to say" \
    lintian --allow-root --fail-on error,warning "$scratch"/packages/*.changes

# ---- What is in them ------------------------------------------------------------------------

for package in likeness likeness-dev liblikeness-check0; do
    dpkg -c "$scratch/packages/${package}"_*.deb >"$scratch/$package"
    dpkg -x "$scratch/packages/${package}"_*.deb "$root"
done
usr=$root/usr
plugins=$(echo "$usr"/lib/*/likeness/plugins-1)
has "$scratch/likeness" ./usr/bin/likeness "likeness has the program"
has "$scratch/likeness" /man1/likeness.1.gz "and its manual"
has "$scratch/likeness-dev" ./usr/share/aclocal/likeness.m4 "likeness-dev has the macro for configure"
has "$scratch/likeness-dev" /examples/cpp/hysteresis.cc "and examples"
has "$scratch/likeness-dev" /likeness-dev/abi.md "and what the ABI promises"
is "$(cd "$usr/include/likeness" && echo ./*)" "$(cd "$top/include/likeness" && echo ./*)" \
    "and every header"
[ -e "$(echo "$usr"/lib/*/liblikeness-check.so)" ]
ok $? "the library of checks is there to link"

# ---- What they do ---------------------------------------------------------------------------

unset LIKENESS LIKENESS_PLUGIN_PATH LIKENESS_CONFIG_PATH
# unpacked COMMAND...: the program, with its folders where they were unpacked.
unpacked() {
    LIKENESS_PLUGIN_PATH=$plugins LIKENESS_CONFIG_PATH=$usr/share/likeness/configs \
        "$usr/bin/likeness" "$@"
}
PKG_CONFIG_PATH=$(echo "$usr"/lib/*/pkgconfig)
export PKG_CONFIG_PATH
works "the example is built with likeness-dev" make -C "$usr/share/doc/likeness-dev/examples/cpp" \
    PKG_CONFIG="pkg-config --define-variable=prefix=$usr"
works "and passes the checks" unpacked validate "$usr/share/doc/likeness-dev/examples/cpp/hysteresis.so"
works "a study with a network runs" unpacked run --quiet --store "$scratch/store" --out "$scratch/out" \
    --set data.count=20 --set explainers.lime.samples=100 "$usr/share/likeness/configs/offline.yaml"
done_testing
