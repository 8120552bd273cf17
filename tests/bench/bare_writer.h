#pragma once

#include <filesystem>
#include <memory>
#include <string>

struct sqlite3;
struct sqlite3_stmt;

namespace flows::bench {

// The least that keeps a document for good: one SQLite table, one commit a row, WAL and NORMAL as
// in the program.
class BareWriter {
 public:
  // Makes the file. Throws Failure.
  BareWriter(const std::filesystem::path& file, std::string document);
  ~BareWriter();
  BareWriter(const BareWriter&) = delete;
  BareWriter& operator=(const BareWriter&) = delete;

  // Inserts the document for so long, on one CPU. Rows per second. Throws Failure.
  double write(double seconds, int cpu);

 private:
  void run(const char* sql);

  std::string document_;
  sqlite3* database_ = nullptr;
  sqlite3_stmt* insert_ = nullptr;
};

}  // namespace flows::bench
