/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_SOURCES_PICTURE_H
#define LK_SOURCES_PICTURE_H

/* Pictures as sources give them: the bytes of a PNG or JPEG file, whatever its
 * kind, become 8-bit RGB or grey, upright.
 *
 * - PNG of every colour type and depth, interlaced or not. 16 bits are rounded
 *   to 8; what is transparent is laid on black; gamma and colour profiles are
 *   ignored, as the training pipelines of networks ignore them.
 * - JPEG: grey, YCbCr, RGB; CMYK and YCCK with Adobe's marker, whose inks are
 *   inverted, by (1 - ink)(1 - black), without a profile. CMYK without the
 *   marker is refused: programs differ on what its inks mean.
 * - The orientation of EXIF (JPEG's APP1, PNG's eXIf) is applied; EXIF that
 *   makes no sense is passed over.
 *
 * A file that is damaged, ends early or is of another kind is refused with a
 * sentence that names it: there is no half picture. Nobody vouches for the
 * bytes: a picture of more than PICTURE_MEGAPIXELS is refused before anything
 * of its size is allocated. What comes back is of the arena. */

#include <likeness/plugin.h>

enum { PICTURE_MEGAPIXELS = 100 };

/* Is it the name of a picture (.png, .jpg, .jpeg in any case)? */
int picture_has_name(const char *path);

/* Read a file, resolved as host->read_file does: uint8 H x W x 3, RGB. */
lk_status picture_read(lk_context *ctx, const char *path, const char *beside, lk_tensor *out);

/* The same as uint8 H x W. A picture with a pixel that is not grey is refused:
 * what a coloured heatmap means cannot be read from its colours. */
lk_status picture_read_grey(lk_context *ctx, const char *path, const char *beside, lk_tensor *out);

#endif
