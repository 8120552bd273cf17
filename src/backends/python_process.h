#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "backends/python_messages.h"

namespace flows::backends {

// The descriptor of the socket in the processes of Python.
inline constexpr int kPythonSocket = 3;

// Returns a copy of `socket` whose number is not among those that a process of Python uses; empty
// if the system has none left, which errno explains.
OpenFile above_python_socket(const OpenFile& socket);

// Starts python3 with the text of a program and the arguments for it. The process gets a socket
// from above_python_socket as kPythonSocket, and no other descriptor of this program; its standard
// streams lead to /dev/null, and it sees neither the environment nor the user's packages. Returns 0
// and sets `pid`, or returns the number of the error.
int start_python(const char* program, std::vector<std::string> arguments, const OpenFile& socket,
                 pid_t& pid);

}  // namespace flows::backends
