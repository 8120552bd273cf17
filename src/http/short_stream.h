#pragma once

#include "http/router.h"

namespace flows::http {

// A streamed answer that is made before anything of it is sent.
struct ShortStream {
  wire::Response answer;    // its body has all frames
  bool was_opened = false;  // else it is a plain answer
  bool cut_short = false;   // failed after `open`
};

// Runs the handler to its end, on the I/O thread. Never throws what a handler does.
ShortStream run_short(const StreamHandler& handler, const wire::Request& request,
                      const wire::Exchange& exchange);

}  // namespace flows::http
