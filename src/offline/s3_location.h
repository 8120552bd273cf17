#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "offline/intrinsics.h"
#include "offline/notes.h"

namespace flows::offline {

// The end of the names of properties that say where in S3 a text is.
inline constexpr std::string_view kS3Location = "S3Location";

// The content of an object in S3.
struct S3Text {
  std::string uri;   // s3://<bucket>/<key>
  std::string text;  // UTF-8, or what find_unread_text() recognizes
};

// Returns the text to which an S3 location of a template leads: {Bucket, Key}. The file
// <bucket>/<key> below TemplateSource::s3_root stands for the object; it is read anew each time.
// The text counts as unread, with a note of an unknown value, if there is no such folder or if the
// location itself is unknown. Returns nullopt if the location is AWS::NoValue. Errors: kValidation,
// with `place`: it is no location, names a version, leads out of the folder, or the file cannot be
// read, is no UTF-8 or has more than limits::kSeedFileBytesMax bytes.
base::Result<std::optional<S3Text>> text_in_s3(const base::Json& location, const std::string& place,
                                               Evaluator& evaluator, Notes& notes);

// Returns the URI of the first text in `value` that is in S3 and was not read, or nullopt.
std::optional<std::string> find_unread_text(const base::Json& value);

// Says why the text at that URI was not read, and what helps.
std::string why_unread(std::string_view uri);

// Checks that the folder of --s3-root exists; an empty path is fine. Errors: kValidation.
base::Result<void> check_s3_root(const std::filesystem::path& s3_root);

}  // namespace flows::offline
