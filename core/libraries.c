/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "libraries.h"

#include <dlfcn.h>
#include <limits.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The real file of the loaded object of this soname: its name and size. A
 * package of a new version has another of either. */
static void add_library(lk_digest *d, const struct link_map *any, const char *soname)
{
    char real[PATH_MAX];
    struct stat st;
    lk_digest_text(d, soname);
    while (any->l_prev)
        any = any->l_prev;
    for (; any; any = any->l_next) {
        const char *slash = strrchr(any->l_name, '/');
        if (!slash || strcmp(slash + 1, soname) || !realpath(any->l_name, real) || stat(real, &st))
            continue;
        lk_digest_text(d, strrchr(real, '/') + 1);
        lk_digest_u64(d, (uint64_t)st.st_size);
        return;
    }
}

void lk_libraries_digest(void *object, lk_key *out)
{
    struct link_map *map = NULL;
    const char *strings = NULL;
    lk_digest d;
    lk_digest_init(&d);
    if (dlinfo(object, RTLD_DI_LINKMAP, &map))
        map = NULL;
    for (const ElfW(Dyn) *e = map ? map->l_ld : NULL; e && e->d_tag != DT_NULL; e++)
        if (e->d_tag == DT_STRTAB) /* the loader has made it an address */
            strings = (const char *)e->d_un.d_ptr;
    for (const ElfW(Dyn) *e = strings ? map->l_ld : NULL; e && e->d_tag != DT_NULL; e++)
        if (e->d_tag == DT_NEEDED)
            add_library(&d, map, strings + e->d_un.d_val);
    lk_digest_end(&d, out);
}
