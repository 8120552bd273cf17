#include "net/url.h"

#include <fmt/format.h>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <charconv>

#include "base/text/ascii.h"

namespace flows::net {
namespace {

constexpr std::uint16_t kHttpPort = 80;
constexpr std::uint16_t kHttpsPort = 443;

std::uint16_t default_port(bool is_https) { return is_https ? kHttpsPort : kHttpPort; }

base::Error refusal(std::string_view text, std::string_view why) {
  return {base::ErrorCode::kValidation, fmt::format("{} {}.", text, why)};
}

std::string to_string(boost::core::string_view text) { return {text.data(), text.size()}; }

}  // namespace

std::string Url::target() const {
  std::string target = path.empty() ? "/" : path;
  if (!query.empty()) target.append("?").append(query);
  return target;
}

std::string Url::host_header() const {
  std::string text = host.find(':') == host.npos ? host : '[' + host + ']';
  if (port != default_port(is_https)) text += ':' + std::to_string(port);
  return text;
}

base::Result<Url> parse_url(std::string_view text) {
  constexpr std::string_view kNoUrl = "is no http:// or https:// URL";
  const auto parsed = boost::urls::parse_uri({text.data(), text.size()});
  if (parsed.has_error()) return refusal(text, kNoUrl);
  const boost::urls::url_view& view = *parsed;
  Url url;
  url.is_https = view.scheme_id() == boost::urls::scheme::https;
  if (!url.is_https && view.scheme_id() != boost::urls::scheme::http) return refusal(text, kNoUrl);
  url.host = base::lowered(to_string(view.encoded_host_address()));
  if (url.host.empty() || url.host.find('%') != url.host.npos) return refusal(text, kNoUrl);
  if (view.has_userinfo()) return refusal("A URL with a user or password in it", "is not taken");
  if (view.has_fragment()) return refusal(text, "has a fragment, which no server is sent");
  url.port = default_port(url.is_https);
  if (view.has_port()) {
    // The library's own number wraps around at 65,536.
    const std::string port = to_string(view.port());
    const char* const end = port.data() + port.size();
    const auto parsed_port = std::from_chars(port.data(), end, url.port);
    const bool is_whole = parsed_port.ec == std::errc() && parsed_port.ptr == end;
    if (!is_whole || url.port == 0) return refusal(text, kNoUrl);
  }
  url.path = to_string(view.encoded_path());
  // The library accepts "http://host:1a" as a port followed by a path.
  if (!url.path.empty() && url.path.front() != '/') return refusal(text, kNoUrl);
  url.query = to_string(view.encoded_query());
  return url;
}

}  // namespace flows::net
