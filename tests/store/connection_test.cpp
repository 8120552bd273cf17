#include "store/connection.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "base/check.h"
#include "store/transaction.h"

namespace flows::store {
namespace {

TEST(Statement, AreCompiledOnceAndRefuseToBeUsedInsideThemselves) {
  Connection connection("", Connection::Mode::kInMemory);
  const Sql sql = "SELECT ?";
  auto outer = connection.prepare(sql);
  EXPECT_THROW(static_cast<void>(connection.prepare(sql)), base::BugError);
}

TEST(Statement, CarryTextAsItIs) {
  Connection connection("", Connection::Mode::kInMemory);
  const std::string text("a'b\0c\xF0\x9F\x98\x80", 9);
  ReadTxn txn(connection);
  auto row = txn.query("SELECT ?, ?, ?", text, std::optional<std::string>(), std::string_view());
  ASSERT_TRUE(row.step());
  EXPECT_EQ(row.text(0), text);
  EXPECT_EQ(row.optional_text(1), std::nullopt);
  EXPECT_EQ(row.optional_text(2), "");
}

TEST(Statement, AMissingValueIsABug) {
  Connection connection("", Connection::Mode::kInMemory);
  ReadTxn txn(connection);
  EXPECT_THROW(txn.query("SELECT ?, ?", 1).step(), base::BugError);
  EXPECT_THROW(txn.query("SELECT ?", 1, 2), base::BugError);
}

}  // namespace
}  // namespace flows::store
