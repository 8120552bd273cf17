#include "offline/s3_location.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/limits.h"
#include "base/text/utf8.h"
#include "base/text_file.h"

namespace flows::offline {
namespace {

namespace fs = std::filesystem;
using base::Json;
using base::Result;

constexpr std::string_view kScheme = "s3://";

struct S3Object {
  std::string bucket;
  std::string key;

  [[nodiscard]] std::string uri() const { return fmt::format("{}{}/{}", kScheme, bucket, key); }
};

Result<S3Object> read_location(const Json& location, const std::string& place) {
  const auto text = [&](std::string_view name) -> std::string {
    const Json* member = base::find_member(location, name);
    return member == nullptr ? "" : text_of(*member).value_or("");
  };
  S3Object object{.bucket = text("Bucket"), .key = text("Key")};
  if (object.bucket.empty() || object.key.empty()) {
    return error_at(place, "is no S3 location, which has a Bucket and a Key");
  }
  if (base::find_member(location, "Version") != nullptr) {
    return error_at(place, fmt::format("names a version of {}, and a folder has no versions: leave "
                                       "Version out, and let the file be that version",
                                       object.uri()));
  }
  return object;
}

// Checks whether a name is a relative path whose parts are all names.
bool is_plain_path(std::string_view key) {
  if (key.find('\0') != key.npos) return false;
  while (true) {
    const std::string_view part = key.substr(0, key.find('/'));
    if (part.empty() || part == "." || part == "..") return false;
    if (part.size() == key.size()) return true;
    key.remove_prefix(part.size() + 1);
  }
}

bool is_inside(const fs::path& folder, const fs::path& file) {
  return std::ranges::mismatch(folder, file).in1 == folder.end();
}

// Reads the file that stands for the object. A link may lead to another place in the folder only.
Result<std::string> read_object(const fs::path& root, const S3Object& object,
                                const std::string& place) {
  if (!is_plain_path(object.bucket) || object.bucket.find('/') != object.bucket.npos) {
    return error_at(place, fmt::format("\"{}\" is no name of a bucket", object.bucket));
  }
  if (!is_plain_path(object.key)) {
    return error_at(place,
                    fmt::format("the key \"{}\" is no path of a file below --s3-root", object.key));
  }
  std::error_code failure;
  const fs::path folder = fs::canonical(root, failure);
  if (failure) {
    return error_at(place, fmt::format("--s3-root {}: {}", root.string(), failure.message()));
  }
  const fs::path named = root / object.bucket / object.key;
  const fs::path file = fs::canonical(named, failure);
  if (failure) {
    return error_at(place, fmt::format("{} is not there: {}: {}", object.uri(), named.string(),
                                       failure.message()));
  }
  if (!is_inside(folder, file)) {
    return error_at(place, fmt::format("{} leads out of --s3-root {}: it is a link to {}",
                                       object.uri(), root.string(), file.string()));
  }
  auto text = base::read_text_file(file, base::limits::kSeedFileBytesMax);
  if (!text) return error_at(place, text.error().message);
  if (!base::is_utf8(*text)) {
    return error_at(place, fmt::format("{} is no UTF-8", file.string()));
  }
  return text;
}

// The text in place of one that was not read is the marked URI of its object.
std::string unread(std::string_view uri) { return marked(uri); }

}  // namespace

Result<std::optional<S3Text>> text_in_s3(const Json& location, const std::string& place,
                                         Evaluator& evaluator, Notes& notes) {
  using Found = std::optional<S3Text>;
  ASSIGN_OR_RETURN(const Value given, evaluator.evaluate(location, place));
  if (!given) return Found{};
  if (is_unknown_text(*given)) {
    const std::string uri = fmt::format("{}{}", kScheme, given->get<std::string>());
    return Found{{.uri = uri, .text = unread(uri)}};
  }
  ASSIGN_OR_RETURN(const S3Object object, read_location(*given, place));
  const std::string uri = object.uri();
  if (is_unknown(uri)) return Found{{.uri = uri, .text = unread(uri)}};
  const fs::path& root = evaluator.source().s3_root;
  if (root.empty()) {
    notes.add_unknown({.place = place, .name = uri, .why = why_unread(uri), .is_in_s3 = true});
    return Found{{.uri = uri, .text = unread(uri)}};
  }
  ASSIGN_OR_RETURN(std::string text, read_object(root, object, place));
  RETURN_IF_ERROR(evaluator.spend(text.size(), place));
  return Found{{.uri = uri, .text = std::move(text)}};
}

std::optional<std::string> find_unread_text(const Json& value) {
  static const std::string start = unread(kScheme);
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    if (!text.starts_with(start)) return std::nullopt;
    return text.substr(start.size() - kScheme.size());
  }
  if (!value.is_structured()) return std::nullopt;
  for (const Json& item : value) {
    if (auto found = find_unread_text(item)) return found;
  }
  return std::nullopt;
}

std::string why_unread(std::string_view uri) {
  if (is_unknown(uri)) return fmt::format("the S3 location {} is not known", without_marks(uri));
  return fmt::format("nothing is fetched from S3: with --s3-root DIR, {} is read from DIR/{}", uri,
                     uri.substr(kScheme.size()));
}

Result<void> check_s3_root(const fs::path& s3_root) {
  std::error_code failure;
  if (s3_root.empty() || fs::is_directory(s3_root, failure)) return {};
  return base::Error{base::ErrorCode::kValidation,
                     fmt::format("--s3-root {}: {}", s3_root.string(),
                                 failure ? failure.message() : "is no folder")};
}

}  // namespace flows::offline
