#include "backends/call_journal.h"

#include <utility>

#include "base/json_text.h"
#include "base/limits.h"

namespace flows::backends {
namespace {

std::size_t bytes_of(const CallEntry& entry) {
  return entry.request.size() + entry.response.size();
}

std::string text_of(const base::Json& value) {
  std::string text = base::to_text(value);
  if (text.size() <= base::limits::kCallTextBytesMax) return text;
  return base::ObjectText().number("omittedBytes", static_cast<std::int64_t>(text.size())).finish();
}

}  // namespace

void CallJournal::add(CallEntry entry) {
  const std::lock_guard lock(mutex_);
  bytes_ += bytes_of(entry);
  entries_.push_back(std::make_shared<const CallEntry>(std::move(entry)));
  while (entries_.size() > base::limits::kCallJournalEntriesMax ||
         bytes_ > base::limits::kCallJournalBytesMax) {
    bytes_ -= bytes_of(*entries_.front());
    entries_.pop_front();
  }
}

void CallJournal::clear() {
  const std::lock_guard lock(mutex_);
  entries_.clear();
  bytes_ = 0;
}

std::vector<std::shared_ptr<const CallEntry>> CallJournal::entries() const {
  const std::lock_guard lock(mutex_);
  return {entries_.rbegin(), entries_.rend()};
}

JournaledCall::JournaledCall(CallJournal& journal, const base::Clock& clock, std::string_view kind,
                             std::string_view operation, const nodes::Call& call,
                             const base::Json& request)
    : journal_(journal),
      entry_{.time = clock.now(),
             .kind = kind,
             .operation = operation,
             .run = call.run,
             .node = call.node,
             .served_by = {},
             .request = text_of(request),
             .response = {}} {}

JournaledCall::~JournaledCall() {
  entry_.duration = stopwatch_.elapsed();
  journal_.add(std::move(entry_));
}

void JournaledCall::succeeded(const base::Json& response) { entry_.response = text_of(response); }

}  // namespace flows::backends
