#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# What is installed is all that somebody needs who writes plugins: two are built in an empty
# folder from the installed headers, checked with the installed library, and used in a study by
# the installed program. `make installcheck` gives PKGCONFIGDIR, LIBDIR, PLUGINDIR and CONFIGSDIR,
# each below DESTDIR.
. "$KIT_SRCDIR/tests/tap.sh"
command -v pkg-config >/dev/null 2>&1 || skip_all "there is no pkg-config here"
unset LIKENESS_PLUGIN_PATH LIKENESS_CONFIG_PATH
PKG_CONFIG_PATH=$PKGCONFIGDIR
LD_LIBRARY_PATH=$LIBDIR${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
export PKG_CONFIG_PATH LD_LIBRARY_PATH
if [ -n "$DESTDIR" ]; then
    PKG_CONFIG_SYSROOT_DIR=$DESTDIR LIKENESS_PLUGIN_PATH=$PLUGINDIR LIKENESS_CONFIG_PATH=$CONFIGSDIR
    export PKG_CONFIG_SYSROOT_DIR LIKENESS_PLUGIN_PATH LIKENESS_CONFIG_PATH
fi
cd "$scratch" && cp "$top"/tests/sdk/out-of-tree/*.[cy]* . && chmod u+w ./* || exit 99

# builds OUT ARGUMENT...: of C.
builds() {
    out=$1
    shift
    # shellcheck disable=SC2046,SC2086 # several words
    $CC -std=c11 $SANITIZE_CFLAGS $(pkg-config --cflags likeness) -o "$out" "$@" >said 2>&1
    tap_status=$?
    ok $tap_status "$out builds from what is installed"
    [ $tap_status = 0 ] || sed 's/^/# /' said
}

# checks PLUGIN: with a program that links the library.
checks() {
    ./check "./$1.so" --reproduce 1 >said 2>&1
    tap_status=$?
    ok $tap_status "the installed checks pass $1"
    [ $tap_status = 0 ] || grep -A 3 -v '^ok' said | sed 's/^/# /'
}

# shellcheck disable=SC2046 # several words
builds check check.c $(pkg-config --libs likeness-check)
for plugin in sensitivity jaccard; do
    builds "$plugin.so" -shared -fPIC -fvisibility=hidden -Wl,-z,defs "$plugin.c" -lm
    checks "$plugin"
done

mkdir plugins && mv sensitivity.so plugins/explainer-sensitivity.so &&
    mv jaccard.so plugins/metric-jaccard.so
sed "s#CONFIGS/#$CONFIGSDIR/#" study.yaml >outside.yaml
echo "plugin_path: [$scratch/plugins]" >>outside.yaml
"$LIKENESS" run --quiet outside.yaml --out out >said 2>&1
ok $? "the installed program runs a study that uses both"
sed 's/^/# /' said

# values METRIC: its rows; only that of this house has a chance level.
values() {
    grep ",$1," out/metrics.csv | grep -v ',chance,' | sed "s/,$1,/ /"
}
values iou >iou
values jaccard >jaccard
[ "$(wc -l <iou)" -gt 5 ] && cmp iou jaccard
ok $? "the metric from outside counts as the one of this house"

# What new-plugin writes, too.
if [ -n "$DESTDIR" ]; then
    LIKENESS_TEMPLATE_PATH=$CONFIGSDIR/../templates
    export LIKENESS_TEMPLATE_PATH
fi
. "$top/tests/sdk/out-of-tree.sh"
for stage in explainer metric; do
    oot_project $stage fresh
    oot_study $stage
done
done_testing
