#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
#
# Fetch ONNX Runtime 1.28.2 for Linux on x86-64 (MIT), which Debian 12 does not
# have, into a folder that configure takes:
#
#   fetch-onnxruntime.sh FOLDER && ./configure --with-onnxruntime=FOLDER
#
# The library and its headers come out of two packages of npm: this library is
# small and reports nothing to anybody, which those of its makers do from 1.29 on.
# What is there and right stays; every file is checked before it is put in its
# place. 0: all is there. 1: something is not. 2: the command line is wrong.
set -u

library=sherpa-onnx-linux-x64@1.13.8
headers=com.github.asus4.onnxruntime@0.4.9
include='package/Plugins/iOS~/onnxruntime.xcframework/ios-arm64/onnxruntime.framework/Headers'

# sha256 of the file, its place, its package, its path in that.
files() {
    cat <<END
acc0cf4b3f28d39339c76770d76164bb7a0637dc89f5fde764b4017b632f6743 include/onnxruntime_c_api.h $headers $include/onnxruntime_c_api.h
e6c986c9e98583f8113b2c6bc3864814883b806d501cf24da4d239c45753e235 include/onnxruntime_ep_c_api.h $headers $include/onnxruntime_ep_c_api.h
5ce3b054e798eced8d14f5b86e98692fd33470463f96194ce0700a2d53dd8721 include/onnxruntime_error_code.h $headers $include/onnxruntime_error_code.h
2f07c72751aed99790b8a4869cf2311df85a860b22ded05fa22803587a48922c LICENSE $headers package/LICENSE
4b3607aebd1784b26b6f9b20e4bd974c7ab8287043e4d095cb7d2cb40b5e566e lib/libonnxruntime.so $library package/libonnxruntime.so
END
}

is_right() { # SUM FILE
    [ -f "$2" ] && [ "$(sha256sum <"$2")" = "$1  -" ]
}

# What is missing, one line of files() each.
missing() {
    files | while read -r sum place package path; do
        is_right "$sum" "$folder/$place" || echo "$sum $place $package $path"
    done
}

# get PACKAGE: what is missing of it, below $work
get() {
    rm -f "$work"/*.tgz
    (cd "$work" && npm pack --silent --fetch-retries=1 --fetch-timeout=300000 "$1" >/dev/null) &&
        missing | awk -v package="$1" '$3 == package { print $4 }' >"$work/paths" &&
        tar -xzf "$work"/*.tgz --no-same-owner -C "$work" -T "$work/paths"
}

keep() {
    missing | while read -r sum place _ path; do
        is_right "$sum" "$work/$path" || continue
        chmod 644 "$work/$path" && mkdir -p "$(dirname "$folder/$place")" &&
            mv -f "$work/$path" "$folder/$place"
    done
}

if [ $# != 1 ]; then
    echo "usage: fetch-onnxruntime.sh FOLDER" >&2
    exit 2
fi
folder=$1
[ -n "$(missing)" ] || exit 0
if [ "$(uname -sm)" != "Linux x86_64" ]; then
    echo "fetch-onnxruntime: this library is for Linux on x86-64; $(uname -sm) needs another." >&2
    exit 1
fi
if ! { mkdir -p "$folder" && work=$(mktemp -d "$folder/.fetch.XXXXXX"); } 2>/dev/null; then
    echo "fetch-onnxruntime: the folder $folder cannot be written." >&2
    exit 1
fi
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
for package in $(missing | awk '{ print $3 }' | sort -u); do
    echo "fetching $package (npm)" >&2
    if ! get "$package" 2>"$work/log"; then
        cat "$work/log" >&2
        echo "fetch-onnxruntime: $package could not be fetched." >&2
        exit 1
    fi
done
keep
left=$(missing | awk '{ printf " %s", $2 }')
[ -z "$left" ] && exit 0
echo "fetch-onnxruntime: what was fetched is not what it should be; missing in $folder:$left." >&2
exit 1
