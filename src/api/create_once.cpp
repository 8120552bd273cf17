#include "api/create_once.h"

#include <fmt/format.h>

#include <bit>
#include <cstdint>
#include <map>
#include <utility>

#include "api/input.h"
#include "store/client_token_store.h"

namespace flows::api {
namespace {

constexpr std::string_view kTokenMember = "clientToken";

// Computes FNV-1a, which is the same on every machine and in every build, because the digest is
// stored. Each text is hashed with its length, so that no two different inputs look alike.
class Digest {
 public:
  // Members are hashed in the order of their names, because clients that repeat a call may print
  // them in any order.
  void add(const base::Json& value) {
    if (value.is_object()) {
      std::map<std::string_view, const base::Json*> members;
      for (const auto& [name, member] : value.items()) members.emplace(name, &member);
      add_text(fmt::format("{{{}", members.size()));
      for (const auto& [name, member] : members) {
        add_text(name);
        add(*member);
      }
    } else if (value.is_array()) {
      add_text(fmt::format("[{}", value.size()));
      for (const auto& item : value) add(item);
    } else {
      add_text(base::to_text(value));
    }
  }
  [[nodiscard]] std::int64_t value() const { return std::bit_cast<std::int64_t>(value_); }

 private:
  void add_text(std::string_view text) {
    for (const char character : fmt::format("{}:", text.size())) add_byte(character);
    for (const char character : text) add_byte(character);
  }
  void add_byte(char character) {
    value_ ^= static_cast<unsigned char>(character);
    value_ *= 0x100000001B3U;
  }

  std::uint64_t value_ = 0xCBF29CE484222325U;
};

// Computes the digest of the parameters that belong to the token. The path is not part of it,
// because it names the parent as an ID or as an ARN.
std::int64_t digest_of_parameters(const wire::Operation& operation, const base::Json& input) {
  base::Json parameters = base::Json::object();
  for (const wire::Member& member : operation.input->members) {
    const auto* const value = base::find_member(input, member.name);
    if (value == nullptr || member.name == kTokenMember) continue;
    if (member.location != wire::Location::kUri) parameters[std::string(member.name)] = *value;
  }
  Digest digest;
  digest.add(parameters);
  return digest.value();
}

}  // namespace

CreateOnce::CreateOnce(const ApiRequest& request, std::string parent)
    : request_(request),
      parent_(std::move(parent)),
      token_(optional_text_member(request.input, kTokenMember)) {
  if (token_) digest_ = digest_of_parameters(request.operation, request.input);
}

base::Result<std::string> CreateOnce::run(
    store::WriteTxn& txn, base::TimePoint now,
    const std::function<base::Result<Created>()>& create) const {
  if (!token_) {
    ASSIGN_OR_RETURN(auto created, create());
    return std::move(created.response);
  }
  const store::ClientToken use{.operation = request_.operation.name,
                               .parent = parent_,
                               .token = *token_,
                               .request = digest_};
  ASSIGN_OR_RETURN(auto before, store::find_response(txn, request_.caller, use, now));
  if (before) return *std::move(before);
  ASSIGN_OR_RETURN(auto created, create());
  store::persist_response(txn, request_.caller, use, created.resource, created.response, now);
  return std::move(created.response);
}

}  // namespace flows::api
