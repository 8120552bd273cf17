#include "backends/document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "backends/service_error.h"
#include "base/json.h"
#include "base/limits.h"

namespace flows::backends {
namespace {

namespace fs = std::filesystem;
namespace limits = base::limits;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const fs::path kSource(FLOWS_SOURCE_DIR);
const fs::path kDocuments = kSource / "tests/backends/documents";

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

base::Json read_json(const fs::path& path) {
  auto json = base::parse_json(read(path));
  EXPECT_TRUE(json.has_value()) << path;
  return json ? *json : base::Json();
}

std::string rules(std::size_t count) {
  std::string text = R"({"models":[)";
  for (std::size_t i = 0; i < count; ++i) text += i == 0 ? R"({"echo":true})" : R"(,{"echo":true})";
  return text + "]}";
}

TEST(CompileDocument, EveryValidExampleIsTaken) {
  int seen = 0;
  for (const auto& entry : fs::directory_iterator(kDocuments / "valid")) {
    const auto document = compile_document(read(entry.path()));
    EXPECT_TRUE(document.has_value()) << entry.path() << ": " << document.error().message;
    ++seen;
  }
  EXPECT_GE(seen, 10);
}

TEST(CompileDocument, EveryInvalidExampleIsRefusedWithItsPointer) {
  const base::Json expected = read_json(kDocuments / "expected.json");
  std::set<std::string> seen;
  for (const auto& entry : fs::directory_iterator(kDocuments / "invalid")) {
    const std::string name = entry.path().filename();
    seen.insert(name);
    ASSERT_TRUE(expected.contains(name)) << name << " has no entry in expected.json";
    const auto document = compile_document(read(entry.path()));
    ASSERT_FALSE(document.has_value()) << name;
    EXPECT_EQ(document.error().code, base::ErrorCode::kValidation) << name;
    const auto pointer = expected[name]["pointer"].get<std::string>();
    const std::string before = pointer.empty() ? "" : pointer + ": ";
    EXPECT_THAT(document.error().message, StartsWith(before)) << name;
    EXPECT_THAT(document.error().message.substr(before.size()),
                HasSubstr(expected[name]["says"].get<std::string>()))
        << name;
  }
  EXPECT_EQ(seen.size(), expected.size()) << "expected.json names a document that is not there";
}

TEST(CompileDocument, WhatIsKnownButNotServedIsSaidInSoManyWords) {
  const auto document = compile_document(R"({"models": [], "buckets": {}})");
  ASSERT_FALSE(document.has_value());
  EXPECT_EQ(document.error().message,
            "/buckets: \"buckets\" is known, but this version does not serve it");
}

TEST(CompileDocument, TextThatIsNoJsonIsRefused) {
  const auto document = compile_document(R"({"models": [)");
  ASSERT_FALSE(document.has_value());
  EXPECT_EQ(document.error().code, base::ErrorCode::kValidation);
  EXPECT_THAT(document.error().message, StartsWith("The backends document is not valid JSON"));
}

TEST(CompileDocument, TextIsCompactJson) {
  const auto document = compile_document("{ \"models\" : [ ] }\n");
  ASSERT_TRUE(document.has_value());
  EXPECT_EQ((*document)->text, R"({"models":[]})");
}

TEST(CompileDocument, SizeHasALimit) {
  std::string text = R"({"models":[]})";
  text.resize(limits::kBackendsBytesMax, ' ');
  EXPECT_TRUE(compile_document(text).has_value());
  text += ' ';
  const auto document = compile_document(text);
  ASSERT_FALSE(document.has_value());
  EXPECT_THAT(document.error().message, HasSubstr("larger than"));
}

TEST(CompileDocument, NumberOfRulesHasALimit) {
  EXPECT_TRUE(compile_document(rules(limits::kBackendRulesMax)).has_value());
  const auto document = compile_document(rules(limits::kBackendRulesMax + 1));
  ASSERT_FALSE(document.has_value());
  EXPECT_THAT(document.error().message, StartsWith("/models: has 10001 items"));
}

TEST(CompileDocument, NumberOfRepliesInTurnHasALimit) {
  std::string text = R"({"models":[{"respond":[{"text":""})";
  for (std::size_t i = 0; i < limits::kBackendRulesMax; ++i) text += R"(,{"text":""})";
  const auto document = compile_document(text + "]}]}");
  ASSERT_FALSE(document.has_value());
  EXPECT_THAT(document.error().message, StartsWith("/models/0/respond: has 10001 items"));
}

TEST(BackendsSchema, NamesTheSameErrorsAsTheTable) {
  const base::Json schema = read_json(kSource / "schemas/backends.schema.json");
  const std::pair<const char*, const Service*> kinds[] = {{"errorReply", &kModelService},
                                                          {"functionError", &kFunctionService},
                                                          {"serviceError", &kKnowledgeService},
                                                          {"serviceError", &kAgentService},
                                                          {"serviceError", &kLexService}};
  for (const auto& [definition, service] : kinds) {
    const auto names =
        schema["$defs"][definition]["properties"]["error"]["enum"].get<std::set<std::string>>();
    std::set<std::string> rows;
    for (const ServiceError& error : service->errors) rows.emplace(error.code);
    EXPECT_EQ(names, rows) << definition;
  }
}

TEST(BackendsSchema, StatesTheSameLimits) {
  const base::Json defs = read_json(kSource / "schemas/backends.schema.json")["$defs"];
  const base::Json& rule = defs["modelRule"]["properties"];
  constexpr std::chrono::milliseconds kDelayMax = limits::kBackendDelayMax;
  EXPECT_EQ(rule["delayMs"]["maximum"], kDelayMax.count());
  EXPECT_EQ(rule["respond"]["then"]["maxItems"], limits::kBackendRulesMax);
}

}  // namespace
}  // namespace flows::backends
