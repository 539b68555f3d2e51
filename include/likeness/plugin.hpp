/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LIKENESS_PLUGIN_HPP
#define LIKENESS_PLUGIN_HPP

/* Plugins in C++11 and later: what plugin.h says in C, and exceptions that stay
 * inside. The ABI is the same.
 *
 *     static lk_status binarise(void *self, lk_context *ctx, const lk_heatmap *map,
 *                               std::size_t mask_area, lk_region *out) noexcept
 *     {
 *         return likeness::contain(ctx, [&] { ...; return LK_OK; });
 *     }
 *
 *     static const lk_param params[] = {
 *         likeness::param("level", LK_DOUBLE, offsetof(fixed, level), "0.5", "Threshold.")};
 *     static const lk_binariser_ops ops = {sizeof ops, binarise};
 *
 *     LK_PLUGIN_CXX(likeness::plugin(LK_STAGE_BINARISER, "fixed", "1.0", "MIT",
 *                                    "Foreground above a fixed level.", ops)
 *                       .instance<fixed>()
 *                       .parameters(params))
 *
 * The host allocates and zeroes the instance, and fills in its parameters, so it
 * has to be of standard layout, without constructors. What has some is made by
 * `open` with `new`, and deleted by `close`, which is called with a null pointer
 * there when `open` failed before it. */

#include <likeness/plugin.h>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <new>
#include <type_traits>

/* From C++14 on descriptors are computed by the compiler, not when they are loaded. */
#if __cplusplus >= 201402L
#define LK_CONSTEXPR constexpr
#else
#define LK_CONSTEXPR inline
#endif

namespace likeness
{

/* Run `body`, which returns an lk_status. No exception leaves: one becomes a
 * status with a sentence. */
template <class Body> lk_status contain(lk_context *ctx, Body &&body) noexcept
{
    try {
        return body();
    } catch (const std::bad_alloc &) {
        return lk_error(ctx, LK_E_MEMORY, "there is not enough memory");
    } catch (const std::exception &e) {
        return lk_error(ctx, LK_E_FAIL, "%s", e.what());
    } catch (...) {
        return lk_error(ctx, LK_E_FAIL, "an exception that is no std::exception");
    }
}

/* One parameter. Its other fields can be set on the result: see lk_param. */
LK_CONSTEXPR lk_param param(const char *name, lk_param_type type, std::size_t offset,
                            const char *fallback, const char *doc, double low = 0, double high = 0)
{
    lk_param p{};
    p.name = name;
    p.type = type;
    p.offset = offset;
    p.fallback = fallback;
    p.doc = doc;
    p.low = low;
    p.high = high;
    return p;
}

/* A descriptor in the making; the fields that have no function here can be set
 * by their names. */
struct descriptor : lk_plugin {
    template <class Instance> LK_CONSTEXPR descriptor instance() const
    {
        static_assert(std::is_standard_layout<Instance>::value &&
                          std::is_trivially_destructible<Instance>::value,
                      "the host makes and frees instances: let `open` make what has constructors");
        descriptor d(*this);
        d.instance_size = sizeof(Instance);
        return d;
    }

    template <std::size_t count>
    LK_CONSTEXPR descriptor parameters(const lk_param (&table)[count]) const
    {
        descriptor d(*this);
        d.params = table;
        d.param_count = count;
        d.param_size = sizeof table[0];
        return d;
    }

    LK_CONSTEXPR descriptor life(lk_status (*open_)(void *, lk_context *),
                                 void (*close_)(void *)) const
    {
        descriptor d(*this);
        d.open = open_;
        d.close = close_;
        return d;
    }

    LK_CONSTEXPR descriptor can(std::uint64_t capabilities_) const
    {
        descriptor d(*this);
        d.capabilities = capabilities_;
        return d;
    }
};

template <class Operations>
LK_CONSTEXPR descriptor plugin(lk_stage stage, const char *name, const char *version,
                               const char *licence, const char *summary,
                               const Operations &operations)
{
    descriptor d{};
    d.magic = LK_MAGIC;
    d.abi = LK_ABI;
    d.struct_size = sizeof(lk_plugin);
    d.stage = stage;
    d.name = name;
    d.version = version;
    d.licence = licence;
    d.summary = summary;
    d.ops = &operations;
    return d;
}

} // namespace likeness

/* The last line of the plugin. */
#define LK_PLUGIN_CXX(...)                                                                         \
    extern "C" {                                                                                   \
    LK_EXPORT extern const lk_plugin LK_PLUGIN_SYMBOL;                                             \
    const lk_plugin LK_PLUGIN_SYMBOL = __VA_ARGS__;                                                \
    }

#endif
