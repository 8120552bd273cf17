#include "flows/emulator.h"

#include <filesystem>
#include <mutex>
#include <optional>
#include <utility>

#include "api/flow_targets.h"
#include "app/node_services.h"
#include "app/private_folder.h"
#include "app/router.h"
#include "app/seeder.h"
#include "base/clock.h"
#include "base/id_generator.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/text_file.h"
#include "base/thread.h"
#include "http/local_certificate.h"
#include "http/server.h"
#include "runs/execution_runner.h"
#include "runs/housekeeper.h"
#include "runs/recent_runs.h"
#include "runs/run_manager.h"
#include "store/clock_store.h"
#include "store/database.h"
#include "store/snapshots.h"
#include "wire/timestamp.h"

namespace flows {
namespace {

http::ServerOptions server_options(const Options& options, store::Database& db,
                                   std::optional<http::CertificateFiles> tls,
                                   http::RefusalHandler on_refusal) {
  http::ServerOptions server;
  server.on_refusal = std::move(on_refusal);
  server.tls = std::move(tls);
  server.host = options.host;
  server.port = options.port;
  server.api_threads = options.workers.value_or(base::processor_count());
  server.flow_threads_max = options.max_running_flows.value_or(server.flow_threads_max);
  server.request_timeout = options.request_timeout.value_or(server.request_timeout);
  server.idle_timeout = options.idle_timeout.value_or(server.idle_timeout);
  server.write_timeout = options.write_timeout.value_or(server.write_timeout);
  server.browsers = {.allow_hosts = options.allow_hosts, .cors_origins = options.cors_origins};
  // The line that says where the server listens names this host.
  server.browsers.allow_hosts.push_back(options.host);
  // The snapshot of the I/O thread must not pin the write-ahead log while no requests arrive.
  server.on_tick = [&db] { db.release_io_thread_snapshot(); };
  return server;
}

// Seeds, and requests that name no account or region, belong to this caller.
base::Caller default_caller(const Options& options) {
  return {.account = options.account, .region = options.region};
}

// The contents of the files that the options name. They are read before anything else is opened or
// changed.
struct Inputs {
  offline::Seed seed;
  std::optional<wire::Credentials> credentials;  // if absent, signatures are not verified
  std::optional<http::CertificateFiles> tls;     // if absent, TLS is not served
  std::optional<app::PrivateFolder> tls_folder;  // the folder of `tls`, if it goes with the server
};

base::Result<wire::Credentials> read_credentials(const std::string& file) {
  ASSIGN_OR_RETURN(const auto text, base::read_text_file(file, base::limits::kCredentialsBytesMax));
  auto credentials = wire::parse_credentials(text);
  if (credentials) return credentials;
  return base::Error{credentials.error().code, file + ": " + credentials.error().message};
}

// Returns the names under which clients of this computer reach the server.
std::vector<std::string> certificate_names(const Options& options) {
  std::vector<std::string> names = {"localhost", "127.0.0.1", "::1"};
  names.insert(names.end(), options.allow_hosts.begin(), options.allow_hosts.end());
  return names;
}

// Returns the files with which the server speaks TLS; nullopt if it does not. A certificate that is
// made here lies beside the database; without a database file it lies in a new folder that goes
// with the server, which `temporary` is set to.
base::Result<std::optional<http::CertificateFiles>> find_certificate(
    const Options& options, std::optional<app::PrivateFolder>& temporary) {
  using Found = std::optional<http::CertificateFiles>;
  if (options.tls_certificate) {
    return Found({.certificate = *options.tls_certificate, .key = options.tls_key.value_or("")});
  }
  if (!options.tls) return Found();
  std::filesystem::path folder = std::filesystem::path(options.db).parent_path() / "tls";
  if (options.in_memory) {
    ASSIGN_OR_RETURN(temporary, app::PrivateFolder::make());
    folder = temporary->path();
  }
  ASSIGN_OR_RETURN(const auto made,
                   http::find_or_make_certificate(folder, certificate_names(options),
                                                  base::SystemClock().now()));
  const std::string authority = std::filesystem::absolute(made.authority).string();
  base::log(base::LogLevel::kInfo,
            "TLS is served, too; clients have to trust the certificate of this server",
            {{"AWS_CA_BUNDLE", authority}, {"NODE_EXTRA_CA_CERTS", authority}});
  return Found(made.files);
}

base::Result<Inputs> read_inputs(const Options& options) {
  std::optional<wire::Credentials> credentials;
  if (options.credentials) {
    ASSIGN_OR_RETURN(credentials, read_credentials(*options.credentials));
  }
  ASSIGN_OR_RETURN(auto seed,
                   offline::Seed::read({options.seeds.begin(), options.seeds.end()},
                                       default_caller(options), options.s3_root.value_or("")));
  // These are logged only at the start: they would be the same each time the seeds are applied.
  for (const auto& remark : seed.remarks()) base::log(base::LogLevel::kInfo, remark);
  for (const auto& warning : seed.warnings()) base::log(base::LogLevel::kWarn, warning);
  for (const auto& failure : seed.failures()) base::log(base::LogLevel::kError, failure);
  std::optional<app::PrivateFolder> tls_folder;
  ASSIGN_OR_RETURN(auto tls, find_certificate(options, tls_folder));
  return Inputs{.seed = std::move(seed),
                .credentials = std::move(credentials),
                .tls = std::move(tls),
                .tls_folder = std::move(tls_folder)};
}

// Returns the message of the error, with the file that it concerns.
std::string database_failure(const Options& options, const base::Error& error) {
  return options.in_memory ? error.message : options.db + ": " + error.message;
}

// Sets the clock to the setting that the last server stored.
base::Result<void> restore_clock(base::OffsetClock& clock, store::Database& db) {
  ASSIGN_OR_RETURN(const auto setting,
                   db.read([](store::ReadTxn& txn) { return store::find_clock(txn); }));
  if (setting == base::ClockSetting{}) return {};
  clock.set(setting);
  base::log(base::LogLevel::kInfo, "The clock is not the computer's: someone has moved it.",
            {{"now", wire::format_timestamp(clock.now())},
             {"frozen", clock.is_frozen() ? "true" : "false"}});
  return {};
}

}  // namespace

// All components of a running emulator, in the order in which they are made. They are destroyed in
// reverse order, so that the server, which uses all others, goes first and the database last.
struct Emulator::Components {
  Components(const Options& options, std::unique_ptr<base::OffsetClock> the_clock,
             std::unique_ptr<store::Database> opened_db,
             std::unique_ptr<backends::CallJournal> the_calls,
             std::unique_ptr<backends::Backends> opened_backends, Inputs inputs)
      : tls_folder(std::move(inputs.tls_folder)),
        credentials(std::move(inputs.credentials)),
        clock(std::move(the_clock)),
        calls(std::move(the_calls)),
        db(std::move(opened_db)),
        node_services(std::move(opened_backends), *db, *clock, *calls, options.inline_code),
        runs(
            {.flow_timeout = options.flow_timeout.value_or(base::limits::kFlowTimeout),
             .continue_condition = options.loops_end_when_true ? nodes::ContinueCondition::kEnds
                                                               : nodes::ContinueCondition::kGoesOn},
            node_services.clients(), *clock, ids),
        executions(
            {.timeout = options.execution_timeout.value_or(base::limits::kExecutionTimeout),
             .running_per_account =
                 options.executions_per_account.value_or(base::limits::kRunningExecutionsMax),
             .threads_max = options.max_running_flows.value_or(base::limits::kRunningFlowsMax)},
            runs, *db, *clock),
        targets(*db, runs,
                options.run_stale_draft ? store::StaleDraft::kRun : store::StaleDraft::kRefused),
        api{.db = *db,
            .runs = runs,
            .targets = targets,
            .executions = executions,
            .recent_runs = recent_runs,
            .clock = *clock,
            .ids = ids,
            .quotas = {.flows_per_account =
                           options.flows_per_account.value_or(base::limits::kFlowsPerAccountMax),
                       .prompts_per_account = options.prompts_per_account.value_or(
                           base::limits::kPromptsPerAccountMax)}},
        housekeeper(*db, *clock),
        seeder(std::move(inputs.seed), default_caller(options), api),
        snapshots(*db),
        local{.db = *db,
              .backends = node_services.backends(),
              .journal = journal,
              .calls = *calls,
              .clock = *clock,
              .movable_clock = *clock,
              .started_at = clock->now(),
              .snapshots = snapshots,
              .executions = executions,
              .recent_runs = recent_runs,
              .replacing = replacing,
              .apply_seeds = [this] { return seeder.apply(); },
              .stopping = stopping.get_token()},
        routing{.defaults = default_caller(options),
                .credentials = credentials ? &*credentials : nullptr,
                .api = api,
                .local = local},
        server(
            server_options(options, *db, std::move(inputs.tls), app::make_refusal_handler(routing)),
            app::make_router(routing), *clock, ids) {}

  const std::optional<app::PrivateFolder> tls_folder;
  const std::optional<wire::Credentials> credentials;
  std::unique_ptr<base::OffsetClock> clock;
  std::unique_ptr<backends::CallJournal> calls;
  base::RandomIds ids;
  std::stop_source stopping;
  std::unique_ptr<store::Database> db;
  app::NodeServices node_services;
  runs::RunManager runs;
  runs::ExecutionRunner executions;
  runs::RecentRuns recent_runs;
  api::FlowTargets targets;
  api::Services api;
  runs::Housekeeper housekeeper;
  app::Seeder seeder;
  local::RequestJournal journal;
  store::Snapshots snapshots;
  std::mutex replacing;
  local::Services local;
  app::RouterContext routing;
  http::Server server;
};

Emulator::Emulator(Options options) : options_(std::move(options)) {}

Emulator::~Emulator() { stop(); }

std::optional<std::string> Emulator::start() {
  if (!options_.in_memory && options_.db.empty()) {
    return "No place for the database: set --db, HOME or XDG_STATE_HOME, or use --in-memory.";
  }
  auto inputs = read_inputs(options_);
  if (!inputs) return inputs.error().message;
  store::DatabaseOptions database{.survives_power_cuts = options_.synchronous_full};
  if (!options_.in_memory) database.file = options_.db;
  auto db = store::Database::open(database);
  if (!db) return database_failure(options_, db.error());

  auto clock = std::make_unique<base::OffsetClock>();
  if (const auto set = restore_clock(*clock, **db); !set) {
    return database_failure(options_, set.error());
  }
  backends::BackendsOptions backend_options{.strict = options_.strict};
  if (options_.backends) backend_options.file = *options_.backends;
  auto calls = std::make_unique<backends::CallJournal>();
  auto opened = backends::Backends::open(backend_options, *clock, *calls);
  if (!opened) return opened.error().message;

  components_ =
      std::make_unique<Components>(options_, std::move(clock), *std::move(db), std::move(calls),
                                   *std::move(opened), *std::move(inputs));
  if (const auto listening = components_->server.listen(); !listening) {
    std::string failure = listening.error().message;
    components_.reset();
    return failure;
  }
  if (const auto seeded = components_->seeder.apply(); !seeded) {
    std::string failure = seeded.error().message;
    components_.reset();
    return failure;
  }
  if (const auto resumed = components_->executions.recover_all(); !resumed) {
    std::string failure = database_failure(options_, resumed.error());
    components_.reset();
    return failure;
  }
  components_->server.start();
  return std::nullopt;
}

std::uint16_t Emulator::port() const { return components_->server.port(); }

void Emulator::stop() {
  if (!components_) return;
  components_->stopping.request_stop();
  components_->server.stop();
  components_.reset();
}

}  // namespace flows
