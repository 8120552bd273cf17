#pragma once

namespace flows {

// The version of this program, e.g. "0.1.0".
const char* version();

}  // namespace flows
