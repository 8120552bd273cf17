// Which file may include which: the floors of our rooms, and the rooms of other people's libraries.
#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "tidy/checks.h"
#include "tidy/includes.h"

namespace flows::tidy {
namespace {

struct Floor {
  int number;
  std::string_view rooms;  // between spaces
};

constexpr std::array kFloors{
    Floor{0, " base "},
    Floor{1, " model expr wire rules "},
    Floor{2, " nodes store net "},
    Floor{3, " validate engine backends "},
    Floor{4, " runs views "},
    Floor{5, " api local offline "},
    Floor{6, " http "},
    Floor{7, " app "},
};

struct Library {
  std::string_view prefix;  // of the path in the include
  std::string_view rooms;   // between spaces; their tests may use it too
};

constexpr std::array kLibraries{
    Library{"CLI/", " app "},
    Library{"boost/json/", " base "},
    Library{"boost/", " http net bench "},
    Library{"nlohmann/", " base bench "},
    Library{"nghttp2/", " http bench "},
    Library{"openssl/", " base http net "},
    Library{"re2/", " base "},
    Library{"spdlog/", " base bench "},
    Library{"sqlite3.h", " store bench "},
    Library{"yaml-cpp/", " offline "},
    Library{"zlib.h", " wire net "},
};

// The operating system's headers.
constexpr std::array<std::string_view, 5> kSystemFolders{"arpa/", "linux/", "net/", "netinet/",
                                                         "sys/"};
constexpr std::string_view kSystemHeaders =
    " dirent.h dlfcn.h elf.h fcntl.h grp.h ifaddrs.h link.h malloc.h netdb.h poll.h pthread.h "
    "pwd.h "
    "sched.h signal.h spawn.h strings.h termios.h unistd.h ";

// Folders of tests that stand for no room.
constexpr std::string_view kTestFolders = " bench e2e golden sdk support tidy ";

// Tests from outside: they see the program as its users do.
constexpr std::string_view kOutsideTests = " e2e sdk ";

bool starts_with(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

bool lists(std::string_view list, std::string_view word) {
  return list.find(" " + std::string(word) + " ") != list.npos;
}

// -1: no room of src.
int floor_of(std::string_view room) {
  for (const Floor& floor : kFloors) {
    if (lists(floor.rooms, room)) return floor.number;
  }
  return -1;
}

std::string spelled(const Include& include) {
  return include.quoted ? '"' + include.path + '"' : '<' + include.path + '>';
}

std::string on_floor(std::string_view room) {
  return std::string(room) + " (floor " + std::to_string(floor_of(room)) + ")";
}

// What is wrong with a file of the room `from` that includes `include`; empty: nothing.
std::string fault_in_room(const std::string& from, const Include& include) {
  const std::string to = part(include.path, 0);
  if (to == "flows" || to == from) return "";
  if (starts_with(include.path, "schemas/generated/")) return "";  // see check_generated
  if (include.path == to) {
    return spelled(include) + " has no room: write the path from src, as in \"" + from + '/' +
           include.path + '"';
  }
  if (floor_of(to) < 0) {
    return spelled(include) +
           " is in no room of src: move the file into one, or give its room a "
           "floor in tests/tidy/layer_checks.cpp";
  }
  if (floor_of(to) < floor_of(from)) return "";
  if (floor_of(to) == floor_of(from)) {
    return on_floor(from) + " must not see " + on_floor(to) +
           ", rooms of one floor are strangers: let the room above join them, or move what both "
           "need a floor down";
  }
  return on_floor(from) + " must not look up to " + on_floor(to) +
         ": move what it needs down, or let the caller hand it in";
}

std::string fault_in_front_door(const Include& include) {
  const bool standard = !include.quoted && include.path.find_first_of("/.") == std::string::npos;
  if (standard || starts_with(include.path, "flows/")) return "";
  return spelled(include) +
         " in the front door: only the standard library and \"flows/...\" may "
         "stand there, so that every program can include it";
}

// Headers of tests/support that reach a room of src, through each other too.
class SupportHeaders {
 public:
  explicit SupportHeaders(const SourceTree& tree) {
    for (const SourceFile& file : tree.files) {
      if (!starts_with(file.path, "tests/support/")) continue;
      for (const Include& include : includes_of(file)) {
        if (include.quoted) includes_[file.path.substr(6)].insert(include.path);
      }
    }
  }

  bool reach_src(const std::string& path) const {
    std::set<std::string> seen;
    std::vector<std::string> open{path};
    while (!open.empty()) {
      const std::string next = open.back();
      open.pop_back();
      if (!seen.insert(next).second) continue;
      if (!starts_with(next, "support/") && !starts_with(next, "flows/")) return true;
      const auto found = includes_.find(next);
      if (found != includes_.end()) {
        open.insert(open.end(), found->second.begin(), found->second.end());
      }
    }
    return false;
  }

 private:
  std::map<std::string, std::set<std::string>> includes_;
};

std::string fault_in_test(const std::string& folder, const Include& include,
                          const SupportHeaders& support) {
  const std::string to = part(include.path, 0);
  if (to == "flows" || to == folder) return "";
  if (lists(kOutsideTests, folder)) {
    if (to == "support" && !support.reach_src(include.path)) return "";
    return spelled(include) + " in tests/" + folder +
           ": tests from outside use \"flows/...\" and helpers of tests/support that include no "
           "room of src";
  }
  if (include.path != to && (floor_of(to) >= 0 || lists(kTestFolders, to))) return "";
  return spelled(include) + " is in no room of src or folder of tests: write the path from there";
}

std::string fault_of_library(const std::string& room, bool in_tests, const Include& include) {
  if (include.quoted || starts_with(include.path, "fmt/")) return "";
  if (starts_with(include.path, "gtest/") || starts_with(include.path, "gmock/")) {
    return in_tests ? "" : spelled(include) + " belongs in tests: move this there";
  }
  for (const Library& library : kLibraries) {
    if (!starts_with(include.path, library.prefix)) continue;
    if (lists(library.rooms, room)) return "";
    return spelled(include) + " in " + room + ": that library stays in" +
           std::string(library.rooms) + "- call one of their functions";
  }
  if (include.path.find_first_of("/.") == std::string::npos) return "";  // the standard library
  if (lists(kSystemHeaders, include.path)) return "";
  const bool system =
      std::any_of(kSystemFolders.begin(), kSystemFolders.end(),
                  [&](std::string_view folder) { return starts_with(include.path, folder); });
  if (system) return "";
  return spelled(include) +
         " is of no library that tests/tidy/layer_checks.cpp knows: use one "
         "that we have, or give it a row with its rooms there";
}

}  // namespace

std::vector<Violation> check_floors(const SourceTree& tree) {
  const SupportHeaders support(tree);
  std::vector<Violation> violations;
  for (const SourceFile& file : tree.files) {
    const std::string place = part(file.path, 0);
    const std::string room = part(file.path, 1);
    if (place == "src" && floor_of(room) < 0) {
      violations.push_back({file.path, 0,
                            "this file is in no room: move it into one, or give its room a floor "
                            "in tests/tidy/layer_checks.cpp"});
      continue;
    }
    for (const Include& include : includes_of(file)) {
      std::string fault;
      if (place == "include") {
        fault = fault_in_front_door(include);
      } else if (include.quoted) {
        fault =
            place == "src" ? fault_in_room(room, include) : fault_in_test(room, include, support);
      }
      if (!fault.empty()) violations.push_back({file.path, include.line, std::move(fault)});
    }
  }
  return violations;
}

std::vector<Violation> check_libraries(const SourceTree& tree) {
  std::vector<Violation> violations;
  for (const SourceFile& file : tree.files) {
    const std::string place = part(file.path, 0);
    if (place == "include") continue;  // check_floors lets no library in
    for (const Include& include : includes_of(file)) {
      std::string fault = fault_of_library(part(file.path, 1), place == "tests", include);
      if (!fault.empty()) violations.push_back({file.path, include.line, std::move(fault)});
    }
  }
  return violations;
}

}  // namespace flows::tidy
