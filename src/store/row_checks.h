#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "store/connection.h"

namespace flows::store {

// Returns what is wrong with a value for that column of that table, as the end of a sentence that
// begins with its name; "" if nothing is. The database itself checks types and NULL; this function
// checks what the program relies on: ranges, words and JSON of the right shape. Threads: any.
std::string fault_of(std::string_view table, std::string_view column, const base::Json& value);

// Returns a text that has passed fault_of. Meant for short texts, since each read checks the text
// again. Throws StorageFailure.
std::string checked_text(const Statement& row, int column, std::string_view table);

}  // namespace flows::store
