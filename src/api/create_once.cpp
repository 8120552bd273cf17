#include "api/create_once.h"

#include <bit>
#include <cstdint>
#include <utility>

#include "api/input.h"
#include "store/client_token_store.h"

namespace flows::api {
namespace {

constexpr std::string_view kTokenMember = "clientToken";

// FNV-1a: the same on every machine and in every build, as what is stored must be.
class Digest {
 public:
  void add(std::string_view text) {
    for (const char character : text) {
      value_ ^= static_cast<unsigned char>(character);
      value_ *= 0x100000001B3U;
    }
  }
  [[nodiscard]] std::int64_t value() const { return std::bit_cast<std::int64_t>(value_); }

 private:
  std::uint64_t value_ = 0xCBF29CE484222325U;
};

std::int64_t digest_of_parameters(const base::Json& input) {
  Digest digest;
  for (const auto& [name, value] : input.items()) {
    if (name == kTokenMember) continue;
    digest.add(name);
    digest.add(base::to_text(value));
  }
  return digest.value();
}

}  // namespace

CreateOnce::CreateOnce(const ApiRequest& request, std::string parent)
    : request_(request),
      parent_(std::move(parent)),
      token_(optional_text_member(request.input, kTokenMember)) {
  if (token_) digest_ = digest_of_parameters(request.input);
}

base::Result<std::string> CreateOnce::run(
    store::WriteTxn& txn, base::TimePoint now,
    const std::function<base::Result<Created>()>& create) const {
  if (!token_) {
    ASSIGN_OR_RETURN(auto created, create());
    return std::move(created.answer);
  }
  const store::ClientToken use{.operation = request_.operation.name,
                               .parent = parent_,
                               .token = *token_,
                               .request = digest_};
  ASSIGN_OR_RETURN(auto before, store::find_answer(txn, request_.caller, use, now));
  if (before) return *std::move(before);
  ASSIGN_OR_RETURN(auto created, create());
  store::keep_answer(txn, request_.caller, use, created.resource, created.answer, now);
  return std::move(created.answer);
}

}  // namespace flows::api
