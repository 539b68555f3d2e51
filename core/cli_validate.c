/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/check.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli.h"

/* validate: the conformance kit (sdk/check/) on one plugin file. */

static int read_seed(const lk_cli *cli, uint64_t *seed)
{
    *seed = (uint64_t)time(NULL);
    if (!cli->seed)
        return 0;
    errno = 0;
    *seed = strtoull(cli->seed, NULL, 10);
    if (*cli->seed && !cli->seed[strspn(cli->seed, "0123456789")] && !errno)
        return 0;
    lk_cli_wrong(cli, "--reproduce %s: the number after `# seed` of an earlier run is wanted",
                 cli->seed);
    return -1;
}

int lk_cli_validate(const lk_cli *cli)
{
    lk_check_options o = {.struct_size = sizeof o, .sets = cli->sets, .only = cli->only};
    if (cli->list) {
        lk_check_list();
        return LK_EXIT_DONE;
    }
    if (!cli->arg_count)
        return lk_cli_wrong(cli, "usage: likeness %s", cli->command->usage);
    if (read_seed(cli, &o.seed))
        return LK_EXIT_WRONG;
    if (cli->size && lk_check_size(cli->size, &o))
        return lk_cli_wrong(cli, "--size %s: HEIGHTxWIDTH is wanted, as in 24x20", cli->size);
    o.labels = cli->label_count ? cli->labels : NULL;
    o.seconds = cli->seconds > 0 ? cli->seconds : 0;
    return lk_check_plugin(cli->args[0], &o);
}
