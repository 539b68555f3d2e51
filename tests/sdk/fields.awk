# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
#
# From the preprocessed public headers (no comments, no line marks) to a C program
# that prints the size of every struct, the offset and size of each of its fields,
# and the value of every enumerator. With -v objects=1 to a C file that exports a
# pointer to each struct instead, for abidiff.
#
# The headers declare a struct or enum as `typedef struct NAME {...} NAME;`,
# `struct NAME {...};` or `enum {...};`, and nest none.

function trim(s) {
    gsub(/^[ \t]+|[ \t]+$/, "", s)
    return s
}

function field(type, name) {
    sub(/\[.*/, "", name)
    sub(/^.*[ *]/, "", name)
    program = program sprintf("    FIELD(%s, %s);\n", type, name)
}

# One declaration of a struct: `type name`, `type a, b[2]`, `type (*name)(...)`.
function fields_of(type, text,    parts, n, i) {
    text = trim(text)
    if (text == "")
        return
    if (match(text, /\(\*[a-z_0-9]+\)/)) {
        field(type, substr(text, RSTART + 2, RLENGTH - 3))
        return
    }
    n = split(text, parts, ",")
    for (i = 1; i <= n; i++)
        field(type, trim(parts[i]))
}

function a_struct(type, body,    parts, n, i) {
    program = program sprintf("    STRUCT(%s);\n", type)
    pointers = pointers sprintf("extern %s *abi_%s;\n%s *abi_%s;\n", type, type, type, type)
    n = split(body, parts, ";")
    for (i = 1; i <= n; i++)
        fields_of(type, parts[i])
}

function an_enum(body,    parts, n, i) {
    n = split(body, parts, ",")
    for (i = 1; i <= n; i++) {
        sub(/=.*/, "", parts[i])
        if (trim(parts[i]) != "")
            program = program sprintf("    VALUE(%s);\n", trim(parts[i]))
    }
}

{ text = text " " $0 }

END {
    while (match(text, /(struct|enum)( [a-z_0-9]+)? *\{[^{}]*\}/)) {
        found = substr(text, RSTART, RLENGTH)
        before = substr(text, 1, RSTART - 1)
        text = substr(text, RSTART + RLENGTH)
        head = body = found
        sub(/ *\{.*/, "", head)
        sub(/^[^{]*\{/, "", body)
        sub(/\}$/, "", body)
        gsub(/__attribute__ *\(\(.*\)\)/, "", body)
        if (before ~ /\{[^}]*$/)
            continue # within a function
        if (head ~ /^enum/)
            an_enum(body)
        else
            a_struct(substr(head, 8), body)
    }
    print "#include <likeness/plugin.h>"
    if (objects) {
        printf "%s", pointers
        exit
    }
    print "#include <stdio.h>"
    print "#define STRUCT(t) printf(#t \" size %zu\\n\", sizeof(t))"
    print "#define FIELD(t, f) printf(#t \".%s at %zu size %zu\\n\", #f, offsetof(t, f), \\\n" \
          "    sizeof(((t *)0)->f))"
    print "#define VALUE(v) printf(#v \" = %lld\\n\", (long long)(v))"
    printf "int main(void)\n{\n%s    return 0;\n}\n", program
}
