#include "http/browser_guard.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/text/ascii.h"
#include "http/authority.h"
#include "http/failure.h"
#include "wire/target.h"

namespace flows::http {
namespace {

constexpr std::string_view kExposedHeaders =
    "x-amzn-RequestId, x-amzn-ErrorType, x-amz-bedrock-flow-execution-id";

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

// Checks whether the user or nobody can have pointed this name at this computer: it is an address,
// a name of the computer itself, or a name that the user allows.
bool is_trusted(const Authority& authority, const BrowserRules& rules) {
  if (is_address(authority)) return true;
  if (authority.is_bracketed) return false;
  if (is_loopback_name(authority.host)) return true;
  const std::string_view host = without_last_dot(authority.host);
  return std::ranges::any_of(rules.allow_hosts, [&](const std::string& name) {
    return base::equal_ignoring_case(without_last_dot(name), host);
  });
}

// Checks whether the host is one label, such as the name of a service among containers. Only the
// DNS server of a user's own network knows such names.
bool is_single_label(const Authority& authority) {
  const std::string_view host = without_last_dot(authority.host);
  return !authority.is_bracketed && is_host_name(host) && host.find('.') == host.npos;
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
  return page->is_bracketed == host.is_bracketed &&
         base::equal_ignoring_case(page->host, host.host) && port_of(*page) == port_of(host);
}

GuardVerdict refuse(std::string_view why, int status = 403) {
  return {.response = plain_response(status, why), .headers = {}};
}

// Returns the authority in a target of the absolute form; nullopt for any other target.
std::optional<std::string_view> authority_in(std::string_view target) {
  const std::size_t colon = std::min(target.find("://"), target.size());
  const std::string_view scheme = target.substr(0, colon);
  if (!base::equal_ignoring_case(scheme, "http") && !base::equal_ignoring_case(scheme, "https")) {
    return std::nullopt;
  }
  target.remove_prefix(std::min(colon + 3, target.size()));
  return target.substr(0, target.find_first_of("/?#"));
}

// Judges a request by the host that it names, whoever sent it. A page whose name was made to point
// at this server can only be recognized by that: over plain http, browsers send neither Origin nor
// Sec-Fetch-Site with its GET requests.
std::optional<GuardVerdict> refuse_host(const wire::Request& request, const BrowserRules& rules) {
  const std::optional<std::string_view> named = only_header(request, "Host");
  const std::optional<std::string_view> target = authority_in(request.target);
  if (target && named && !base::equal_ignoring_case(*target, *named)) {
    return refuse("The request names two hosts.", 400);
  }
  const std::optional<std::string_view> text = named ? named : target;
  if (!text) return std::nullopt;  // a client of HTTP/1.0; browsers always send Host
  const std::optional<Authority> host = split_authority(*text);
  if (host && (is_trusted(*host, rules) || is_single_label(*host))) return std::nullopt;
  return refuse(
      fmt::format("This server is not served under the host name '{}': call it by "
                  "localhost or an address, or start it with --allow-host NAME.",
                  wire::shown(host ? host->host : *text)));
}

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
  if (auto refusal = refuse_host(request, rules)) return *std::move(refusal);
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
