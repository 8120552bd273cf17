#include "app/answer_cache.h"

#include <utility>

#include "base/limits.h"

namespace flows::app {
namespace {

// Below, a copy costs less than the system calls that avoid it.
constexpr std::size_t kBodyFileBytesMin = 32 * 1024;

}  // namespace

const AnswerCache::Kept* AnswerCache::find(std::string_view target, const base::Caller& caller,
                                           std::uint64_t commits) {
  if (commits != commits_) return nullptr;
  const auto found = answers_.find(key_of(target, caller));
  if (found == answers_.end()) return nullptr;
  keep_body(found->second);
  return &found->second;
}

void AnswerCache::keep_body(Kept& kept) {
  if (kept.body != nullptr || kept.response->body.size() < kBodyFileBytesMin) return;
  if (body_files_ == base::limits::kBodyFilesMax) return;
  ++body_files_;
  kept.body = http::BodyFile::make(kept.response->body);
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
  body_files_ = 0;
}

}  // namespace flows::app
