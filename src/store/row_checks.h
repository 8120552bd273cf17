#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "store/connection.h"

namespace flows::store {

// What is wrong with a value for that column of that table, as the end of a sentence that names it;
// "" where nothing is. Types and NULL are for the database to refuse; here is what the rest of the
// program relies on: ranges, JSON of the right shape, words. Threads: any.
std::string fault_of(std::string_view table, std::string_view column, const base::Json& value);

// A text that passes the same check each time it is read; for short ones. Throws StorageFailure.
std::string checked_text(const Statement& row, int column, std::string_view table);

}  // namespace flows::store
