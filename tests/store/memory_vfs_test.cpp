#include "store/memory_vfs.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "store/connection.h"
#include "support/temp_dir.h"

namespace flows::store {
namespace {

using Mode = Connection::Mode;

std::string one_text(Connection& connection, Sql sql) {
  auto row = connection.prepare_read(sql);
  return row.step() ? row.text(0) : "no row";
}

TEST(MemoryVfs, AReaderSeesItsSnapshotWhileAnotherConnectionWrites) {
  Connection writer("shared", Mode::kReadWrite, memory_vfs());
  writer.run_script("PRAGMA journal_mode = WAL; CREATE TABLE t (a TEXT) STRICT;");
  {
    auto journal = writer.prepare("PRAGMA journal_mode");
    ASSERT_TRUE(journal.step());
    EXPECT_EQ(journal.text(0), "wal");
  }
  writer.run_script("INSERT INTO t VALUES ('old')");
  Connection reader("shared", Mode::kReadOnly, memory_vfs());
  reader.run_script("BEGIN");
  EXPECT_EQ(one_text(reader, "SELECT a FROM t"), "old");
  writer.run_script("BEGIN; UPDATE t SET a = 'new';");
  EXPECT_EQ(one_text(reader, "SELECT a FROM t"), "old");
  writer.run_script("COMMIT");
  EXPECT_EQ(one_text(reader, "SELECT a FROM t"), "old");
  reader.run_script("COMMIT");
  EXPECT_EQ(one_text(reader, "SELECT a FROM t"), "new");
}

TEST(MemoryVfs, OnlyOneConnectionWrites) {
  Connection first("writers", Mode::kReadWrite, memory_vfs());
  first.run_script("PRAGMA journal_mode = WAL; CREATE TABLE t (a TEXT) STRICT;");
  Connection second("writers", Mode::kReadWrite, memory_vfs());
  second.run_script("PRAGMA busy_timeout = 0");
  first.run_script("BEGIN IMMEDIATE");
  EXPECT_THROW(second.run_script("BEGIN IMMEDIATE"), StorageFailure);
  first.run_script("ROLLBACK");
  second.run_script("BEGIN IMMEDIATE; ROLLBACK;");
}

TEST(MemoryVfs, AFileIsGoneWithItsLastConnection) {
  {
    Connection one("gone", Mode::kReadWrite, memory_vfs());
    one.run_script("PRAGMA journal_mode = WAL; CREATE TABLE t (a TEXT) STRICT;");
    const Connection two("gone", Mode::kReadOnly, memory_vfs());
  }
  Connection again("gone", Mode::kReadWrite, memory_vfs());
  EXPECT_EQ(one_text(again, "SELECT count(*) || '' FROM sqlite_schema"), "0");
}

// The same statements in both kinds of journal: what is in memory is what would be in a file.
TEST(MemoryVfs, HoldsWhatAFileHolds) {
  const testing::TempDir folder;
  for (const char* const journal : {"PRAGMA journal_mode = WAL", "PRAGMA journal_mode = DELETE"}) {
    SCOPED_TRACE(journal);
    const std::string name = journal;
    Connection memory(name, Mode::kReadWrite, memory_vfs());
    Connection file(folder.file(name.substr(name.size() - 3)).string(), Mode::kReadWrite);
    std::minstd_rand random(7);
    for (Connection* const connection : {&memory, &file}) {
      connection->run_script(journal);
      connection->run_script("CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT) STRICT");
    }
    for (int step = 0; step < 200; ++step) {
      const std::string id = std::to_string(random() % 50);
      const std::string size = std::to_string(random() % 20'000);
      const std::string sql = std::vector<std::string>{
          "INSERT OR REPLACE INTO t VALUES (" + id + ", hex(zeroblob(" + size + ")) || " + id + ")",
          "DELETE FROM t WHERE id = " + id,
          "BEGIN; UPDATE t SET a = a || 'x'; ROLLBACK;",
          "UPDATE t SET a = substr(a, 7) || " + id,
          "PRAGMA wal_checkpoint(TRUNCATE)",
          "VACUUM"}[random() % (step % 50 == 0 ? 6 : 4)];
      memory.run_script(sql.c_str());
      file.run_script(sql.c_str());
    }
    constexpr const char* kDigest =
        "SELECT group_concat(id || ':' || length(a) || substr(a, -20)) FROM t";
    EXPECT_EQ(one_text(memory, kDigest), one_text(file, kDigest));
    EXPECT_EQ(one_text(memory, "PRAGMA integrity_check"), "ok");
  }
}

}  // namespace
}  // namespace flows::store
