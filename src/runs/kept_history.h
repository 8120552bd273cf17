#pragma once

#include <utility>

#include "engine/event_sink.h"

namespace flows::runs {

// Keeps what happens besides passing it on, for a run that may have to wait for its user.
class KeptHistory final : public engine::EventSink {
 public:
  // `history` is what has happened already. `next` must outlive it.
  explicit KeptHistory(engine::EventSink& next, model::History history = {})
      : next_(next), history_(std::move(history)) {}

  bool emit(const model::FlowEvent& event) override {
    history_.push_back(event);
    return next_.emit(event);
  }

  [[nodiscard]] const model::History& history() const { return history_; }

 private:
  engine::EventSink& next_;
  model::History history_;
};

}  // namespace flows::runs
