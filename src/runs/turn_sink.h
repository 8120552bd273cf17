#pragma once

#include <utility>

#include "engine/event_sink.h"

namespace flows::runs {

// The sink of one turn of a run that may wait for its user. It collects the history from which the
// next turn continues, and passes each event to another sink. It cannot be an observer, because a
// run cannot be resumed from a history with a gap. Threads: that of the run.
class TurnSink final : public engine::EventSink {
 public:
  // `history` holds the events of the turns before. `next` must outlive this object.
  explicit TurnSink(engine::EventSink& next, model::History history = {})
      : next_(next), history_(std::move(history)) {}

  bool emit(const model::FlowEvent& event) override {
    if (!next_.emit(event)) return false;
    history_.push_back(event);
    return true;
  }

  bool flush() override { return next_.flush(); }

  // Returns all events that the run has emitted, in this turn and in the turns before.
  [[nodiscard]] const model::History& history() const { return history_; }

 private:
  engine::EventSink& next_;
  model::History history_;
};

}  // namespace flows::runs
