#include "offline/source_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "offline/request_file.h"

namespace flows::offline {
namespace {

using base::Error;
using base::Json;
using base::Result;

// CDK writes manifest.json, tree.json and *.assets.json, all with a version, beside its templates.
bool is_list_of_cdk(const Json& document) {
  const auto has = [&](const char* name) { return base::find_member(document, name) != nullptr; };
  return has("version") && (has("artifacts") || has("tree") || has("files"));
}

bool has_import(const Json& value) {
  if (!value.is_structured()) return false;
  if (value.is_object() && value.contains("Fn::ImportValue")) return true;
  return std::ranges::any_of(value, has_import);
}

}  // namespace

bool imports_values(const TextDocument& document) {
  return is_template(document.content) && has_import(document.content);
}

Result<SourceFile> read_source_file(const std::filesystem::path& file, TextDocument document,
                                    const base::Caller& caller, ReadFor purpose,
                                    const TemplateContext& context) {
  SourceFile source{.name = file.string()};
  const auto with_name = [&](Error error) {
    error.message = fmt::format("{}: {}", source.name, error.message);
    return error;
  };
  const bool is_checking = purpose == ReadFor::kChecking;
  if (is_template(document.content)) {
    source.has_imports = imports_values(document);
    auto stack =
        Template::read({.file = source.name,
                        .stack_name = file.stem().string(),
                        .caller = caller,
                        .document = is_checking ? document.content : std::move(document.content),
                        .imports = context.exports,
                        .s3_root = context.s3_root},
                       purpose, source.notes);
    if (!stack) return with_name(std::move(stack).error());
    source.stack = *std::move(stack);
  } else {
    auto request = read_request(file, document.content, caller);
    if (!request) return with_name(std::move(request).error());
    source.request = *std::move(request);
    source.is_of_cdk = !source.request && is_list_of_cdk(document.content);
  }
  if (is_checking) source.document = std::move(document);
  return source;
}

}  // namespace flows::offline
