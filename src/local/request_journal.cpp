#include "local/request_journal.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "base/text/ascii.h"

namespace flows::local {
namespace {

bool fits(const RequestEntry& entry, const RequestFilter& filter) {
  return (!filter.operation || entry.operation == *filter.operation) &&
         (!filter.flow || entry.flow == *filter.flow) &&
         (!filter.status || entry.status == *filter.status);
}

constexpr std::size_t kFlowIdLength = 10;

}  // namespace

std::string flow_id_in(std::string_view text) {
  constexpr std::string_view kFlow = ":flow/";
  if (const auto flow = text.find(kFlow); flow != text.npos)
    text = text.substr(flow + kFlow.size());
  text = text.substr(0, text.find('/'));
  const bool is_id =
      text.size() == kFlowIdLength && std::ranges::all_of(text, base::is_alphanumeric);
  return is_id ? std::string(text) : std::string();
}

void RequestJournal::add(RequestEntry entry) {
  const std::lock_guard lock(mutex_);
  if (entries_.size() == base::limits::kRequestJournalEntriesMax) entries_.pop_front();
  entries_.push_back(std::move(entry));
}

void RequestJournal::clear() {
  const std::lock_guard lock(mutex_);
  entries_.clear();
}

std::vector<RequestEntry> RequestJournal::find(const RequestFilter& filter) const {
  const std::lock_guard lock(mutex_);
  std::vector<RequestEntry> found;
  for (auto entry = entries_.rbegin(); entry != entries_.rend(); ++entry) {
    if (filter.limit && found.size() == *filter.limit) break;
    if (fits(*entry, filter)) found.push_back(*entry);
  }
  return found;
}

}  // namespace flows::local
