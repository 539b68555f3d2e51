/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef EXPLAINERS_CAM_LAYER_H
#define EXPLAINERS_CAM_LAYER_H

/* Which layer's maps are weighed.
 *
 * People who name one mean the last maps before the network gives up their
 * places: the activation after the last convolution, or the block that it ends
 * (`layer4[-1]` of a residual network, `mixed10` of Inception). So the layer that
 * is found is the last one before the next pool whose maps are as large as those of
 * the last convolution. Maps of 1 x 1, as of squeeze and excite, do not count. A
 * network that names no layer a convolution gives the last of its maps. */

#include <likeness/plugin.h>

/* The layer `name`, or the one that is found where it is NULL. A name that no
 * layer has is left to the network to refuse, with the nearest one: NULL. */
lk_status layer_choose(lk_context *ctx, const lk_network_info *info, const char *name,
                       const lk_layer_info **out);

#endif
