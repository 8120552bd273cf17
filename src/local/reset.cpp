#include <array>

#include "local/handlers.h"
#include "local/query.h"
#include "local/replace_state.h"
#include "runs/recent_runs.h"
#include "store/reset_store.h"

namespace flows::local {
namespace {

constexpr std::array<std::string_view, 1> kMembers = {"seed"};

base::Result<bool> wants_seeds(const wire::Request& request) {
  ASSIGN_OR_RETURN(const auto query, read_query(request, kMembers));
  const auto seed = query.find("seed");
  if (seed == query.end()) return false;
  ASSIGN_OR_RETURN(const auto number, read_number("seed", seed->second, 0, 1));
  return number == 1;
}

}  // namespace

wire::Response post_reset(const wire::Request& request, const Labels& /*labels*/,
                          Services& services) {
  const auto seeds = wants_seeds(request);
  if (!seeds) return error_response(seeds.error());
  const std::lock_guard lock(services.replacing);
  const auto cleared = replace_state(services, [&] {
    return services.db.write([](store::WriteTxn& txn) -> base::Result<void> {
      store::delete_everything(txn);
      return {};
    });
  });
  if (!cleared) return error_response(cleared.error());
  services.journal.clear();
  services.calls.clear();
  services.recent_runs.clear();
  if (*seeds) {
    const auto seeded = services.apply_seeds();
    if (!seeded) return message_response(500, seeded.error().message);
  }
  return {.status = 204};
}

}  // namespace flows::local
