#include "app/options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>

#include "app/duration.h"
#include "app/unknown_words.h"
#include "base/limits.h"
#include "base/text/ascii.h"
#include "flows/version.h"
#include "http/browser_flags.h"

namespace flows::app {
namespace {

constexpr const char* kS3RootMeaning =
    "Folder whose files BUCKET/KEY stand for the objects at the S3 locations in templates";

// Gives an option its environment variable; that of "--allow-host" is FLOWS_LOCAL_ALLOW_HOST.
CLI::Option* with_environment(CLI::Option* option) {
  std::string name = "FLOWS_LOCAL_" + option->get_lnames().front();
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c == '-' ? '_' : base::to_upper(c); });
  return option->envname(name);
}

// Returns the items of an environment variable that holds a list; the list is empty if the variable
// is not set.
std::vector<std::string> list_from_environment(const char* name) {
  std::vector<std::string> parts;
  const char* const value = std::getenv(name);
  std::string_view rest = value == nullptr ? "" : value;
  while (!rest.empty()) {
    const std::string_view part = rest.substr(0, rest.find(','));
    if (!part.empty()) parts.emplace_back(part);
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
  }
  return parts;
}

std::string check_account(const std::string& text) {
  const bool digits = std::all_of(text.begin(), text.end(), base::is_digit);
  return text.size() == 12 && digits ? "" : "an account is twelve digits";
}

std::string check_region(const std::string& text) {
  const bool fits =
      !text.empty() && text.size() <= 20 && std::all_of(text.begin(), text.end(), [](char c) {
        return base::is_digit(c) || base::is_lower(c) || c == '-';
      });
  return fits ? "" : "a region is at most 20 lower-case letters, digits and hyphens";
}

void add_where_to_listen(CLI::App& app, Options& options) {
  with_environment(app.add_option("--host", options.host, "Address to listen on"))
      ->capture_default_str();
  with_environment(app.add_option("--port", options.port, "Port to listen on; 0 takes a free one"))
      ->capture_default_str();
  with_environment(app.add_option("--allow-host", options.allow_hosts,
                                  "One more Host name under which the server may be reached"))
      ->type_name("NAME")
      ->delimiter(',')
      ->check([](const std::string& name) { return http::allow_host_fault(name); });
  with_environment(app.add_option("--cors-origin", options.cors_origins,
                                  "Origin whose pages may call the API from a browser"))
      ->type_name("ORIGIN")
      ->delimiter(',')
      ->check([](const std::string& origin) { return http::cors_origin_fault(origin); });
}

void add_what_to_serve(CLI::App& app, Options& options) {
  with_environment(app.add_option("--db", options.db, "The SQLite file"))
      ->type_name("PATH")
      ->default_str("bedrock-flows-local/state.db under $XDG_STATE_HOME or ~/.local/state");
  with_environment(app.add_flag("--in-memory", options.in_memory, "Write nothing to disk"));
  with_environment(app.add_option("--synchronous", options.synchronous_full,
                                  "What was answered survives a killed process, or a power cut "
                                  "too, which costs time"))
      ->transform(CLI::Transformer(std::map<std::string, bool>{{"normal", false}, {"full", true}})
                      .description("normal|full"))
      ->default_str("normal");
  with_environment(app.add_option("--backends", options.backends,
                                  "What stands behind nodes; reread when the file changes"))
      ->type_name("FILE");
  with_environment(
      app.add_flag("--strict", options.strict, "A backend call that no rule serves is an error"));
  with_environment(app.add_flag("--loops-end-when-true", options.loops_end_when_true,
                                "A loop ends once its continueCondition is true; without this it "
                                "goes on while that is true"));
  with_environment(app.add_flag("--run-stale-draft", options.run_stale_draft,
                                "TSTALIASID runs the prepared draft from before while the draft is "
                                "not prepared, instead of failing"));
  with_environment(app.add_flag(
      "--no-inline-code", [&options](std::int64_t count) { options.inline_code = count == 0; },
      "InlineCode nodes fail instead of running Python"));
  // Paths may contain commas, so only the list in the environment is split at them.
  app.add_option("--seed", options.seeds,
                 "Flows and prompts to create if absent: a definition, a CreateFlow request, a "
                 "CloudFormation template, or a folder of them, such as cdk.out "
                 "(Env:FLOWS_LOCAL_SEED)")
      ->type_name("PATH");
  with_environment(app.add_option("--s3-root", options.s3_root, kS3RootMeaning))->type_name("DIR");
  with_environment(app.add_option("--account", options.account,
                                  "Account of callers whose access key is not twelve digits"))
      ->type_name("ID")
      ->check(check_account)
      ->capture_default_str();
  with_environment(app.add_option("--region", options.region, "Region of unsigned requests"))
      ->type_name("NAME")
      ->check(check_region)
      ->capture_default_str();
}

// Each of the two flags requires the other: a file of keys that nothing reads would only seem to
// protect the server.
void add_signatures(CLI::App& app, CommandLine& line) {
  CLI::Option* verify = with_environment(
      app.add_flag("--verify-signatures", line.verify_signatures,
                   "Refuse requests that no holder of a key in --credentials has signed"));
  CLI::Option* credentials =
      with_environment(app.add_option("--credentials", line.options.credentials,
                                      "Access keys and secrets, in the format of AWS's tools"))
          ->type_name("FILE");
  verify->needs(credentials);
  credentials->needs(verify);
}

void add_tls(CLI::App& app, Options& options) {
  with_environment(app.add_flag("--tls", options.tls,
                                "Speak TLS on the same port too, with a certificate for this "
                                "computer's names that is made once"));
  CLI::Option* certificate =
      with_environment(app.add_option("--tls-cert", options.tls_certificate,
                                      "Speak TLS with this certificate and its chain, in PEM"))
          ->type_name("FILE");
  CLI::Option* key = with_environment(app.add_option("--tls-key", options.tls_key,
                                                     "The certificate's key, in PEM"))
                         ->type_name("FILE");
  certificate->needs(key);
  key->needs(certificate);
}

void add_duration(CLI::App& app, const char* flag,
                  std::optional<std::chrono::nanoseconds>& duration, const char* meaning,
                  std::chrono::hours usual) {
  with_environment(app.add_option_function<std::string>(
                       flag,
                       [&duration](const std::string& text) { duration = *parse_duration(text); },
                       meaning))
      ->type_name("DURATION")
      ->default_str(fmt::format("{}h", usual.count()))
      ->check([](const std::string& text) {
        return parse_duration(text) ? "" : "a duration is like 90s, 500ms or 1h30m";
      });
}

void add_limits(CLI::App& app, Options& options) {
  add_duration(app, "--flow-timeout", options.flow_timeout,
               "Limit of one InvokeFlow, e.g. 90s or 1h30m", base::limits::kFlowTimeout);
  add_duration(app, "--execution-timeout", options.execution_timeout,
               "Time after which an asynchronous execution is TimedOut",
               base::limits::kExecutionTimeout);
  with_environment(app.add_option("--max-running-flows", options.max_running_flows,
                                  "Flows that may run at once; beyond it ThrottlingException"))
      ->check(CLI::Range(1, 100'000))
      ->default_str(std::to_string(base::limits::kRunningFlowsMax));
  with_environment(app.add_option("--flows-per-account", options.flows_per_account,
                                  "Quota of flows for each account and region"))
      ->check(CLI::Range(1, 1'000'000))
      ->default_str(std::to_string(base::limits::kFlowsPerAccountMax));
  with_environment(app.add_option("--prompts-per-account", options.prompts_per_account,
                                  "Quota of prompts for each account and region"))
      ->check(CLI::Range(1, 1'000'000))
      ->default_str(std::to_string(base::limits::kPromptsPerAccountMax));
  with_environment(app.add_option("--executions-per-account", options.executions_per_account,
                                  "Quota of running executions for each account and region"))
      ->check(CLI::Range(1, 1'000'000))
      ->default_str(std::to_string(base::limits::kRunningExecutionsMax));
  with_environment(
      app.add_option("--workers", options.workers, "Threads for API calls that may block"))
      ->check(CLI::Range(1, 256))
      ->default_str("number of cores");
}

void add_logging(CLI::App& app, CommandLine& line) {
  const std::map<std::string, base::LogLevel> levels = {{"debug", base::LogLevel::kDebug},
                                                        {"info", base::LogLevel::kInfo},
                                                        {"warn", base::LogLevel::kWarn},
                                                        {"error", base::LogLevel::kError},
                                                        {"off", base::LogLevel::kOff}};
  const std::map<std::string, base::LogFormat> formats = {{"text", base::LogFormat::kText},
                                                          {"json", base::LogFormat::kJson}};
  with_environment(app.add_option("--log-level", line.log_level, "What is logged to stderr"))
      ->transform(CLI::Transformer(levels).description("debug|info|warn|error|off"))
      ->default_str("info");
  with_environment(app.add_option("--log-format", line.log_format, "How it is logged"))
      ->transform(CLI::Transformer(formats).description("text|json"))
      ->default_str("text");
}

void add_validate_flags(CLI::App& validate, offline::ValidateOptions& options) {
  using offline::ReportFormat;
  const std::map<std::string, ReportFormat> formats = {{"text", ReportFormat::kText},
                                                       {"json", ReportFormat::kJson},
                                                       {"sarif", ReportFormat::kSarif}};
  validate
      .add_option(
          "FILE", options.paths,
          "A definition, a CreateFlow or CreatePrompt request, a CloudFormation template, or "
          "a folder")
      ->required();
  validate.add_option("--format", options.format, "How it says so")
      ->transform(CLI::Transformer(formats).description("text|json|sarif"))
      ->default_str("text");
  validate.add_option("--s3-root", options.s3_root, kS3RootMeaning)->type_name("DIR");
}

void add_run_flags(CLI::App& run, RunCommand& command) {
  run.add_option("FILE", command.run.file,
                 "A definition, a CreateFlow request, a CloudFormation template, or a folder")
      ->required();
  run.add_option("--input", command.run.input, "What goes into the flow, or a file with it")
      ->type_name("JSON|@FILE")
      ->required();
  run.add_option("--flow", command.run.flow, "Which flow, by its name or its logical id")
      ->type_name("NAME");
  run.add_option("--answer", command.run.answers,
                 "An answer to an agent that asks; repeat for more")
      ->type_name("TEXT");
  run.add_flag("--trace", command.run.trace, "Print what each node takes and gives, too");
  run.add_option("--s3-root", command.run.s3_root, kS3RootMeaning)->type_name("DIR");
  run.add_option("--backends", command.backends, "What stands behind nodes")->type_name("FILE");
  run.add_flag("--strict", command.strict, "A backend call that no rule serves is an error");
  run.add_flag(
      "--no-inline-code", [&command](std::int64_t count) { command.inline_code = count == 0; },
      "InlineCode nodes fail instead of running Python");
}

void add_subcommands(CLI::App& app, CommandLine& line, std::string& topic) {
  const auto add = [&](const char* name, const char* what, Command command) {
    CLI::App* added = app.add_subcommand(name, what);
    added->callback([&line, command] { line.command = command; });
    return added;
  };
  // The command shares the flags and the help of the program itself.
  add("serve", "The HTTP server (default)", Command::kServe)->fallthrough()->set_help_flag();
  add_validate_flags(*add("validate", "Says what is wrong with flows in files", Command::kValidate),
                     line.validate);
  add_run_flags(*add("run", "Runs the flow in a file once, without a server", Command::kRun),
                line.run);
  add("doctor", "Says what a client set up with the present environment would reach",
      Command::kDoctor)
      ->add_flag(
          "--health", [&line](std::int64_t) { line.doctor_scope = DoctorScope::kHealth; },
          "Only check that both endpoints are healthy, by GET /_local/health, which leaves no "
          "call in the journal");
  add("version", "Prints the version", Command::kVersion);
  add("help", "Prints this text, or what a command takes", Command::kHelp)
      ->add_option("COMMAND", topic, "The command");
}

// Returns the name of a command and the long names of its flags.
CommandWords words_of(const CLI::App& app, std::string name) {
  CommandWords words{.name = std::move(name), .flags = {}};
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& lname : option->get_lnames()) {
      words.flags.push_back("--" + lname);
      if (option->get_items_expected_min() > 0) words.with_value.push_back(words.flags.back());
      if (option->get_items_expected_max() > 1) words.with_values.push_back(words.flags.back());
    }
  }
  return words;
}

// The flags of the program itself are those of its first command.
std::vector<CommandWords> words_of_commands(CLI::App& app) {
  std::vector<CommandWords> commands;
  for (const CLI::App* command : app.get_subcommands({})) {
    commands.push_back(words_of(commands.empty() ? app : *command, command->get_name()));
  }
  return commands;
}

// Prints what is wrong with a command line.
void print_error(CLI::App& app, const CLI::ParseError& error) {
  const std::vector<std::string> unknown = app.remaining(true);
  if (unknown.empty()) {
    app.exit(error);
    return;
  }
  const auto all = app.get_subcommands({});
  const auto chosen = app.get_subcommands();
  const auto found = chosen.empty() ? all.begin() : std::ranges::find(all, chosen.front());
  std::cerr << explain_unknown_words(unknown, words_of_commands(app),
                                     static_cast<std::size_t>(found - all.begin()),
                                     !chosen.empty());
}

// Prints what a command takes, or, if it shares its flags with the program, what that takes.
void print_help(const CLI::App& app, const CLI::App* command) {
  const bool has_own = command != nullptr && command->get_help_ptr() != nullptr;
  const CLI::App& shown = has_own ? *command : app;
  std::cout << app.get_formatter()->make_help(
      &shown, has_own ? app.get_name() + " " + command->get_name() : app.get_name(),
      CLI::AppFormatMode::Normal);
}

// Prints what a command takes, or the program if the topic is empty. Returns the exit code.
int print_help_on(CLI::App& app, const std::string& topic) {
  const auto commands = app.get_subcommands({});
  const auto found = std::ranges::find_if(
      commands, [&](const CLI::App* command) { return command->get_name() == topic; });
  if (found == commands.end() && !topic.empty()) {
    std::cerr << explain_unknown_topic(topic, words_of_commands(app));
    return 2;
  }
  print_help(app, found == commands.end() ? nullptr : *found);
  return 0;
}

// Reads the arguments. Returns whether there is something left to do; if not, it has been printed,
// and `exit_code` is set.
bool parse(CLI::App& app, int argc, const char* const* argv, int& exit_code) {
  // The flags behind a command that does not exist are not worth a word before that is said.
  const std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
  const auto commands = words_of_commands(app);
  if (const auto index = find_unknown_command(arguments, commands)) {
    std::cerr << explain_unknown_command(arguments, *index, commands);
    exit_code = 2;
    return false;
  }
  try {
    app.parse(argc, argv);
    return true;
  } catch (const CLI::CallForHelp&) {
    const auto chosen = app.get_subcommands();
    print_help(app, chosen.empty() ? nullptr : chosen.front());
  } catch (const CLI::CallForVersion&) {
    std::cout << version() << '\n';
  } catch (const CLI::ParseError& error) {
    print_error(app, error);
    exit_code = 2;
  }
  return false;
}

}  // namespace

std::string default_database() {
  const char* state = std::getenv("XDG_STATE_HOME");
  const char* home = std::getenv("HOME");
  std::filesystem::path folder;
  if (state != nullptr && *state != '\0') {
    folder = state;
  } else if (home != nullptr && *home != '\0') {
    folder = std::filesystem::path(home) / ".local" / "state";
  } else {
    return {};
  }
  return folder / "bedrock-flows-local" / "state.db";
}

std::optional<CommandLine> read_command_line(int argc, const char* const* argv, int& exit_code) {
  CommandLine line;
  CLI::App app(
      "A local emulator of Amazon Bedrock Flows. Each flag has an environment variable\n"
      "FLOWS_LOCAL_<FLAG>; the flag wins.",
      "bedrock-flows-local");
  app.require_subcommand(0, 1);
  add_where_to_listen(app, line.options);
  add_what_to_serve(app, line.options);
  add_tls(app, line.options);
  add_signatures(app, line);
  add_limits(app, line.options);
  add_logging(app, line);
  app.set_version_flag("--version", version());
  std::string topic;
  add_subcommands(app, line, topic);
  exit_code = 0;
  if (!parse(app, argc, argv, exit_code)) return std::nullopt;
  if (line.command == Command::kHelp) {
    exit_code = print_help_on(app, topic);
    return std::nullopt;
  }
  if (line.options.seeds.empty()) line.options.seeds = list_from_environment("FLOWS_LOCAL_SEED");
  if (!line.verify_signatures) line.options.credentials.reset();
  if (line.options.db.empty() && !line.options.in_memory) line.options.db = default_database();
  return line;
}

}  // namespace flows::app
