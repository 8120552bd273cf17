#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "offline/seed.h"
#include "support/temp_dir.h"

namespace flows::offline {

// For seeds of which everything is created.
inline void report_failure(const SeedOrigin& origin, const base::Error& why) {
  ADD_FAILURE() << origin.label << ": " << why.message;
}

// Stands in for the API: it creates every resource, and gives it the next number as its id.
class FakeApi {
 public:
  std::vector<SeedCall> calls;

  base::Result<base::Json> operator()(const SeedCall& call) {
    calls.push_back(call);
    const std::string number = std::to_string(calls.size());
    const std::string id = call.operation.substr(6, 4) + std::string(6 - number.size(), '0');
    base::Json response = {{"id", id + number}};
    const std::string arn = "arn:aws:bedrock:us-east-1:123456789012:";
    if (call.operation == "CreateFlow") response["arn"] = arn + "flow/" + id + number;
    if (call.operation == "CreatePrompt") response["arn"] = arn + "prompt/" + id + number;
    if (call.operation == "CreateFlowAlias") {
      response["arn"] = call.input["flowIdentifier"].get<std::string>() + "/alias/" + id + number;
    }
    if (call.nth > 0) response["version"] = std::to_string(call.nth);
    if (call.operation == "CreatePromptVersion") {
      response["arn"] =
          call.input["promptIdentifier"].get<std::string>() + ":" + std::to_string(call.nth);
    }
    return response;
  }
};

// Seeds in a folder of their own.
class SeedTest : public ::testing::Test {
 protected:
  std::filesystem::path write(const std::string& name, std::string_view text) {
    const std::filesystem::path file = folder_.file(name);
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
    return file;
  }

  [[nodiscard]] base::Result<Seed> read(const std::filesystem::path& path) const {
    return Seed::read({path}, {.account = "123456789012", .region = "us-east-1"}, s3_root_);
  }

  // Lets files below the folder of that name stand for objects in S3.
  void use_s3_root(const std::string& name) { s3_root_ = folder() / name; }

  // The calls of a file of that name and text; one that fails the test if it cannot be applied.
  std::vector<SeedCall> calls(const std::string& name, std::string_view text) {
    const base::Result<Seed> seed = read(write(name, text));
    if (!seed) {
      ADD_FAILURE() << seed.error().message;
      return {};
    }
    FakeApi api;
    const base::Result<void> applied = seed->apply(std::ref(api), report_failure);
    if (!applied) ADD_FAILURE() << applied.error().message;
    return api.calls;
  }

  // The input of a flow with the one property that `text`, a line of YAML, gives it, as JSON text;
  // "error: …" and "warning: …" without the name of the file. `sections` go before Resources.
  std::string property(std::string_view text, std::string_view sections = "") {
    const std::string all = std::string(sections) +
                            "Resources:\n  F:\n    Type: AWS::Bedrock::Flow\n"
                            "    Properties:\n      " +
                            std::string(text) + "\n";
    return outcome("stack.yaml", all);
  }

  // The calls of a file as text, one a line, or its error; then what was not created, and the
  // failures, warnings and remarks of the seed.
  std::string outcome(const std::string& name, std::string_view text) {
    const std::filesystem::path file = write(name, text);
    const base::Result<Seed> seed = read(file);
    if (!seed) return "error" + without(file, seed.error().message);
    FakeApi api;
    std::string failed;
    const base::Result<void> applied =
        seed->apply(std::ref(api), [&](const SeedOrigin& origin, const base::Error& why) {
          failed += "\nerror" + without(file, origin.label + ": " + why.message);
        });
    std::string out;
    for (const SeedCall& call : api.calls) {
      if (!out.empty()) out += "\n";
      out += call.operation + " " + base::to_text(call.input);
      if (call.nth > 0) out += " #" + std::to_string(call.nth);
    }
    out += failed;
    if (!applied) out += "\nerror" + without(file, applied.error().message);
    for (const std::string& failure : seed->failures()) out += "\nfailure" + without(file, failure);
    for (const std::string& warning : seed->warnings()) out += "\nwarning" + without(file, warning);
    for (const std::string& remark : seed->remarks()) out += "\nremark" + without(file, remark);
    return out;
  }

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }

 private:
  static std::string without(const std::filesystem::path& file, const std::string& message) {
    const std::string name = file.string();
    return message.starts_with(name) ? message.substr(name.size()) : " elsewhere: " + message;
  }

  testing::TempDir folder_;
  std::filesystem::path s3_root_;
};

}  // namespace flows::offline
