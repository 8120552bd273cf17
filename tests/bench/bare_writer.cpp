#include "bench/bare_writer.h"

#include <sqlite3.h>

#include <future>
#include <utility>

#include "bench/failure.h"
#include "bench/machine.h"

namespace flows::bench {
namespace {

void check(int code, int expected) {
  if (code != expected) throw Failure(std::string("SQLite: ") + sqlite3_errstr(code));
}

}  // namespace

BareWriter::BareWriter(const std::filesystem::path& file, std::string document)
    : document_(std::move(document)) {
  check(sqlite3_open(file.c_str(), &database_), SQLITE_OK);
  run("PRAGMA journal_mode=WAL");
  run("PRAGMA synchronous=NORMAL");
  run("CREATE TABLE document (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT");
  check(sqlite3_prepare_v2(database_, "INSERT INTO document (text) VALUES (?)", -1, &insert_,
                           nullptr),
        SQLITE_OK);
}

BareWriter::~BareWriter() {
  sqlite3_finalize(insert_);
  sqlite3_close(database_);
}

void BareWriter::run(const char* sql) {
  check(sqlite3_exec(database_, sql, nullptr, nullptr, nullptr), SQLITE_OK);
}

double BareWriter::write(double seconds, int cpu) {
  // A thread of its own: the one that makes the load stays where it is.
  return std::async(std::launch::async,
                    [&] {
                      pin_thread(cpu);
                      const double start = now_seconds();
                      int rows = 0;
                      double passed = 0;
                      for (; passed < seconds; passed = now_seconds() - start) {
                        const int bytes = static_cast<int>(document_.size());
                        check(sqlite3_bind_text(insert_, 1, document_.data(), bytes, nullptr),
                              SQLITE_OK);
                        check(sqlite3_step(insert_), SQLITE_DONE);
                        check(sqlite3_reset(insert_), SQLITE_OK);
                        ++rows;
                      }
                      return rows / passed;
                    })
      .get();
}

}  // namespace flows::bench
