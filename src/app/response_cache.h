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

// Responses to reads, as finished bytes: whatever is asked again before something is committed
// costs a look-up and a send. Holds at most limits::kCachedResponsesMax and
// limits::kCachedResponseBytesMax. Threads: one.
class ResponseCache {
 public:
  struct Entry {
    api::Call call;  // which the response answers
    std::shared_ptr<const wire::Response> response;
  };

  // What was the response to the same target and the same caller at this count of commits; nullptr:
  // none is cached. Valid until the next `put`.
  const Entry* find(std::string_view target, const base::Caller& caller, std::uint64_t commits);

  // `commits` is the count before the response was made. Entries of another count go.
  void put(std::string_view target, const base::Caller& caller, std::uint64_t commits, Entry entry);

 private:
  const std::string& key_of(std::string_view target, const base::Caller& caller);
  void clear();

  std::unordered_map<std::string, Entry> entries_;
  std::uint64_t commits_ = 0;  // of every entry
  std::size_t bytes_ = 0;
  std::string key_;  // a member so that its memory is used again
};

}  // namespace flows::app
