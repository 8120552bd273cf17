#include "app/options.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <vector>

#include "app/duration.h"
#include "flows/version.h"

namespace flows::app {
namespace {

struct Read {
  std::optional<CommandLine> line;
  int exit_code = -1;
};

Read read(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "bedrock-flows-local");
  Read result;
  result.line =
      read_command_line(static_cast<int>(arguments.size()), arguments.data(), result.exit_code);
  return result;
}

// Sets an environment variable for the time of a test.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) { setenv(name, value, 1); }
  ~Variable() { unsetenv(name_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
};

TEST(CommandLine, ServesByDefault) {
  const Read result = read({});
  ASSERT_TRUE(result.line);
  EXPECT_EQ(result.line->command, Command::kServe);
  EXPECT_EQ(result.line->options.host, "127.0.0.1");
  EXPECT_EQ(result.line->options.port, 8484);
  EXPECT_EQ(result.line->options.region, "us-east-1");
  EXPECT_EQ(result.line->options.account, "123456789012");
}

TEST(CommandLine, FlagsWorkWithAndWithoutTheSubcommand) {
  for (const auto& arguments : {std::vector<const char*>{"--port", "0", "--in-memory"},
                                std::vector<const char*>{"serve", "--port", "0", "--in-memory"}}) {
    const Read result = read(arguments);
    ASSERT_TRUE(result.line);
    EXPECT_EQ(result.line->options.port, 0);
    EXPECT_TRUE(result.line->options.in_memory);
  }
}

TEST(CommandLine, SynchronousIsNormalOrFull) {
  EXPECT_FALSE(read({}).line->options.synchronous_full);
  EXPECT_FALSE(read({"--synchronous", "normal"}).line->options.synchronous_full);
  EXPECT_TRUE(read({"--synchronous", "full"}).line->options.synchronous_full);
  EXPECT_FALSE(read({"--synchronous", "often"}).line);
}

TEST(CommandLine, TheEnvironmentCountsWhereAFlagIsMissing) {
  const Variable port("FLOWS_LOCAL_PORT", "1234");
  const Variable hosts("FLOWS_LOCAL_ALLOW_HOST", "one.test,two.test");
  EXPECT_EQ(read({}).line->options.port, 1234);
  EXPECT_EQ(read({"--port", "77"}).line->options.port, 77);
  EXPECT_EQ(read({}).line->options.allow_hosts, (std::vector<std::string>{"one.test", "two.test"}));
}

TEST(CommandLine, RepeatableFlagsAddUp) {
  const Read result = read({"--cors-origin", "http://a.test", "--cors-origin", "http://b.test"});
  EXPECT_EQ(result.line->options.cors_origins,
            (std::vector<std::string>{"http://a.test", "http://b.test"}));
}

TEST(CommandLine, AnOriginThatNoPageCanHaveIsRefused) {
  for (const char* origin : {"http://a.test", "HTTPS://A.test:8443", "http://localhost:3000",
                             "http://127.0.0.1", "http://[::1]:3000", "chrome-extension://abcdef",
                             "http://xn--bcher-kva.example", "http://a.test."}) {
    EXPECT_TRUE(read({"--cors-origin", origin}).line) << origin;
  }
  for (const char* origin : {"*",
                             "null",
                             "a.test",
                             "localhost:3000",
                             "//a.test",
                             "://a.test",
                             "1http://a.test",
                             "http:/a.test",
                             "http://",
                             "http://a.test/",
                             "http://a.test/app",
                             "http://a.test?x",
                             "http://a.test#x",
                             "http://user@a.test",
                             "http://a.test:",
                             "http://a.test:80",
                             "https://a.test:443",
                             "http://a.test:x",
                             "http://a.test:08080",
                             "http://a.test:70000",
                             "http://a.test:99999999999",
                             "http://*.test",
                             "http://b\xC3\xBC"
                             "cher.example",
                             "http://a b",
                             "http://127.1",
                             "http://[0:0:0:0:0:0:0:1]",
                             "http://[::1",
                             "http://a%2etest"}) {
    EXPECT_FALSE(read({"--cors-origin", origin}).line) << origin;
  }
}

TEST(CommandLine, AHostThatIsNoneIsRefused) {
  for (const char* host :
       {"flows.test", "Flows.Test.", "flows", "192.168.1.7", "fe80::1", "::1", "[::1]"}) {
    EXPECT_TRUE(read({"--allow-host", host}).line) << host;
  }
  for (const char* host : {"flows.test:8484", "http://flows.test", "flows.test/", "*", "*.test",
                           "user@flows.test", "a b", ".",
                           "b\xC3\xBC"
                           "cher.example"}) {
    EXPECT_FALSE(read({"--allow-host", host}).line) << host;
  }
}

TEST(CommandLine, WrongFlagsEndWithTwo) {
  for (const auto& arguments :
       {std::vector<const char*>{"--nonsense"}, std::vector<const char*>{"--port", "x"},
        std::vector<const char*>{"--port", "70000"}, std::vector<const char*>{"--account", "12"},
        std::vector<const char*>{"--region", "US EAST"},
        std::vector<const char*>{"--flow-timeout", "soon"},
        std::vector<const char*>{"--flows-per-account", "0"},
        std::vector<const char*>{"--prompts-per-account", "1000001"},
        std::vector<const char*>{"--log-level", "loud"}, std::vector<const char*>{"nonsense"}}) {
    const Read result = read(arguments);
    EXPECT_FALSE(result.line) << arguments.front();
    EXPECT_EQ(result.exit_code, 2) << arguments.front();
  }
}

TEST(CommandLine, VersionEndsWithZero) {
  for (const auto& arguments :
       {std::vector<const char*>{"--version"}, std::vector<const char*>{"serve", "--version"}}) {
    ::testing::internal::CaptureStdout();
    const Read result = read(arguments);
    EXPECT_EQ(::testing::internal::GetCapturedStdout(), std::string(version()) + "\n");
    EXPECT_FALSE(result.line);
    EXPECT_EQ(result.exit_code, 0);
  }
}

// Returns what is printed about a wrong command line.
std::string complaint(std::vector<const char*> arguments) {
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(read(std::move(arguments)).exit_code, 2);
  return ::testing::internal::GetCapturedStderr();
}

TEST(CommandLine, AnUnknownFlagIsExplained) {
  EXPECT_EQ(complaint({"--prot", "1"}), "there is no flag --prot; did you mean --port?\n");
  EXPECT_EQ(complaint({"serve", "--bakends=x"}),
            "serve has no flag --bakends; did you mean --backends?\n");
  EXPECT_EQ(complaint({"run", "f.json", "--inptu", "{}"}),
            "run has no flag --inptu; did you mean --input?\n");
  EXPECT_EQ(complaint({"--input", "x"}), "there is no flag --input; it is a flag of run\n");
  EXPECT_EQ(complaint({"doctor", "--port", "1"}),
            "doctor has no flag --port; it is a flag of serve\n");
}

TEST(CommandLine, DoctorCanBeAHealthCheck) {
  EXPECT_EQ(read({"doctor"}).line->doctor_scope, DoctorScope::kClient);
  EXPECT_EQ(read({"doctor", "--health"}).line->doctor_scope, DoctorScope::kHealth);
}

TEST(CommandLine, AnUnknownCommandIsExplained) {
  EXPECT_EQ(complaint({"valdiate", "f.json"}),
            "there is no command 'valdiate'; did you mean validate?\n");
  EXPECT_EQ(complaint({"f.json"}),
            "there is no command 'f.json'; the commands are serve, validate, run, doctor, version, "
            "help\n");
  EXPECT_EQ(complaint({"doctor", "x"}), "doctor does not take 'x'\n");
  EXPECT_EQ(complaint({"--in-memory", "--port", "x", "valdiate", "--format", "json"}),
            "there is no command 'valdiate'; did you mean validate?\n");
  EXPECT_EQ(complaint({"rnu", "--port", "x", "--tls-key", "y", "--version"}),
            "there is no command 'rnu'; did you mean run?\n"
            "run has no flag --port; it is a flag of serve\n"
            "run has no flag --tls-key; it is a flag of serve\n"
            "run has no flag --version; it is a flag of serve\n");
  EXPECT_EQ(complaint({"--cors-origin", "http://a", "doctro", "--health"}),
            "there is no command 'doctro'; did you mean doctor?\n");
}

TEST(CommandLine, AMissingValueIsStillExplained) {
  EXPECT_NE(complaint({"run", "f.json"}).find("--input is required"), std::string::npos);
  EXPECT_NE(complaint({"--port"}).find("--port"), std::string::npos);
}

TEST(CommandLine, QuotasAreAbsentUnlessGiven) {
  EXPECT_EQ(read({}).line->options.flows_per_account, std::nullopt);
  const Read result = read({"--flows-per-account", "2000", "--prompts-per-account", "3"});
  EXPECT_EQ(result.line->options.flows_per_account, 2000U);
  EXPECT_EQ(result.line->options.prompts_per_account, 3U);
}

TEST(CommandLine, SeedsAddUpInTheirOrder) {
  const Variable seeds("FLOWS_LOCAL_SEED", "one,two");
  EXPECT_EQ(read({}).line->options.seeds, (std::vector<std::string>{"one", "two"}));
  EXPECT_EQ(read({"--seed", "b,c.json", "--seed", "a"}).line->options.seeds,
            (std::vector<std::string>{"b,c.json", "a"}));
}

TEST(CommandLine, VerifyingAndCredentialsAskForEachOther) {
  EXPECT_EQ(read({"--verify-signatures", "--credentials", "f"}).line->options.credentials, "f");
  EXPECT_EQ(read({}).line->options.credentials, std::nullopt);
  EXPECT_EQ(read({"--verify-signatures"}).exit_code, 2);
  EXPECT_EQ(read({"--credentials", "f"}).exit_code, 2);
  const Variable off("FLOWS_LOCAL_VERIFY_SIGNATURES", "false");
  EXPECT_EQ(read({"--credentials", "f"}).line->options.credentials, std::nullopt);
}

// Returns the help that is printed.
std::string help(std::vector<const char*> arguments) {
  ::testing::internal::CaptureStdout();
  const Read result = read(std::move(arguments));
  EXPECT_FALSE(result.line);
  EXPECT_EQ(result.exit_code, 0);
  return ::testing::internal::GetCapturedStdout();
}

TEST(CommandLine, HelpSaysWhatTheProgramOrACommandTakes) {
  const std::string program = help({"--help"});
  EXPECT_NE(program.find("--in-memory"), std::string::npos);
  EXPECT_EQ(help({"help"}), program);
  EXPECT_EQ(help({"help", "serve"}), program);
  EXPECT_EQ(help({"serve", "--help"}), program);
  const std::string run = help({"run", "--help"});
  EXPECT_NE(run.find("Usage: bedrock-flows-local run [OPTIONS] FILE"), std::string::npos);
  EXPECT_EQ(help({"help", "run"}), run);
  EXPECT_EQ(help({"help", "help"}), help({"help", "--help"}));
}

TEST(CommandLine, HelpOnSomethingElseIsExplained) {
  EXPECT_EQ(complaint({"help", "rnu"}), "there is no help on 'rnu'; did you mean run?\n");
  EXPECT_EQ(complaint({"help", "tls"}),
            "there is no help on 'tls'; the commands are serve, validate, run, doctor, version, "
            "help\n");
  EXPECT_EQ(complaint({"help", "run", "validate"}), "help does not take 'validate'\n");
}

TEST(CommandLine, TheDatabaseLiesInTheStateFolder) {
  const Variable state("XDG_STATE_HOME", "/state");
  EXPECT_EQ(read({}).line->options.db, "/state/bedrock-flows-local/state.db");
  EXPECT_EQ(read({"--db", "x.db"}).line->options.db, "x.db");
}

TEST(ParseDuration, TakesNumbersWithUnits) {
  using std::chrono::milliseconds;
  EXPECT_EQ(parse_duration("24h"), std::chrono::hours(24));
  EXPECT_EQ(parse_duration("1h30m"), std::chrono::minutes(90));
  EXPECT_EQ(parse_duration("500ms"), milliseconds(500));
  EXPECT_EQ(parse_duration("2d"), std::chrono::days(2));
  EXPECT_EQ(parse_duration("10000d"), std::chrono::days(10'000));
}

TEST(ParseDuration, RefusesEverythingElse) {
  for (const char* text : {"", "5", "h", "-1s", "1 s", "1.5h", "0s", "10001d", "10000d1s", "1y",
                           "99999999999999999999s", "9223372036854775807d"}) {
    EXPECT_EQ(parse_duration(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace flows::app
