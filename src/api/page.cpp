#include "api/page.h"

#include <fmt/format.h>

#include <charconv>

#include "api/input.h"
#include "base/json_text.h"
#include "base/limits.h"
#include "wire/page_token.h"

namespace flows::api {
namespace {

base::Error bad_token() {
  return {base::ErrorCode::kValidation, "The nextToken value is not valid for this request"};
}

}  // namespace

base::Result<Page> Page::read(const ApiRequest& request, std::string_view parent,
                              std::size_t key_parts) {
  Page page;
  page.scope_ = fmt::format("{}/{}/{}/{}", request.operation.name, request.caller.account,
                            request.caller.region, parent);
  const auto* const size = base::find_member(request.input, "maxResults");
  page.size_ =
      size == nullptr ? std::size_t{base::limits::kPageSizeDefault} : size->get<std::size_t>();
  if (const auto token = optional_text_member(request.input, "nextToken")) {
    ASSIGN_OR_RETURN(page.after_, wire::decode_page_token(page.scope_, *token));
    if (page.after_->size() != key_parts) return bad_token();
  }
  return page;
}

base::Result<std::int64_t> Page::after_number() const {
  const auto& text = after_.value().front();
  std::int64_t number = 0;
  const auto* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, number);
  if (parsed.ec != std::errc() || parsed.ptr != end) return bad_token();
  return number;
}

base::Result<std::optional<store::CreationKey>> Page::after_creation() const {
  std::optional<store::CreationKey> key;
  if (after_) {
    ASSIGN_OR_RETURN(const auto created_at, after_number());
    key = {.created_at = base::TimePoint(std::chrono::nanoseconds(created_at)),
           .id = after_->back()};
  }
  return key;
}

std::vector<std::string> Page::creation_key(base::TimePoint created_at, const std::string& id) {
  return {std::to_string(created_at.time_since_epoch().count()), id};
}

std::string Page::response(std::string_view name, std::string_view list,
                           const std::optional<std::vector<std::string>>& last_key) const {
  std::string text = begin_response(name, list.size());
  text += list;
  end_response(text, last_key);
  return text;
}

std::string Page::begin_response(std::string_view name, std::size_t list_bytes) {
  constexpr std::size_t kMoreBytes = 300;  // for names and a token
  std::string text;
  text.reserve(list_bytes + kMoreBytes);
  text += '{';
  base::append_json_string(text, name);
  text += ':';
  return text;
}

void Page::end_response(std::string& text,
                        const std::optional<std::vector<std::string>>& last_key) const {
  if (last_key) {
    text += R"(,"nextToken":)";
    base::append_json_string(text, wire::encode_page_token(scope_, *last_key));
  }
  text += '}';
}

}  // namespace flows::api
