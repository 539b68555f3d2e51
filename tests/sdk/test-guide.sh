#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# docs/writing-a-plugin.md shows the templates as they are (`make guide` renews them), and
# knows every check, parameter type, capability and command that it explains.
. "$KIT_SRCDIR/tests/tap.sh"
guide=$top/docs/writing-a-plugin.md
cd "$scratch" || exit 99

awk -v top="$top" -f "$top/docs/embed.awk" "$guide" >renewed.md
diff "$guide" renewed.md >differs
ok $? "the examples are the templates"
head -n 10 differs | sed 's/^/# /'
for template in "$top"/sdk/templates/[a-z]*.c; do
    name=$(basename "$template")
    case $name in check.c | test.c) continue ;; esac
    grep -qxF "<!-- sdk/templates/$name -->" "$guide"
    ok $? "the example $name is shown"
done

"$LIKENESS" validate --list >checks
is "$(sed -n 's/^| `\([a-z-]*\)` | \(.*\) | .* |$/\1 \2/p' "$guide" | while read -r id holds; do
    grep -E "^$id +" checks | sed 's/  */ /g'
done)" "$(sed 's/  */ /g' checks)" "every check is in the table, with what holds"

# words HEADER PATTERN: what it declares.
words() {
    grep -oE "\\b$2\\b *=" "$top/include/likeness/$1" | sed 's/ *=//' | sort -u
}
# without a word about NAME...: none.
for name in $(words param.h 'LK_(BOOL|INT|DOUBLE|STRING|CHOICE|PATH|LABEL_MAP|PLUGIN_REF|[A-Z]+_LIST)') \
    $(words plugin.h 'LK_CAP_[A-Z_]+') $(words types.h 'LK_(OK|MISSING|CANCELLED|END|E_[A-Z]+)'); do
    grep -q "\`[^\`]*$name\\b\|type = $name\\b" "$guide" || echo "$name"
done >unknown
is "$(cat unknown)" "" "every parameter type, capability and status is explained"

# The parameters of every type are a table that compiles.
{
    printf '#include <likeness/plugin.h>\n'
    awk '/^## Parameters/ { on = 1 } on && /^```$/ { exit } on == 2; on && /^```c$/ { on = 2 }' "$guide"
    printf 'const lk_param *table(void);\nconst lk_param *table(void) { return params; }\n'
} >parameters.c
"${CC:-cc}" -std=c11 -Wall -Wextra -Werror -I"$top/include" -fsyntax-only parameters.c 2>said
ok $? "the parameters of every type compile"
sed 's/^/# /' said
done_testing
