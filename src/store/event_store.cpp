#include "store/event_store.h"

#include "base/limits.h"

namespace flows::store {
namespace {

constexpr int kSeqBits = 24;
constexpr std::int64_t kSeqMax = (std::int64_t{1} << kSeqBits) - 1;

std::int64_t row_id(std::int64_t execution, std::int64_t seq) {
  return execution << kSeqBits | seq;
}

char letter_of(std::string_view list) {
  if (list == kFlowEvents) return 'F';
  return list == kNodeEvents ? 'N' : '-';
}

constexpr std::size_t kLineMarks = 2;  // its list's letter and its end

struct Line {
  std::int64_t seq = 0;
  char list = 0;
  std::string_view event_json;
};

// Calls `visit` for the events from the row on that has number `from`, until it says false.
void visit_lines(ReadTxn& txn, std::int64_t execution, std::int64_t from,
                 const std::function<bool(const Line&)>& visit) {
  auto row = txn.query(
      "SELECT id, events FROM event_batch WHERE id BETWEEN"
      " coalesce((SELECT max(id) FROM event_batch WHERE id BETWEEN ? AND ?), ?) AND ? ORDER BY id",
      row_id(execution, 0), row_id(execution, from), row_id(execution, 0),
      row_id(execution, kSeqMax));
  while (row.step()) {
    std::int64_t seq = row.integer(0) & kSeqMax;
    std::string_view rest = row.view(1);
    for (; !rest.empty(); ++seq) {
      const std::string_view line = rest.substr(0, rest.find('\n'));
      CHECK(!line.empty() && line.size() < rest.size(), "a batch has whole lines");
      if (!visit({.seq = seq, .list = line.front(), .event_json = line.substr(1)})) return;
      rest.remove_prefix(line.size() + 1);
    }
  }
}

}  // namespace

void append_events(WriteTxn& txn, std::int64_t execution, std::span<const StoredEvent> events) {
  if (events.empty()) return;
  std::size_t bytes = 0;
  for (const StoredEvent& event : events) bytes += event.event_json.size() + kLineMarks;
  std::string lines;
  lines.reserve(bytes);
  std::int64_t seq = events.front().seq;
  for (const StoredEvent& event : events) {
    CHECK(event.seq == seq++, "events follow each other");
    CHECK(event.event_json.find('\n') == event.event_json.npos, "an event is one line");
    lines += letter_of(event.list);
    lines.append(event.event_json).append(1, '\n');
  }
  CHECK(seq <= kSeqMax, "a run ends before its events are too many");
  txn.apply("INSERT INTO event_batch (id, events) VALUES (?, ?)",
            row_id(execution, events.front().seq), lines);
}

void visit_events(ReadTxn& txn, std::int64_t execution,
                  const std::function<bool(std::string_view event_json)>& visit) {
  visit_lines(txn, execution, 0, [&](const Line& line) { return visit(line.event_json); });
}

std::vector<StoredEvent> list_events(ReadTxn& txn, std::int64_t execution, std::string_view list,
                                     std::int64_t after, int limit) {
  std::vector<StoredEvent> events;
  const char letter = letter_of(list);
  visit_lines(txn, execution, after + 1, [&](const Line& line) {
    if (line.list != letter || line.seq <= after) return true;
    events.push_back({.seq = line.seq, .list = {}, .event_json = std::string(line.event_json)});
    return events.size() < static_cast<std::size_t>(limit);
  });
  return events;
}

bool remove_events(WriteTxn& txn, std::int64_t execution) {
  auto row = txn.change(
      "DELETE FROM event_batch WHERE id IN"
      " (SELECT id FROM event_batch WHERE id BETWEEN ? AND ? LIMIT ?) RETURNING 1",
      row_id(execution, 0), row_id(execution, kSeqMax),
      base::limits::kEventBatchesRemovedPerCommitMax);
  const bool found = row.step();
  while (row.step()) {
  }
  return found;
}

}  // namespace flows::store
