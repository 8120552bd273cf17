#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/caller.h"
#include "base/result.h"
#include "offline/notes.h"
#include "offline/template.h"
#include "offline/text_document.h"

namespace flows::offline {

// Says, for a message, what a file should hold and does not.
inline constexpr std::string_view kHoldsNothing =
    "holds no flow and no prompt: it is neither a flow definition (with nodes or connections), nor "
    "a CreateFlow request (with name and definition), a CreatePrompt request (with name and "
    "variants) or a CloudFormation template (with Resources)";

// What one file holds: a template, a request of the API, or neither.
struct SourceFile {
  std::string name;                           // as the user named it, or as found in a folder
  std::optional<TextDocument> document = {};  // only if it was read for checking
  std::optional<Template> stack = {};
  std::optional<ApiCall> request = {};
  bool has_imports = false;  // of values that other templates export
  bool is_of_cdk = false;    // a list that CDK writes beside the templates, which holds neither
  Notes notes = {};
};

// What a template can refer to beside itself.
struct TemplateContext {
  Exports exports = {};                // of other files
  std::filesystem::path s3_root = {};  // see TemplateSource
};

// Checks whether a document is a template that imports what others export.
bool imports_values(const TextDocument& document);

// Finds out what a file holds that was read into `document`. Errors: kValidation, "<file>…: <why>":
// those of Template::read and read_request.
base::Result<SourceFile> read_source_file(const std::filesystem::path& file, TextDocument document,
                                          const base::Caller& caller, ReadFor purpose,
                                          const TemplateContext& context = {});

}  // namespace flows::offline
