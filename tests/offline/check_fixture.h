#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "offline/check_files.h"
#include "support/temp_dir.h"

namespace flows::offline {

// Files in a folder of their own, and what is found in them.
class CheckFiles : public ::testing::Test {
 protected:
  void write(const std::string& name, std::string_view text) {
    const std::filesystem::path file = folder_.file(name);
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
  }

  // "file [prompt |refused ]name", then " line:column severity type pointer", one a line; "failure:
  // …", "note: …" and "remark: …" before.
  std::string check(const std::vector<std::string>& names) {
    std::vector<std::filesystem::path> paths;
    for (const std::string& name : names) paths.push_back(folder_.file(name));
    std::string text;
    for (const CheckedFile& file : check_files(paths, s3_root_, try_call_)) {
      for (const std::string& failure : file.failures) text += "failure: " + local(failure) + "\n";
      for (const std::string& note : file.notes) text += "note: " + local(note) + "\n";
      for (const std::string& remark : file.remarks) text += "remark: " + remark + "\n";
      for (const CheckedFlow& flow : file.flows) add(local(file.file) + " ", flow, text);
      for (const CheckedFlow& prompt : file.prompts) {
        add(local(file.file) + " prompt ", prompt, text);
      }
      for (const CheckedFlow& refused : file.refused) {
        add(local(file.file) + " refused ", refused, text);
      }
    }
    return text;
  }

  // Judges resources by this; see check_files().
  void use(TryCall try_call) { try_call_ = std::move(try_call); }

  // Lets files below the folder of that name stand for objects in S3.
  void use_s3_root(const std::string& name) { s3_root_ = folder_.file(name); }

 private:
  static void add(const std::string& head, const CheckedFlow& flow, std::string& text) {
    text += fmt::format("{}{}\n", head, flow.name);
    for (const Diagnostic& found : flow.diagnostics) {
      text += fmt::format(" {}:{} {} {} {}\n", found.position.line, found.position.column,
                          found.severity == model::Severity::kError ? "E" : "W", found.type,
                          found.pointer);
    }
  }

  // Without the folder.
  [[nodiscard]] std::string local(std::string text) const {
    const std::string folder = folder_.file("").string();
    for (std::size_t at = text.find(folder); at != text.npos; at = text.find(folder)) {
      text.erase(at, folder.size());
    }
    return text;
  }

  testing::TempDir folder_;
  std::filesystem::path s3_root_;
  TryCall try_call_;
};

}  // namespace flows::offline
