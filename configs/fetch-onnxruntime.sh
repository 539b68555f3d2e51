#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
#
# Fetch ONNX Runtime 1.29.0 for Linux on x86-64 (MIT), which Debian 12 does not
# have, into a folder that configure takes:
#
#   fetch-onnxruntime.sh FOLDER && ./configure --with-onnxruntime=FOLDER
#
# It comes out of a package of npm for Unity, which has the library as its makers
# built it. What is there and right stays; every file is checked before it is put
# in its place. 0: all is there. 1: something is not. 2: the command line is wrong.
set -u

package=com.github.asus4.onnxruntime@0.4.9
headers='package/Plugins/iOS~/onnxruntime.xcframework/ios-arm64/onnxruntime.framework/Headers'

# sha256 of the file, its place, its path in the package.
files() {
    cat <<END
acc0cf4b3f28d39339c76770d76164bb7a0637dc89f5fde764b4017b632f6743 include/onnxruntime_c_api.h $headers/onnxruntime_c_api.h
e6c986c9e98583f8113b2c6bc3864814883b806d501cf24da4d239c45753e235 include/onnxruntime_ep_c_api.h $headers/onnxruntime_ep_c_api.h
5ce3b054e798eced8d14f5b86e98692fd33470463f96194ce0700a2d53dd8721 include/onnxruntime_error_code.h $headers/onnxruntime_error_code.h
5715f06d8992ca8eeeddcce43df3a7d38f97d537052126f558e912cb312460ca lib/libonnxruntime.so.1 package/Plugins/Linux/x64/libonnxruntime.so
2f07c72751aed99790b8a4869cf2311df85a860b22ded05fa22803587a48922c LICENSE package/LICENSE
END
}

is_right() { # SUM FILE
    [ -f "$2" ] && [ "$(sha256sum <"$2")" = "$1  -" ]
}

# The places of what is missing, one a line.
missing() {
    files | while read -r sum place _; do
        is_right "$sum" "$folder/$place" || echo "$place"
    done
}

fetch() {
    (cd "$work" && npm pack --silent --fetch-retries=1 --fetch-timeout=300000 "$package" >/dev/null) &&
        files | while read -r _ _ path; do echo "$path"; done >"$work/paths" &&
        tar -xzf "$work"/*.tgz --no-same-owner -C "$work" -T "$work/paths"
}

keep() {
    files | while read -r sum place path; do
        is_right "$sum" "$work/$path" || continue
        chmod 644 "$work/$path" && mkdir -p "$(dirname "$folder/$place")" &&
            mv -f "$work/$path" "$folder/$place"
    done
    ln -sf libonnxruntime.so.1 "$folder/lib/libonnxruntime.so"
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
echo "fetching $package (npm, 150 MB)" >&2
if ! fetch 2>"$work/log"; then
    tail -n 3 "$work/log" >&2
    echo "fetch-onnxruntime: $package could not be fetched." >&2
    exit 1
fi
keep
[ -z "$(missing)" ] && exit 0
echo "fetch-onnxruntime: what was fetched is not what it should be: $(missing | tr '\n' ' ')" >&2
exit 1
