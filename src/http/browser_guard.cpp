#include "http/browser_guard.h"

#include <arpa/inet.h>

#include <algorithm>
#include <string_view>

#include "base/json_text.h"
#include "base/text/ascii.h"

namespace flows::http {
namespace {

constexpr std::string_view kExposedHeaders =
    "x-amzn-RequestId, x-amzn-ErrorType, x-amz-bedrock-flow-execution-id";

bool ends_with_word(std::string_view text, std::string_view end) {
  return text.size() > end.size() &&
         base::equal_ignoring_case(text.substr(text.size() - end.size()), end);
}

// Returns the value of the one header of that name, or nullopt if there is none. Several headers of
// one name contradict each other: they become a value that equals nothing.
std::optional<std::string_view> only_header(const wire::Request& request, std::string_view name) {
  std::optional<std::string_view> found;
  for (const wire::Header& header : request.headers) {
    if (!base::equal_ignoring_case(header.name, name)) continue;
    if (found) return std::string_view();
    found = header.value;
  }
  return found;
}

struct Authority {
  std::string_view host;  // an IPv6 literal has no brackets here
  std::string_view port;  // empty means the default port of the scheme
  bool bracketed = false;
};

// Splits "host", "host:port" or "[v6]:port". Returns nullopt for any other text.
std::optional<Authority> split_authority(std::string_view text) {
  Authority authority;
  std::string_view rest;
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    authority.host = text.substr(1, end - 1);
    authority.bracketed = true;
    rest = text.substr(end + 1);
  } else {
    const std::size_t colon = std::min(text.find(':'), text.size());
    authority.host = text.substr(0, colon);
    rest = text.substr(colon);
  }
  if (authority.host.empty()) return std::nullopt;
  if (rest.empty()) return authority;
  authority.port = rest.substr(1);
  const bool digits = authority.port.find_first_not_of("0123456789") == std::string_view::npos;
  if (rest[0] != ':' || authority.port.empty() || !digits) return std::nullopt;
  return authority;
}

bool is_address(const Authority& authority) {
  const std::string text(authority.host);
  in6_addr address{};  // large enough for either family
  return inet_pton(authority.bracketed ? AF_INET6 : AF_INET, text.c_str(), &address) == 1;
}

// Checks whether the host is an address, a name that no foreign DNS server can point at this
// computer, or a name that the user allows.
bool is_trusted(const Authority& authority, const BrowserRules& rules) {
  if (is_address(authority)) return true;
  if (authority.bracketed) return false;
  std::string_view host = authority.host;
  if (host.ends_with('.')) host.remove_suffix(1);
  if (base::equal_ignoring_case(host, "localhost") || ends_with_word(host, ".localhost"))
    return true;
  return std::ranges::any_of(rules.allow_hosts, [&](const std::string& name) {
    return base::equal_ignoring_case(name, host);
  });
}

// Checks whether `origin` is the server itself as the browser addressed it. The scheme may be https
// if a proxy in front ends TLS; Sec-Fetch-Site catches a page that differs only in its scheme.
bool is_own_origin(std::string_view origin, const Authority& host) {
  std::string_view default_port;
  for (const auto& [scheme, port] :
       {std::pair<std::string_view, std::string_view>{"http://", "80"}, {"https://", "443"}}) {
    if (origin.size() < scheme.size() ||
        !base::equal_ignoring_case(origin.substr(0, scheme.size()), scheme)) {
      continue;
    }
    origin.remove_prefix(scheme.size());
    default_port = port;
    break;
  }
  if (default_port.empty()) return false;
  const std::optional<Authority> page = split_authority(origin);
  if (!page) return false;
  const auto port_of = [&](const Authority& authority) {
    return authority.port.empty() ? default_port : authority.port;
  };
  return page->bracketed == host.bracketed && base::equal_ignoring_case(page->host, host.host) &&
         port_of(*page) == port_of(host);
}

wire::Response forbidden(std::string_view why) {
  wire::Response response;
  response.status = 403;
  response.headers = {{"Content-Type", "application/json"}};
  response.body = base::ObjectText().string("message", why).finish();
  return response;
}

GuardVerdict refuse(std::string_view why) { return {.response = forbidden(why), .headers = {}}; }

GuardVerdict allow_cors(const wire::Request& request, std::string_view origin) {
  std::vector<wire::Header> headers = {{"Access-Control-Allow-Origin", std::string(origin)},
                                       {"Vary", "Origin"}};
  const bool preflight =
      request.method == "OPTIONS" && request.header("Access-Control-Request-Method") != nullptr;
  if (!preflight) {
    headers.push_back({"Access-Control-Expose-Headers", std::string(kExposedHeaders)});
    return {.response = std::nullopt, .headers = std::move(headers)};
  }
  headers.push_back({"Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE"});
  if (const std::string* wanted = request.header("Access-Control-Request-Headers")) {
    headers.push_back({"Access-Control-Allow-Headers", *wanted});
  }
  if (request.header("Access-Control-Request-Private-Network") != nullptr) {
    headers.push_back({"Access-Control-Allow-Private-Network", "true"});
  }
  headers.push_back({"Access-Control-Max-Age", "600"});
  wire::Response response;
  response.status = 204;
  response.headers = std::move(headers);
  return {.response = std::move(response), .headers = {}};
}

}  // namespace

GuardVerdict judge_browser(const wire::Request& request, const BrowserRules& rules) {
  const std::optional<std::string_view> origin = only_header(request, "Origin");
  const std::optional<std::string_view> site = only_header(request, "Sec-Fetch-Site");
  if (!origin && !site) return {};
  if (origin == "null") return refuse("A page without an origin may not call this server.");
  if (origin) {
    const bool listed = std::ranges::any_of(rules.cors_origins, [&](const std::string& entry) {
      return base::equal_ignoring_case(entry, *origin);
    });
    if (listed) return allow_cors(request, *origin);
  }
  // "none" means that the user opened the address, by typing it or from a bookmark.
  if (site && *site != "same-origin" && *site != "none") {
    return refuse("A page of another origin may not call this server; see --cors-origin.");
  }
  const std::optional<std::string_view> host_text = only_header(request, "Host");
  const std::optional<Authority> host = split_authority(host_text.value_or(""));
  if (!host || !is_trusted(*host, rules)) {
    return refuse("Browsers may not reach this server under this host name; see --allow-host.");
  }
  if (origin && !is_own_origin(*origin, *host)) {
    return refuse("A page of another origin may not call this server; see --cors-origin.");
  }
  return {};
}

}  // namespace flows::http
