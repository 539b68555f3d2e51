/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_WORK_MAP_H
#define LK_CORE_WORK_MAP_H

#include "task.h"

/* One slot of a stored explanation in the frame of an aligner; of the arena of
 * s->call. LK_E_IO, LK_E_MEMORY, LK_CANCELLED end the task, any other status is
 * this map's alone, and why stands in `fault`. */
lk_status lk_align_explanation(lk_session *s, lk_instance *aligner, const lk_key *key,
                               uint32_t slot, const lk_face_record *face, lk_heatmap *out,
                               lk_fault *fault);

#endif
