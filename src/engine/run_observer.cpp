#include "engine/run_observer.h"

#include "base/thread.h"

namespace flows::engine {

void RunObservers::on_event(const model::FlowEvent& event) noexcept {
  std::erase_if(observers_, [&event](RunObserver* observer) {
    return !base::run_guarded("observer of a run",
                              [&event, observer] { observer->on_event(event); });
  });
}

}  // namespace flows::engine
