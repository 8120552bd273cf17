#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include "support/temp_dir.h"

namespace flows::testing {

// A variable of the environment with another value for as long as this lives.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) {
    if (const char* old = std::getenv(name)) old_ = old;
    ::setenv(name, value.c_str(), 1);
  }
  ~Variable() { old_ ? ::setenv(name_, old_->c_str(), 1) : ::unsetenv(name_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
  std::optional<std::string> old_;
};

// A program in the place of python3 for as long as this lives; it is given the same arguments.
class FakePython {
 public:
  explicit FakePython(const std::string& shell_text) {
    const std::filesystem::path program = programs_.file("python3");
    std::ofstream(program) << "#!/bin/sh\nPATH='" << std::getenv("PATH") << "'\n" << shell_text;
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    path_.emplace("PATH", programs_.path().string() + ":" + std::getenv("PATH"));
  }

 private:
  TempDir programs_;
  std::optional<Variable> path_;
};

}  // namespace flows::testing
