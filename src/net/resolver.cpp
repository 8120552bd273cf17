#include "net/resolver.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netdb.h>
#include <sys/socket.h>

#include <array>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "base/limits.h"
#include "base/thread.h"

namespace flows::net {
namespace {

base::Error lookup_failed(std::string message) {
  return {base::ErrorCode::kDependencyFailed, std::move(message)};
}

bool is_address(const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> ignored{};
  return ::inet_pton(AF_INET, host.c_str(), ignored.data()) == 1 ||
         ::inet_pton(AF_INET6, host.c_str(), ignored.data()) == 1;
}

// The data that the thread of a lookup shares with the thread that waits for it.
struct Pending {
  std::mutex mutex;
  std::condition_variable_any changed;
  std::optional<base::Result<Addresses>> result;
};

}  // namespace

base::Result<Addresses> look_up(const std::string& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_ADDRCONFIG;
  addrinfo* found = nullptr;
  const int failure = ::getaddrinfo(host.c_str(), nullptr, &hints, &found);
  if (failure != 0) return lookup_failed(::gai_strerror(failure));
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, &::freeaddrinfo);
  Addresses addresses;
  for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
    std::array<char, NI_MAXHOST> text{};
    if (::getnameinfo(one->ai_addr, one->ai_addrlen, text.data(), text.size(), nullptr, 0,
                      NI_NUMERICHOST) == 0) {
      addresses.emplace_back(text.data());
    }
  }
  return addresses;
}

Resolver::Resolver(Lookup lookup)
    : lookup_(std::move(lookup)), pool_("name lookup", base::limits::kConcurrentLookupsMax, 0) {}

base::Result<Addresses> Resolver::resolve(const std::string& host, const Waiting& waiting) {
  if (is_address(host)) return Addresses{host};
  const auto pending = std::make_shared<Pending>();
  const bool taken = pool_.submit([pending, host, this] {
    base::Result<Addresses> result = lookup_failed("the look-up failed");
    base::run_guarded("look-up of a name", [&] { result = lookup_(host); });
    const std::lock_guard lock(pending->mutex);
    pending->result = std::move(result);
    pending->changed.notify_all();
  });
  if (!taken) {
    return lookup_failed(
        fmt::format("{} lookups of names wait already", base::limits::kConcurrentLookupsMax));
  }
  std::unique_lock lock(pending->mutex);
  pending->changed.wait_for(lock, waiting.stop(), waiting.remaining(),
                            [&] { return pending->result.has_value(); });
  if (pending->result) return *std::move(pending->result);
  return lookup_failed(waiting.end().value_or("looking its name up failed"));
}

}  // namespace flows::net
