/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "libraries.h"

#include <dlfcn.h>
#include <limits.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The loaded object's real file: its name and size. A package of a new version
 * has another of either. */
static void add_library(lk_digest *d, const char *soname)
{
    char real[PATH_MAX];
    struct link_map *map;
    struct stat st;
    void *object = dlopen(soname, RTLD_LAZY | RTLD_NOLOAD);
    lk_digest_text(d, soname);
    if (object && !dlinfo(object, RTLD_DI_LINKMAP, &map) && realpath(map->l_name, real) &&
        !stat(real, &st)) {
        lk_digest_text(d, strrchr(real, '/') + 1);
        lk_digest_u64(d, (uint64_t)st.st_size);
    }
    if (object)
        dlclose(object);
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
            add_library(&d, strings + e->d_un.d_val);
    lk_digest_end(&d, out);
}
