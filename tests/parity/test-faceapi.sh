#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# The npm package @vladmandic/face-api run in node, and this program, on the
# same pixels: faces of several photographs, as they are and painted over.
# FACEAPI_PACKAGE may name the folder of the unpacked package; else npm gets it.
set -u
here=$KIT_SRCDIR/tests/parity
program=$(dirname "$LIKENESS")/tests/parity/test-faceapi
networks=$LIKENESS_CONFIG_PATH/networks

skip_all() {
    echo "1..0 # SKIP $1"
    exit 0
}

data=$(sh "$KIT_SRCDIR/configs/fetch-data.sh" --folder)

command -v node >/dev/null || skip_all "node is not here"
command -v djpeg >/dev/null || skip_all "djpeg is not here"
sh "$KIT_SRCDIR/configs/fetch-data.sh" --check >/dev/null ||
    skip_all "photographs and networks are not here: configs/fetch-data.sh fetches them"

work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
package=${FACEAPI_PACKAGE-}
if [ -z "$package" ]; then
    (cd "$work" && npm pack --silent --prefer-offline --fetch-retries=0 \
        @vladmandic/face-api@1.7.15 && tar -xzf ./*.tgz) >"$work/log" 2>&1 ||
        skip_all "npm cannot get @vladmandic/face-api"
    package=$work/package
fi

# The package and we start from the same pixels: JPEGs are decoded once.
mkdir "$work/expected"
for name in sample3 sample4; do
    djpeg -outfile "$work/expected/$name.ppm" "$data/photographs/$name.jpg" || exit 99
done
node --no-warnings "$here/faceapi.mjs" "$package" "$work/expected" "$data/photographs/astronaut.png" \
    "$work"/expected/*.ppm >"$work/log" 2>&1 || {
    sed 's/^/# /' "$work/log"
    echo "Bail out! face-api does not run in node"
    exit 99
}

n=0
report() { # STATUS NAME
    n=$((n + 1))
    if [ "$1" = 0 ]; then
        echo "ok $n - $2"
    else
        echo "not ok $n - $2"
        head -n 20 "$work/log" | sed 's/^/# /'
    fi
}

# same KEYS TOLERANCE EXPECTED IS: two CSV files have the same rows by their first
# KEYS fields (of the first the name without folder and suffix), and all other
# numbers are as near as that; the score of a face nearer.
same() {
    awk -F, -v keys="$1" -v tolerance="$2" '
        function key(   k, i) {
            k = $1; sub(/.*\//, "", k); sub(/\.[a-z]*$/, "", k)
            for (i = 2; i <= keys; i++) k = k "," $i
            return k
        }
        function off(a, b) { return a > b ? a - b : b - a }
        FNR == 1 { if (FILENAME == ARGV[1]) head = $0; else if ($0 != head) { print "other columns"; bad = 1 } ; next }
        FILENAME == ARGV[1] { should[key()] = $0; count++; next }
        !(key() in should) { print key() ": not among the package'\''s"; bad = 1; next }
        {
            fields = split(should[key()], s, ",")
            if (fields != NF) { print key() ": " NF " fields"; bad = 1 }
            for (i = keys + 1; i <= NF; i++) {
                limit = keys == 2 && i == 7 ? 0.0001 : tolerance
                if (off($i, s[i]) > limit) { print key() ": field " i " is " $i ", not " s[i]; bad = 1 }
            }
            seen++
        }
        END { if (seen != count) { print seen + 0 " rows, not " count; bad = 1 } ; exit bad }
    ' "$3" "$4" >"$work/log"
}

crops=$(cut -d, -f1 "$work/expected/landmarks.csv" | sed 1d | sed "s|^|$work/expected/|")
photographs="$data/photographs/astronaut.png $data/photographs/sample3.jpg
    $data/photographs/sample4.jpg"

echo 1..4

PARITY_EXPECTED=$work/expected CMOCKA_MESSAGE_OUTPUT=TAP "$program" >"$work/log" 2>&1 &&
    [ "$(grep -c '^ok' "$work/log")" = 3 ] && ! grep -q '# SKIP' "$work/log"
report $? "detector and expression network agree with the package on photographs and painted crops"

# shellcheck disable=SC2086 # names are words
"$LIKENESS" detect $photographs >"$work/is.csv" 2>"$work/log" &&
    same 2 0.05 "$work/expected/faces.csv" "$work/is.csv"
report $? "likeness detect finds the faces and landmarks of the package"

# shellcheck disable=SC2086
"$LIKENESS" detect --whole $crops >"$work/is.csv" 2>"$work/log" &&
    same 2 0.05 "$work/expected/landmarks.csv" "$work/is.csv"
report $? "likeness detect --whole places the landmarks of the package on crops"

# shellcheck disable=SC2086
"$LIKENESS" predict --network "$networks/faceapi-expression.yaml" --whole $crops \
    >"$work/is.csv" 2>"$work/log" && same 3 0.0001 "$work/expected/probabilities.csv" "$work/is.csv"
report $? "likeness predict --whole gives the probabilities of the package on painted crops"
