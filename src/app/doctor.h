#pragma once

namespace flows::app {

// Prints what a client set up with the present environment would reach, and what is wrong with it.
// Returns the exit code: 0 if both services are a healthy emulator, else 1.
int run_doctor();

}  // namespace flows::app
