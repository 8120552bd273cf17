#include "app/response_cache.h"

#include <utility>

#include "base/limits.h"

namespace flows::app {

const ResponseCache::Entry* ResponseCache::find(std::string_view target, const base::Caller& caller,
                                                std::uint64_t commits) {
  if (commits != commits_) return nullptr;
  const auto found = entries_.find(key_of(target, caller));
  return found == entries_.end() ? nullptr : &found->second;
}

void ResponseCache::put(std::string_view target, const base::Caller& caller, std::uint64_t commits,
                        Entry entry) {
  const std::string& key = key_of(target, caller);
  const std::size_t bytes = key.size() + entry.response->body.size();
  if (bytes > base::limits::kCachedResponseBytesMax) return;
  const bool full = entries_.size() == base::limits::kCachedResponsesMax ||
                    bytes_ + bytes > base::limits::kCachedResponseBytesMax;
  if (full || commits != commits_) clear();
  commits_ = commits;
  if (entries_.try_emplace(key, std::move(entry)).second) bytes_ += bytes;
}

const std::string& ResponseCache::key_of(std::string_view target, const base::Caller& caller) {
  key_.assign(target).append(1, '\n').append(caller.account).append(1, '\n').append(caller.region);
  return key_;
}

void ResponseCache::clear() {
  entries_.clear();
  bytes_ = 0;
}

}  // namespace flows::app
