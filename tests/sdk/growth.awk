# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
#
# awk -f growth.awk OLDER NEWER: what one list of the layout has that must not follow
# from the other; nothing when all is well.
#
# Structs grow only where the other side can tell, by their struct_size or the stride of
# lk_param. Tables and figures come in arrays that are indexed by the size a plugin
# knows. A field in what was padding would seem to be there in older structs.

FNR == 1 { newer = NR > 1 }
!newer && $2 == "size" { older_size[$1] = $3; next }
!newer { older[$0] = 1; next }
$2 == "size" { size[$1] = $3; next }
$0 in older { delete older[$0]; kept[$1] = 1 }
$2 == "at" { at[$1] = $3 }

function can_grow(type) {
    return type == "lk_param" ||
        at[type ".struct_size"] == "0" && type !~ /^lk_(table|figure)$/
}

END {
    for (line in older)
        print "it is gone or changed: " line
    for (type in older_size)
        if (size[type] != older_size[type] && !can_grow(type))
            print "nobody can tell its size: " type
    for (name in at) {
        type = substr(name, 1, index(name, ".") - 1)
        if (!(name in kept) && type in older_size && at[name] < older_size[type])
            print "it is not behind the older struct: " name
    }
}
