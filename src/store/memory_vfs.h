#pragma once

namespace flows::store {

// Returns the name of an SQLite VFS whose files are in the memory of the process, and registers it
// at the first call. Connections that open the same name share a file, which is gone when the last
// of them is closed. Unlike SQLite's own databases in memory it has a WAL: a connection that reads
// waits for nobody. Threads: any.
const char* memory_vfs();

}  // namespace flows::store
