// The part of fmt that must be compiled, since Debian packages it as a shared library only and this
// binary links its libraries statically. Each line is something that the linker asks for.
#include <fmt/format-inl.h>

#include <locale>

static_assert(FMT_VERSION / 10000 == 9, "other versions need other lines: set FLOWS_STATIC=OFF");

using Arguments = fmt::basic_format_args<fmt::buffer_context<char>>;

template void fmt::detail::vformat_to<char>(fmt::detail::buffer<char>&, fmt::string_view, Arguments,
                                            fmt::detail::locale_ref);
template void fmt::detail::buffer<char>::append<char>(const char*, const char*);
template fmt::detail::dragonbox::decimal_fp<double> fmt::detail::dragonbox::to_decimal<double>(
    double) noexcept;
template fmt::detail::dragonbox::decimal_fp<float> fmt::detail::dragonbox::to_decimal<float>(
    float) noexcept;
template fmt::detail::thousands_sep_result<char> fmt::detail::thousands_sep_impl<char>(
    fmt::detail::locale_ref);
template char fmt::detail::decimal_point_impl<char>(fmt::detail::locale_ref);
template fmt::detail::locale_ref::locale_ref<std::locale>(const std::locale&);
template std::locale fmt::detail::locale_ref::get<std::locale>() const;
