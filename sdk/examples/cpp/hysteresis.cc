/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */

/* A binariser with two thresholds, as in Canny's edge detector (IEEE Transactions
 * on Pattern Analysis and Machine Intelligence 8, 1986): foreground is what lies
 * above the low one and hangs together with something above the high one. */

#include <likeness/plugin.hpp>

#include <algorithm>
#include <stdexcept>
#include <vector>

namespace
{

struct hysteresis {
    double low, high;
};

constexpr lk_param params[] = {
    likeness::param("low", LK_DOUBLE, offsetof(hysteresis, low), "0.3",
                    "Share of the largest value that hangs on.", 0, 1),
    likeness::param("high", LK_DOUBLE, offsetof(hysteresis, high), "0.6",
                    "Share of the largest value that is foreground.", 0, 1),
};

lk_status open(void *self, lk_context *ctx) noexcept
{
    return likeness::contain(ctx, [&] {
        const auto &h = *static_cast<const hysteresis *>(self);
        if (h.low > h.high)
            throw std::invalid_argument("`low` is above `high`: swap them");
        return LK_OK;
    });
}

/* The parts of an H x W map that a flood from a few pixels reaches. */
class flood
{
  public:
    flood(const lk_tensor &map, double above, uint8_t *out)
        : values(static_cast<const float *>(map.data)), level(above), reached(out),
          height(map.shape[0]), width(map.shape[1])
    {
    }

    void from(int64_t pixel)
    {
        reach(pixel / width, pixel % width);
        while (!edge.empty()) {
            const int64_t y = edge.back() / width, x = edge.back() % width;
            edge.pop_back();
            for (int64_t dy = -1; dy <= 1; dy++)
                for (int64_t dx = -1; dx <= 1; dx++)
                    reach(y + dy, x + dx);
        }
    }

  private:
    void reach(int64_t y, int64_t x)
    {
        const int64_t pixel = y * width + x;
        if (y < 0 || y >= height || x < 0 || x >= width || reached[pixel] ||
            !(static_cast<double>(values[pixel]) > level))
            return;
        reached[pixel] = 1;
        edge.push_back(pixel);
    }

    const float *values;
    double level;
    uint8_t *reached;
    int64_t height, width;
    std::vector<int64_t> edge;
};

lk_status binarise(void *self, lk_context *ctx, const lk_heatmap *map, size_t,
                   lk_region *out) noexcept
{
    return likeness::contain(ctx, [&] {
        const auto &h = *static_cast<const hysteresis *>(self);
        const auto *values = static_cast<const float *>(map->values.data);
        const auto count = static_cast<int64_t>(lk_tensor_count(&map->values));
        const auto [least, most] = std::minmax_element(values, values + count);
        if (*least == *most)
            return lk_error(ctx, LK_MISSING, "the heatmap is constant");
        const double top = static_cast<double>(*most);
        flood f(map->values, h.low * top, static_cast<uint8_t *>(out->pixels.data));
        for (int64_t i = 0; i < count; i++)
            if (static_cast<double>(values[i]) > h.high * top)
                f.from(i);
        return lk_cancelled(ctx) ? LK_CANCELLED : LK_OK;
    });
}

constexpr lk_binariser_ops ops = {sizeof ops, binarise};

} // namespace

LK_PLUGIN_CXX(likeness::plugin(LK_STAGE_BINARISER, "hysteresis", "1.0", "MIT",
                               "Foreground by two thresholds.", ops)
                  .instance<hysteresis>()
                  .parameters(params)
                  .life(open, nullptr)
                  .can(LK_CAP_DETERMINISTIC))
