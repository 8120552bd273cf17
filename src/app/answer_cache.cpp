#include "app/answer_cache.h"

#include <utility>

#include "base/limits.h"

namespace flows::app {

const AnswerCache::Kept* AnswerCache::find(std::string_view target, const base::Caller& caller,
                                           std::uint64_t commits) {
  if (commits != commits_) return nullptr;
  const auto found = answers_.find(key_of(target, caller));
  return found == answers_.end() ? nullptr : &found->second;
}

void AnswerCache::keep(std::string_view target, const base::Caller& caller, std::uint64_t commits,
                       Kept kept) {
  const std::string& key = key_of(target, caller);
  const std::size_t bytes = key.size() + kept.response->body.size();
  if (bytes > base::limits::kAnswerBytesKeptMax) return;
  const bool full = answers_.size() == base::limits::kAnswersKeptMax ||
                    bytes_ + bytes > base::limits::kAnswerBytesKeptMax;
  if (full || commits != commits_) clear();
  commits_ = commits;
  if (answers_.try_emplace(key, std::move(kept)).second) bytes_ += bytes;
}

const std::string& AnswerCache::key_of(std::string_view target, const base::Caller& caller) {
  key_.assign(target).append(1, '\n').append(caller.account).append(1, '\n').append(caller.region);
  return key_;
}

void AnswerCache::clear() {
  answers_.clear();
  bytes_ = 0;
}

}  // namespace flows::app
