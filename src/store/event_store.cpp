#include "store/event_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>

#include "base/limits.h"
#include "model/event_json.h"

namespace flows::store {
namespace {

constexpr int kSeqBits = 24;
static_assert(kExecutionNumberMax == std::numeric_limits<std::int64_t>::max() >> kSeqBits);
constexpr std::int64_t kSeqMax = (std::int64_t{1} << kSeqBits) - 1;

// Returns whether the execution's number leaves room for the keys of its events.
bool has_row_ids(std::int64_t execution) {
  return execution >= 0 && execution <= kExecutionNumberMax;
}

std::int64_t row_id(std::int64_t execution, std::int64_t seq) {
  return execution << kSeqBits | seq;
}

char letter_of(std::string_view list) {
  if (list == kFlowEvents) return 'F';
  return list == kNodeEvents ? 'N' : '-';
}

constexpr std::string_view kLetters = "FN-";
constexpr std::size_t kLineMarks = 2;  // the letter of its list and its line break

struct Line {
  std::int64_t seq = 0;
  char list = 0;
  std::string_view event_json;
};

base::Error damaged(std::int64_t execution, std::string_view how) {
  return {
      base::ErrorCode::kInternalServer,
      fmt::format("The stored events of the execution number {} are damaged: {}.", execution, how)};
}

// Takes the first line from `rest`; returns nullopt if the line is incomplete.
std::optional<Line> take_line(std::string_view& rest, std::int64_t seq) {
  const std::string_view line = rest.substr(0, rest.find('\n'));
  if (line.empty() || line.size() == rest.size()) return std::nullopt;
  if (kLetters.find(line.front()) == kLetters.npos) return std::nullopt;
  rest.remove_prefix(line.size() + 1);
  return Line{.seq = seq, .list = line.front(), .event_json = line.substr(1)};
}

// Calls `visit` for the events, beginning with the row that contains number `from`, until it
// returns false. Errors: kInternalServer if a row is incomplete or missing; the events that can be
// read are visited nevertheless.
base::Result<void> visit_lines(ReadTxn& txn, std::int64_t execution, std::int64_t from,
                               const std::function<bool(const Line&)>& visit) {
  if (!has_row_ids(execution)) return damaged(execution, "the number is out of range");
  auto row = txn.query(
      "SELECT id, events FROM event_batch WHERE id BETWEEN"
      " coalesce((SELECT max(id) FROM event_batch WHERE id BETWEEN ? AND ?), ?) AND ? ORDER BY id",
      row_id(execution, 0), row_id(execution, from), row_id(execution, 0),
      row_id(execution, kSeqMax));
  base::Result<void> outcome;
  std::optional<std::int64_t> expected;
  while (row.step()) {
    std::int64_t seq = row.integer(0) & kSeqMax;
    if (expected.value_or(seq) != seq) outcome = damaged(execution, "some are missing");
    std::string_view rest = row.view(1);
    if (rest.empty()) outcome = damaged(execution, "a row is empty");
    for (; !rest.empty(); ++seq) {
      const auto line = take_line(rest, seq);
      if (!line) {
        outcome = damaged(execution, fmt::format("event {} is cut", seq));
        break;
      }
      if (!visit(*line)) return outcome;
    }
    expected = seq;
  }
  return outcome;
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
  if (!has_row_ids(execution)) throw StorageFailure("the numbers of executions are used up");
  txn.apply("INSERT INTO event_batch (id, events) VALUES (?, ?)",
            row_id(execution, events.front().seq), lines);
}

void append_last_event(WriteTxn& txn, std::int64_t execution, const StoredEvent& event) {
  if (!has_row_ids(execution)) return;
  std::int64_t seq = 1;
  {
    auto row = txn.query(
        "SELECT id, events FROM event_batch WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT 1",
        row_id(execution, 0), row_id(execution, kSeqMax));
    if (row.step()) {
      const std::string_view events = row.view(1);
      const auto lines = std::count(events.begin(), events.end(), '\n');
      seq = (row.integer(0) & kSeqMax) + std::max<std::int64_t>(lines, 1);
    }
  }
  if (seq >= kSeqMax) return;
  const StoredEvent last{.seq = seq, .list = event.list, .event_json = event.event_json};
  append_events(txn, execution, std::span(&last, 1));
}

base::Result<void> visit_events(ReadTxn& txn, std::int64_t execution,
                                const std::function<bool(std::string_view event_json)>& visit) {
  return visit_lines(txn, execution, 0, [&](const Line& line) { return visit(line.event_json); });
}

base::Result<std::vector<StoredEvent>> list_events(ReadTxn& txn, std::int64_t execution,
                                                   std::string_view list, std::int64_t after,
                                                   int limit) {
  std::vector<StoredEvent> events;
  const char letter = letter_of(list);
  RETURN_IF_ERROR(visit_lines(
      txn, execution, std::clamp<std::int64_t>(after, 0, kSeqMax - 1) + 1, [&](const Line& line) {
        if (line.list != letter || line.seq <= after) return true;
        events.push_back({.seq = line.seq, .list = {}, .event_json = std::string(line.event_json)});
        return events.size() < static_cast<std::size_t>(limit);
      }));
  return events;
}

base::Result<model::History> read_batch(std::string_view events) {
  model::History history;
  while (!events.empty()) {
    const auto line = take_line(events, 0);
    if (!line) {
      return base::Error{base::ErrorCode::kInternalServer,
                         fmt::format("event {} is cut", history.size() + 1)};
    }
    ASSIGN_OR_RETURN(auto event, model::read_event(line->event_json));
    history.push_back(std::move(event));
  }
  if (!history.empty()) return history;
  return base::Error{base::ErrorCode::kInternalServer, "there is none"};
}

bool remove_events(WriteTxn& txn, std::int64_t execution) {
  if (!has_row_ids(execution)) return false;
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
