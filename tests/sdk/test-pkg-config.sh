#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# What a build of somebody's plugin asks for: pkg-config's variables, and the macro for configure.
. "$KIT_SRCDIR/tests/tap.sh"
command -v pkg-config >/dev/null 2>&1 || skip_all "there is no pkg-config here"
sdk=$KIT_BUILDDIR/sdk
abi=$("$LIKENESS" --version | sed -n 's/.*plugin ABI //p')

# ---- pkg-config -----------------------------------------------------------------------------

# In a folder of its own there is no -uninstalled beside it.
mkdir "$scratch/pc" && cp "$sdk/likeness.pc" "$sdk/likeness-check.pc" "$scratch/pc"
installed() { # ARGUMENT...
    PKG_CONFIG_PATH=$scratch/pc pkg-config --define-variable=exec_prefix=/opt \
        --define-variable=prefix=/opt --define-variable=includedir=/opt/include \
        --define-variable=libdir=/opt/lib --define-variable=datarootdir=/opt/share "$@"
}
is "$(installed --variable=abi likeness)" "$abi" "the ABI is that of the program"
is "$(installed --variable=plugindir likeness)" /opt/lib/likeness/plugins-1 \
    "plugins lie in the folder of their major"
is "$(installed --variable=configsdir likeness)" /opt/share/likeness/configs "so do the configs"
is "$(installed --cflags likeness | sed 's/ *$//')" -I/opt/include "headers are found"
is "$(installed --libs likeness | sed 's/ *$//')" "" "a plugin links nothing of the host"
is "$(installed --libs likeness-check | sed 's/ *$//')" "-L/opt/lib -llikeness-check" \
    "tests of plugins link the checks"

# ---- configure ------------------------------------------------------------------------------

command -v aclocal >/dev/null 2>&1 && command -v autoconf >/dev/null 2>&1 || {
    skip "there is no autoconf here" "LIKENESS_PLUGIN"
    done_testing
}
cd "$scratch" || exit 99
PKG_CONFIG_PATH=$sdk
export PKG_CONFIG_PATH
cat >configure.ac <<'AC'
AC_INIT([mine], [1])
LIKENESS_PLUGIN([WANTED])
AC_CONFIG_FILES([said])
AC_OUTPUT
AC
echo '@LIKENESS_CFLAGS@|@LIKENESS_LDFLAGS@|@LIKENESS_PLUGINDIR@' >said.in
{ aclocal -I "$top/sdk" && autoconf; } >said 2>&1
ok $? "configure is made with likeness.m4"

# configures ABI: of the plugin's configure.
configures() {
    sed "s/WANTED/$1/" configure >configure-it
    sh ./configure-it -q -C
}
configures 1.1 >log 2>&1
has said "-DLK_USE_ABI=1|" "a plugin that asks for ABI 1.1 sees it"
has said "|-shared -Wl,-z,defs|" "the linker refuses undefined symbols"
has said "|$KIT_BUILDDIR/plugins/.libs" "it knows where plugins belong"
refused 1 "this plugin needs plugin ABI 1.99, and likeness has $abi: update likeness" \
    "a newer ABI than there is ends it" configures 1.99
done_testing
