#include "backends/reply_template.h"

#include <fmt/format.h>

#include <optional>

#include "backends/service_error.h"
#include "base/limits.h"

namespace flows::backends {
namespace {

using base::Result;
using nodes::ModelCall;
using rules::in_quotes;
using rules::JsonPlace;

struct Placeholder {
  std::string_view name;
  std::string ModelCall::*field;
};

constexpr Placeholder kPlaceholders[] = {
    {"prompt", &ModelCall::prompt},
    {"modelId", &ModelCall::model_id},
    {"node", &ModelCall::node},
};

constexpr std::string_view kSpaces = " \t\r\n";
constexpr std::string_view kNameCharacters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

struct Found {
  std::string_view name;
  std::size_t end;  // after the closing braces
};

// Returns the placeholder whose opening braces are at `begin`; nullopt if they begin none.
std::optional<Found> placeholder_at(std::string_view text, std::size_t begin) {
  const std::size_t name = text.find_first_not_of(kSpaces, begin + 2);
  if (name == text.npos) return std::nullopt;
  const std::size_t name_end = text.find_first_not_of(kNameCharacters, name);
  if (name_end == text.npos || name_end == name) return std::nullopt;
  const std::size_t close = text.find_first_not_of(kSpaces, name_end);
  if (close == text.npos || text.substr(close, 2) != "}}") return std::nullopt;
  return Found{text.substr(name, name_end - name), close + 2};
}

std::string ModelCall::*field_named(std::string_view name) {
  for (const Placeholder& placeholder : kPlaceholders) {
    if (placeholder.name == name) return placeholder.field;
  }
  return nullptr;
}

}  // namespace

Result<ReplyTemplate> ReplyTemplate::compile(const JsonPlace& place) {
  ASSIGN_OR_RETURN(const std::string whole, place.text());
  const std::string_view text = whole;
  ReplyTemplate compiled;
  std::size_t literal = 0;  // where the text that is not yet in a piece begins
  std::size_t braces = text.find("{{");
  while (braces != text.npos) {
    const auto found = placeholder_at(text, braces);
    if (!found) {
      braces = text.find("{{", braces + 1);
      continue;
    }
    std::string ModelCall::*const field = field_named(found->name);
    if (field == nullptr) {
      return place.fault(
          fmt::format("unknown placeholder {}; there are {{{{prompt}}}}, {{{{modelId}}}} and "
                      "{{{{node}}}}",
                      in_quotes(found->name)));
    }
    if (braces > literal) {
      compiled.pieces_.push_back({std::string(text.substr(literal, braces - literal)), nullptr});
    }
    compiled.pieces_.push_back({{}, field});
    literal = found->end;
    braces = text.find("{{", literal);
  }
  if (literal < text.size()) {
    compiled.pieces_.push_back({std::string(text.substr(literal)), nullptr});
  }
  return compiled;
}

ReplyTemplate ReplyTemplate::literal(std::string text) {
  ReplyTemplate compiled;
  compiled.pieces_.push_back({std::move(text), nullptr});
  return compiled;
}

ReplyTemplate ReplyTemplate::echo() {
  ReplyTemplate compiled;
  compiled.pieces_.push_back({{}, &ModelCall::prompt});
  return compiled;
}

Result<std::string> ReplyTemplate::render(const ModelCall& call) const {
  // The size is computed first, because a short template can repeat a long prompt many times.
  std::size_t bytes = 0;
  for (const Piece& piece : pieces_) {
    bytes += piece_text(piece, call).size();
    if (bytes > base::limits::kDocumentBytesMax) {
      return kModelService.dependency_failed(fmt::format(
          "The answer of the model is longer than {} bytes.", base::limits::kDocumentBytesMax));
    }
  }
  std::string text;
  text.reserve(bytes);
  for (const Piece& piece : pieces_) text += piece_text(piece, call);
  return text;
}

}  // namespace flows::backends
