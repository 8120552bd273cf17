#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "api/serve.h"
#include "base/caller.h"
#include "wire/message.h"

namespace flows::app {

// Caches responses to reads as finished bytes: a request that is repeated before something is
// committed costs only a look-up and a send. Holds at most limits::kCachedResponsesMax responses
// and limits::kCachedResponseBytesMax bytes. Threads: one.
class ResponseCache {
 public:
  struct Entry {
    api::Call call;  // the call that has this response
    std::shared_ptr<const wire::Response> response;
  };

  // Returns the cached response to the same target and caller at this count of commits, or nullptr.
  // The pointer is valid until the next `put`.
  const Entry* find(std::string_view target, const base::Caller& caller, std::uint64_t commits);

  // `commits` must be the count before the response was made. Entries of another count are dropped.
  void put(std::string_view target, const base::Caller& caller, std::uint64_t commits, Entry entry);

 private:
  const std::string& key_of(std::string_view target, const base::Caller& caller);
  void clear();

  std::unordered_map<std::string, Entry> entries_;
  std::uint64_t commits_ = 0;  // the count that every entry has
  std::size_t bytes_ = 0;
  std::string key_;  // a member, so that its memory is reused
};

}  // namespace flows::app
