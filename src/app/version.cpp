#include "flows/version.h"

namespace flows {

const char* version() { return FLOWS_VERSION; }

}  // namespace flows
