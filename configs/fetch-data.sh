#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
#
# Fetch what quickstart.yaml needs: trained networks and a few photographs. They
# go to $LIKENESS_DATA, or to likeness/ in the user's data folder. What is there
# and right stays; every file is checked before it is put in its place.
#
#   fetch-data.sh            fetch what is missing
#   fetch-data.sh --check    say what is there
#   fetch-data.sh --folder   say where it goes
#
# 0: all is there. 1: something is not. 2: the command line is wrong.
#
# The photographs sampleN.jpg show private people, with the places they were
# taken at in their metadata: all of that is dropped before they are kept. (None
# of the six has an orientation to apply first.)
set -u

case ${XDG_DATA_HOME-} in
/*) share=$XDG_DATA_HOME ;;
*) share=${HOME:-}/.local/share ;;
esac
folder=${LIKENESS_DATA:-$share/likeness}
faceapi=@vladmandic/face-api@1.7.15
human=@vladmandic/human@3.3.6
skimage=python3-skimage

# sha256 of the file as it is kept, its place, its package, its path in that.
files() {
    cat <<'END'
5b349c17c7836da506e03422cd6461c74085d8bb2713ad4114647dc5d28174c8 face-api/face_expression_model-weights_manifest.json faceapi package/model/face_expression_model-weights_manifest.json
9a9840f2cf1f4c7eab95f197512569345c00d2426754d4608b92af30e0300f3d face-api/face_expression_model.bin faceapi package/model/face_expression_model.bin
ca4886639f86e99b39fed0c155f81b63317225773bd9616716e887b0153389c9 face-api/face_landmark_68_model-weights_manifest.json faceapi package/model/face_landmark_68_model-weights_manifest.json
4611ef65c87d836d03d684b30eec4d195d8b219fa1dd58fc58945831c6b9299b face-api/face_landmark_68_model.bin faceapi package/model/face_landmark_68_model.bin
5d1af4849ac48d5b985f4a9b16010c512353ddd6fcc63d50fd0bc9e9e64296e5 face-api/tiny_face_detector_model-weights_manifest.json faceapi package/model/tiny_face_detector_model-weights_manifest.json
b7503ce7df31039b1c43316a9b865cab6a70dd748cc602d3fa28b551503c3871 face-api/tiny_face_detector_model.bin faceapi package/model/tiny_face_detector_model.bin
d06997b5011d7fa89420dbc07094a8bb4e9934c9ce16fa03b1a96447abda6d96 photographs/sample1.jpg faceapi package/demo/sample1.jpg
8401803b9da8c6e44b9724e4be3804920642f9a5edfeae49975f86f27f7af92f photographs/sample2.jpg faceapi package/demo/sample2.jpg
52c5bfc152514bce7b533d5fc6dbf3d5178bd79be84a42891337f0797b808bc9 photographs/sample3.jpg faceapi package/demo/sample3.jpg
32c0e87c875a9392f00e01810ff9badacd88b020e5a56e38ff31cf30d5c91705 photographs/sample4.jpg faceapi package/demo/sample4.jpg
251fbc5d35e95a0a1ae4bac894fc93d0e55ace58d1078fb690d49be9d6792b62 photographs/sample5.jpg faceapi package/demo/sample5.jpg
62f6d70cd2fc704773bf6dd405d3684fd3c6f0a5caae23edd4e5ddd9f52847c0 photographs/sample6.jpg faceapi package/demo/sample6.jpg
927ac8224f356ab1e68c2bcfbfa07b0c8567047d1bcf817388ba6e38214c4987 human/emotion.bin human package/models/emotion.bin
56f7e557eb0c863a8b9ab04ac7ccba756e93bf2c27dce135ef0e8712b80b7ad2 human/emotion.json human package/models/emotion.json
88431cd9653ccd539741b555fb0a46b61558b301d4110412b5bc28b5e3ea6cb5 photographs/astronaut.png skimage ./usr/lib/python3/dist-packages/skimage/data/astronaut.png
END
}

# state SUM FILE: ok, missing or wrong
state() {
    if [ ! -f "$2" ]; then
        echo missing
    elif [ "$(sha256sum <"$2")" = "$1  -" ]; then
        echo ok
    else
        echo wrong
    fi
}

check_all() {
    files | {
        bad=0
        while read -r sum place _ _; do
            is=$(state "$sum" "$folder/$place")
            printf '%-8s%s\n' "$is" "$folder/$place"
            [ "$is" = ok ] || bad=1
        done
        return $bad
    }
}

# Packages of which a file is missing, each once.
wanted() {
    files | while read -r sum place package _; do
        [ "$(state "$sum" "$folder/$place")" = ok ] || echo "$package"
    done | sort -u
}

# paths PACKAGE: the paths of its files in the archive
paths() {
    files | while read -r _ _ package path; do
        [ "$package" != "$1" ] || echo "$path"
    done
}

# npm_get NAME SPEC: the wanted files of an npm package below $work
npm_get() {
    mkdir -p "$work/npm-$1" && cd "$work/npm-$1" || return 1
    npm pack --silent --fetch-retries=1 --fetch-retry-mintimeout=1000 \
        --fetch-retry-maxtimeout=5000 --fetch-timeout=120000 "$2" >/dev/null 2>"$work/log" ||
        return 1
    # shellcheck disable=SC2046 # the paths have no blanks
    tar -xzf ./*.tgz --no-same-owner -C "$work" $(paths "$1") 2>"$work/log"
}

# Root would be warned that apt's own user cannot write here.
apt_download() {
    if [ "$(id -u)" = 0 ]; then
        apt-get -qq -o APT::Sandbox::User=root download "$1" >"$work/log" 2>&1 && return
        apt-get -qq update >"$work/log" 2>&1
        apt-get -qq -o APT::Sandbox::User=root download "$1" >"$work/log" 2>&1
    else
        apt-get -qq download "$1" >"$work/log" 2>&1
    fi
}

deb_get() {
    mkdir -p "$work/deb-$1" && cd "$work/deb-$1" || return 1
    apt_download "$2" || return 1
    # shellcheck disable=SC2046
    dpkg-deb --fsys-tarfile ./*.deb | tar -xf - --no-same-owner -C "$work" $(paths "$1") 2>"$work/log"
}

# keep SUM PLACE PATH: check a fetched file and put it in its place
keep() {
    new=$work/$3
    case $2 in
    *.jpg)
        jpegtran -copy none -outfile "$work/new.jpg" "$new" 2>"$work/log" || return 1
        new=$work/new.jpg
        ;;
    esac
    [ "$(state "$1" "$new")" = ok ] || return 1
    chmod 644 "$new" && mkdir -p "$(dirname "$folder/$2")" && mv -f "$new" "$folder/$2"
}

# What is still missing goes to stdout, one place a line.
keep_all() {
    files | while read -r sum place _ path; do
        [ "$(state "$sum" "$folder/$place")" = ok ] || keep "$sum" "$place" "$path" || echo "$place"
    done
}

get() {
    case $1 in
    faceapi) npm_get faceapi "$faceapi" ;;
    human) npm_get human "$human" ;;
    skimage) deb_get skimage "$skimage" ;;
    esac
}

name_of() {
    case $1 in
    faceapi) echo "$faceapi (npm)" ;;
    human) echo "$human (npm)" ;;
    skimage) echo "$skimage (Debian)" ;;
    esac
}

fetch_all() {
    # Absolute, as packages are fetched from a folder of their own.
    if ! { mkdir -p "$folder" && folder=$(cd "$folder" && pwd) &&
        work=$(mktemp -d "$folder/.fetch.XXXXXX"); } 2>/dev/null; then
        echo "fetch-data: the folder $folder cannot be written: set LIKENESS_DATA to another." >&2
        return 1
    fi
    trap 'rm -rf "$work"' EXIT
    trap 'exit 1' HUP INT TERM
    failed=
    for package in $(wanted); do
        echo "fetching $(name_of "$package")" >&2
        (get "$package") || failed="$failed, $(name_of "$package")"
    done
    missing=$(keep_all | tr '\n' ' ')
    [ -n "$missing" ] || return 0
    reason="what was fetched is not what it should be, or jpegtran is missing"
    [ -z "$failed" ] || reason="${failed#, } could not be fetched"
    echo "fetch-data: $reason, so these are missing in $folder: ${missing% }." >&2
    return 1
}

case ${1-} in
'') fetch_all ;;
--check) check_all ;;
--folder) echo "$folder" ;;
*)
    echo "usage: fetch-data.sh [--check | --folder]" >&2
    exit 2
    ;;
esac
