#include "store/snapshots.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/limits.h"
#include "store/migrations.h"
#include "store/store_fixture.h"
#include "support/temp_dir.h"

namespace flows::store {
namespace {

using base::ErrorCode;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// What POST /_local/snapshots/{name}/load does.
base::Result<void> load_into(Database& db, Snapshots& snapshots, std::string_view name) {
  ASSIGN_OR_RETURN(const auto copy, snapshots.open(name));
  return db.replace_with(*copy);
}

enum class Place { kInMemory, kInFile };

// Both kinds of database keep the same promises.
class SnapshotsOfBoth : public ::testing::TestWithParam<Place>, public StoreFixture {
 protected:
  SnapshotsOfBoth() {
    if (GetParam() == Place::kInFile) db = Database::open({.file = file_}).value();
  }

  base::Result<void> load(std::string_view name) { return load_into(*db, *snapshots_, name); }

  std::vector<std::string> names() {
    std::vector<std::string> found;
    const auto there = snapshots_->list();
    EXPECT_TRUE(there);
    if (!there) return found;
    for (const SnapshotInfo& info : *there) found.push_back(info.name);
    return found;
  }

  testing::TempDir folder_;
  std::filesystem::path file_ = folder_.file("state.db");
  std::unique_ptr<Snapshots> snapshots_;
  void SetUp() override { snapshots_ = std::make_unique<Snapshots>(*db); }
};

TEST_P(SnapshotsOfBoth, LoadingBringsEverythingBack) {
  ASSERT_TRUE(create("FLOW000001", "one"));
  const auto taken = snapshots_->take("before");
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->name, "before");
  EXPECT_GT(taken->bytes, 0U);
  ASSERT_TRUE(create("FLOW000002", "two"));
  const auto commits = db->commits();
  ASSERT_TRUE(load("before"));
  EXPECT_GT(db->commits(), commits);
  EXPECT_TRUE(find("FLOW000001"));
  EXPECT_FALSE(find("FLOW000002"));
  const auto read =
      db->read_on_io_thread([&](ReadTxn& txn) { return find_flow(txn, caller, "FLOW000002"); });
  EXPECT_FALSE(read);
  // It can be written as before, and loaded again.
  ASSERT_TRUE(create("FLOW000003", "three"));
  ASSERT_TRUE(load("before"));
  EXPECT_FALSE(find("FLOW000003"));
}

TEST_P(SnapshotsOfBoth, ANameIsUsedAgainAndGivenUp) {
  ASSERT_TRUE(snapshots_->take("b"));
  ASSERT_TRUE(snapshots_->take("a"));
  EXPECT_THAT(names(), ElementsAre("a", "b"));
  ASSERT_TRUE(create("FLOW000001", "one"));
  ASSERT_TRUE(snapshots_->take("b"));
  ASSERT_TRUE(load("a"));
  EXPECT_FALSE(find("FLOW000001"));
  ASSERT_TRUE(load("b"));
  EXPECT_TRUE(find("FLOW000001"));
  ASSERT_TRUE(snapshots_->remove("a"));
  EXPECT_THAT(names(), ElementsAre("b"));
  EXPECT_EQ(snapshots_->remove("a").error().code, ErrorCode::kResourceNotFound);
  EXPECT_EQ(load("a").error().code, ErrorCode::kResourceNotFound);
}

TEST_P(SnapshotsOfBoth, ANameIsOneThatAFileCanHave) {
  const std::string longest(base::limits::kSnapshotNameBytesMax, 'x');
  for (const std::string& name : {std::string(), std::string(".."), std::string("a/b"),
                                  std::string("a.b"), std::string("a\0b", 3), longest + "x"}) {
    EXPECT_EQ(snapshots_->take(name).error().code, ErrorCode::kValidation) << name;
    EXPECT_EQ(load(name).error().code, ErrorCode::kValidation) << name;
    EXPECT_EQ(snapshots_->remove(name).error().code, ErrorCode::kValidation) << name;
  }
  EXPECT_THAT(names(), IsEmpty());
  EXPECT_TRUE(snapshots_->take(longest));
}

TEST_P(SnapshotsOfBoth, ThereIsRoomForSoMany) {
  for (std::size_t at = 0; at < base::limits::kSnapshotsMax; ++at) {
    ASSERT_TRUE(snapshots_->take(std::to_string(at)));
  }
  EXPECT_EQ(snapshots_->take("another").error().code, ErrorCode::kServiceQuotaExceeded);
  EXPECT_TRUE(snapshots_->take("0"));
}

INSTANTIATE_TEST_SUITE_P(All, SnapshotsOfBoth, ::testing::Values(Place::kInMemory, Place::kInFile),
                         [](const auto& parameter) {
                           return parameter.param == Place::kInFile ? "file" : "memory";
                         });

class SnapshotFiles : public ::testing::Test, public StoreFixture {
 protected:
  void SetUp() override {
    open();
    ASSERT_TRUE(create("FLOW000001", "one"));
    ASSERT_TRUE(snapshots_->take("kept"));
  }

  void open() {
    snapshots_.reset();
    db.reset();
    db = Database::open({.file = folder_.file("state.db")}).value();
    snapshots_ = std::make_unique<Snapshots>(*db);
  }

  base::Result<void> load(std::string_view name) { return load_into(*db, *snapshots_, name); }

  void overwrite(std::streamoff at, const std::string& bytes) const {
    std::fstream file(copy_, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(at);
    file << bytes;
  }

  testing::TempDir folder_;
  std::filesystem::path copy_ = folder_.file("state.db-snapshots") / "kept.db";
  std::unique_ptr<Snapshots> snapshots_;
};

TEST_F(SnapshotFiles, StayForTheNextServer) {
  ASSERT_TRUE(create("FLOW000002", "two"));
  open();
  ASSERT_TRUE(load("kept"));
  EXPECT_TRUE(find("FLOW000001"));
  EXPECT_FALSE(find("FLOW000002"));
  open();
  EXPECT_FALSE(find("FLOW000002"));
}

// Each is refused, and the database stays as it is.
TEST_F(SnapshotFiles, ThatAreNotWholeAreRefused) {
  ASSERT_TRUE(create("FLOW000002", "two"));
  const auto refusal = [&] {
    const auto loaded = load("kept");
    EXPECT_FALSE(loaded);
    EXPECT_TRUE(find("FLOW000002"));
    return loaded ? std::string() : loaded.error().message;
  };
  std::string damage;
  for (int at = 0; at < 4096; ++at) damage += static_cast<char>(at * 7);
  overwrite(5 * 4096, damage);
  EXPECT_THAT(refusal(), HasSubstr("damaged"));
  overwrite(60, std::string("\0\0\0\x63", 4));  // its schema
  EXPECT_THAT(refusal(), HasSubstr("newer version"));
  overwrite(0, "not a database at all");
  EXPECT_THAT(refusal(), HasSubstr("not a database of bedrock-flows-local"));
  std::filesystem::resize_file(copy_, 0);
  EXPECT_THAT(refusal(), HasSubstr("the file is empty"));
}

TEST_F(SnapshotFiles, AFileThatWasCutOffIsNotTakenForASnapshot) {
  std::ofstream(folder_.file("state.db-snapshots") / "unfinished") << "half";
  EXPECT_EQ(snapshots_->list()->size(), 1U);
  EXPECT_TRUE(snapshots_->take("another"));
  EXPECT_EQ(snapshots_->list()->size(), 2U);
}

}  // namespace
}  // namespace flows::store
