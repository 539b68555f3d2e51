# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
#
# awk -v top=FOLDER -f embed.awk PAGE: the page with the code block after each line
# `<!-- sdk/templates/FILE -->` made of that file, as new-plugin writes it for the name `mine`.
function embed(file, line, lines) {
    print "```" (file ~ /\.[ch]$/ ? "c" : file ~ /yaml$/ ? "yaml" : "")
    while ((getline line <(top "/" file)) > 0) {
        gsub(/@NAME@|@VALUE@/, "mine", line)
        print line
        lines++
    }
    close(top "/" file)
    if (!lines) {
        print "embed.awk: " file " cannot be read" >"/dev/stderr"
        exit 1
    }
    print "```"
}
skipping && /^```/ && ++fences == 2 { skipping = 0; next }
skipping { next }
{ print }
/^<!-- sdk\/templates\/[a-z.]+ -->$/ { embed($2); skipping = 1; fences = 0 }
