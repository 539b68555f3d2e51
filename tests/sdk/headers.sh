# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# shellcheck shell=sh
#
# For tests of the public headers.

# public_headers INCLUDES MINOR: all of them as a plugin of this minor sees them, preprocessed, and
# nothing of the system's.
public_headers() {
    echo '#include <likeness/plugin.h>' |
        "${CC:-cc}" -E -x c -std=c11 '-D__attribute__(x)=' -DLK_USE_ABI="$2" -I"$1" - |
        awk '/^# / { ours = /likeness\//; next } ours'
}
