#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# Plugins that somebody else could have changed are refused. As root, the program
# is also run by another user and with a set-user-id bit.
. "$KIT_SRCDIR/tests/tap.sh"
cd "$scratch" || exit 99
umask 022
chmod 755 "$scratch"
good=$KIT_BUILDDIR/tests/broken/.libs/good.so
cp "$LIKENESS" likeness # where every user may run it
program=$scratch/likeness
me=$(id -u)
other=65534
unset LIKENESS_PLUGIN_PATH LIKENESS_SESSION

place() { # FOLDER: one with the good plugin in it, of a user's own
    mkdir -p "$1"
    cp "$good" "$1/good.so"
    chmod 755 "$1" "$1/good.so"
}

# shellcheck disable=SC2317 # it is called by name
list() { # FOLDER: the plugins of a folder
    LIKENESS_PLUGIN_PATH=$scratch/$1 "$program" plugins segmenter
}

as_other() { # COMMAND...
    setpriv --reuid=$other --regid=$other --clear-groups "$@"
}

other_lists() { # FOLDER
    LIKENESS_PLUGIN_PATH=$scratch/$1 as_other "$program" plugins segmenter
}

# trusts SENTENCE COMMAND...: it lists the plugin.
trusts() {
    trusts_sentence=$1
    shift
    "$@" >said 2>&1
    has said "good" "$trusts_sentence"
    ! grep -q refused said
    ok $? "and has nothing against it"
}

# distrusts TEXT SENTENCE COMMAND...: it says this, and does not list the plugin.
distrusts() {
    distrusts_text=$1 distrusts_sentence=$2
    shift 2
    "$@" >said 2>why
    has why "$distrusts_text" "$distrusts_sentence"
    [ ! -s said ]
    ok $? "and the plugin is not there"
}

place own
trusts "a plugin of one's own is loaded" list own

place file
chmod 757 file/good.so
distrusts "file/good.so: refused, since everyone may write this file (chmod o-w it)" \
    "a file that everyone may write" list file
place folder
chmod 757 folder
distrusts "folder: refused, since everyone may write this folder (chmod o-w it)" \
    "a folder that everyone may write" list folder
chmod 1777 folder
distrusts "folder: refused, since everyone may write this folder" \
    "also one in which everyone may only add" list folder

mkdir links
ln -s ../file/good.so links/good.so
distrusts "file/good.so: refused, since everyone may write this file" \
    "a link to such a file, which is named" list links
rm links/good.so
ln -s ../own/good.so links/good.so
trusts "a link to a plugin of one's own is loaded" list links

# ---- From where -----------------------------------------------------------------------------

(cd own && "$program" plugins segmenter) >said 2>&1
! grep -q '^good' said
ok $? "nothing is loaded from the working folder"
for path in . '' own ::; do
    (cd own && LIKENESS_PLUGIN_PATH=$path "$program" plugins segmenter) >said 2>&1
    ! grep -q '^good' said
    ok $? "nor by a relative path in LIKENESS_PLUGIN_PATH ('$path')"
done

cat >study.yaml <<YAML
study: trust
seed: 1
plugin_path: $scratch/source
labels: [happiness]
data: {use: prints}
YAML
place source
cp "$KIT_BUILDDIR/tests/broken/.libs/prints.so" source/
"$program" check study.yaml --store store.db >said 2>why
is "$(cat why)" "" "a plugin in the study's plugin_path is found"
chmod 757 source/prints.so
"$program" check study.yaml --store store.db >said 2>why
is $? 2 "one that everyone may write is not"
has why "prints.so: refused, since everyone may write this file" "and the reason is given"

# ---- Other users, for which one has to be root -----------------------------------------------

as_root="only root can give files away and become another user"
if [ "$me" != 0 ]; then
    skip "$as_root" "files and folders of other users, and of groups"
    done_testing
fi

place foreign-file
chown $other foreign-file/good.so
distrusts "foreign-file/good.so: refused, since the file belongs to another user" \
    "a file of another user" list foreign-file
place foreign-folder
chown $other foreign-folder
distrusts "foreign-folder: refused, since the folder belongs to another user" \
    "a folder of another user" list foreign-folder
ln -sf ../foreign-file/good.so links/good.so
distrusts "foreign-file/good.so: refused, since the file belongs to another user" \
    "a link to a file of another user" list links

place group-file
chgrp $other group-file/good.so
chmod 775 group-file/good.so
distrusts "may write this file (chmod g-w it)" "a file that a group of others may write" \
    list group-file
place group-folder
chgrp $other group-folder
chmod 775 group-folder
distrusts "may write this folder (chmod g-w it)" "a folder that a group of others may write" \
    list group-folder
place private
chmod 775 private private/good.so
if getent group root | grep -q ':$'; then
    trusts "a file that only its owner's private group may write is loaded" list private
else
    skip "the group root has members" "a file that only its owner's private group may write"
fi

trusts "another user loads what belongs to root" other_lists own
place theirs
chown -R $other theirs
trusts "and what belongs to him" other_lists theirs
distrusts "theirs/good.so: refused, since the file belongs to another user" "which root does not" \
    list theirs
place third
chown -R 65533 third
distrusts "third/good.so: refused, since the file belongs to another user" \
    "nor does another user what belongs to a third" other_lists third

# ---- A set-user-id program --------------------------------------------------------------------

cp "$(command -v id)" id
chmod 4755 likeness id
if [ "$(as_other ./id -u)" = 0 ]; then
    other_lists own >said 2>&1
    ! grep -q '^good' said
    ok $? "a set-user-id program ignores LIKENESS_PLUGIN_PATH"
else
    skip "set-user-id bits count for nothing here" \
        "a set-user-id program ignores LIKENESS_PLUGIN_PATH"
fi
done_testing
