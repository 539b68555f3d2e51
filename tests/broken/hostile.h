/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_TESTS_BROKEN_HOSTILE_H
#define LK_TESTS_BROKEN_HOSTILE_H

/* Texts that try to be commands: to a terminal, to roff, to Markdown and HTML,
 * and to whoever parses JSON. */

#define ROFF "\n.sy touch executed\n'pso touch executed\n\\*[.T]\\X'tty: x'\\n(.$"
#define MARKDOWN "\n# heading\n| a | b |\n<script>x</script> [x](y) ``` ` **bold**\n    code"
#define TERMINAL "\x1b]0;title\a\x1b[2J\b\x7f\xc2\x9b"
#define JSON "\", \"x\": [\\\"\\u0000"
#define BYTES "\xff\xc0\x80\xed\xa0\x80\xe2\x82"
#define ALL ROFF MARKDOWN TERMINAL JSON BYTES

#endif
