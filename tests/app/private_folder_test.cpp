#include "app/private_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <utility>

#include "support/environment.h"
#include "support/temp_dir.h"

namespace flows::app {
namespace {

namespace fs = std::filesystem;

TEST(PrivateFolder, IsForTheUserAloneAndGoesWithAllItHolds) {
  const testing::TempDir parent;
  const testing::Variable runtime("XDG_RUNTIME_DIR", parent.path().string());
  fs::path path;
  {
    auto made = PrivateFolder::make();
    ASSERT_TRUE(made);
    const PrivateFolder folder = *std::move(made);
    path = folder.path();
    EXPECT_EQ(path.parent_path(), parent.path());
    EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_all);
    std::ofstream(path / "file") << "text";
    EXPECT_TRUE(fs::exists(path / "file"));
  }
  EXPECT_FALSE(fs::exists(path));
}

TEST(PrivateFolder, IsMadeInTheFirstFolderThatIsThere) {
  const testing::TempDir parent;
  const testing::Variable runtime("XDG_RUNTIME_DIR", "/nowhere/at/all");
  const testing::Variable temporary("TMPDIR", parent.path().string());
  const auto made = PrivateFolder::make();
  ASSERT_TRUE(made);
  EXPECT_EQ(made->path().parent_path(), parent.path());
}

}  // namespace
}  // namespace flows::app
