#include "http/local_certificate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "base/limits.h"
#include "support/fake_clock.h"
#include "support/temp_dir.h"

namespace flows::http {
namespace {

using ::testing::HasSubstr;

class LocalCertificateTest : public ::testing::Test {
 protected:
  // Changes if the certificate is made anew.
  std::filesystem::file_time_type made(const std::vector<std::string>& names = {"localhost"}) {
    const auto found = find_or_make_certificate(folder_.path() / "tls", names, clock_.now());
    return std::filesystem::last_write_time(found.value().files.certificate);
  }

  testing::TempDir folder_;
  testing::FakeClock clock_;
};

TEST_F(LocalCertificateTest, IsRenewedInTime) {
  const auto first = made();
  clock_.advance(base::limits::kCertificateLifetime - base::limits::kCertificateRenewedBefore -
                 std::chrono::hours(1));
  EXPECT_EQ(made(), first);
  clock_.advance(std::chrono::hours(2));
  const auto second = made();
  EXPECT_NE(second, first);
  EXPECT_EQ(made(), second);
}

TEST_F(LocalCertificateTest, IsMadeAnewForOtherNames) {
  const auto first = made({"localhost", "127.0.0.1", "::1"});
  EXPECT_EQ(made({"::1", "localhost"}), first);
  EXPECT_NE(made({"localhost", "10.0.0.1"}), first);
}

TEST_F(LocalCertificateTest, WhatIsNoNameIsRefused) {
  for (const char* const name : {"", "a b", "a,DNS:evil", "a/b", "1:2:3"}) {
    const auto found = find_or_make_certificate(folder_.path(), {name}, clock_.now());
    ASSERT_FALSE(found) << name;
    EXPECT_THAT(found.error().message, HasSubstr("no name or address"));
  }
}

TEST_F(LocalCertificateTest, AFolderThatCannotBeWrittenIsSaid) {
  const auto found = find_or_make_certificate("/proc/nowhere", {"localhost"}, clock_.now());
  ASSERT_FALSE(found);
  EXPECT_THAT(found.error().message, HasSubstr("Cannot write /proc/nowhere"));
}

}  // namespace
}  // namespace flows::http
