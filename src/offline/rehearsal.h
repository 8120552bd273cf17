#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/caller.h"
#include "base/json.h"
#include "base/result.h"
#include "offline/seed.h"

namespace flows::offline {

// A prompt that a seeded server would have.
struct RehearsedPrompt {
  std::string id;
  base::Json input;          // of CreatePrompt, with the marks of unknown values
  std::size_t versions = 0;  // they are numbered from 1 and all have the draft's content

  // Returns the input with the marks removed.
  [[nodiscard]] base::Json plain_input() const;

  // Returns the variants in the form of the API, or null if the API would refuse the prompt
  // or a text of it is unknown.
  [[nodiscard]] base::Json variants() const;
};

// Makes a call on an API that has nothing but what it has made before, with the code of a seeded
// server. Returns the response. Errors: those of the operation.
using TryCall = std::function<base::Result<base::Json>(const SeedCall&)>;

// A resource that a server which is seeded with its file would not create.
struct RefusedResource {
  SeedOrigin origin;
  std::string operation;  // the one that is refused
  base::Error error;      // its fields lead into the input of the operation
};

// A resource whose name another file gives to one of its own, as it is usual for the stages of one
// application.
struct DuplicateName {
  SeedOrigin origin;
  std::string name;
  std::string first_file;  // the name of the other file
};

// Plays the API for a seed: creates nothing, but responds to each call like a server that has
// nothing yet. Afterwards it knows the flows and prompts that the server would have.
class Rehearsal {
 public:
  // With `try_call`, it judges each call, too; see refused().
  Rehearsal(base::Caller caller, ReadFor purpose, TryCall try_call = {})
      : caller_(std::move(caller)), purpose_(purpose), try_call_(std::move(try_call)) {}

  // Returns the response to a call. Errors: kConflict, if the resource gets an ID that another one
  // has and either is given by a file; when creating, kValidation if it has the name of another
  // one. When checking, a resource may get another ID, so that all are known.
  base::Result<base::Json> create(const SeedCall& wanted);

  // The calls of CreateFlow and CreatePrompt, in their order.
  [[nodiscard]] const std::vector<SeedCall>& flows_and_prompts() const { return calls_; }

  [[nodiscard]] const std::map<std::string, RehearsedPrompt, std::less<>>& prompts() const {
    return prompts_;
  }

  // Returns what a server would not create, except what check_flow() and check_prompt() find wrong
  // in definitions and prompts. Left out are resources whose condition does not hold, faults of
  // unknown values, and what follows from a fault of a flow or prompt.
  [[nodiscard]] const std::vector<RefusedResource>& refused() const { return refused_; }

  // Returns the calls that concern a flow or prompt which no file creates. They are not judged.
  [[nodiscard]] const std::vector<SeedCall>& of_others() const { return of_others_; }

  [[nodiscard]] const std::vector<DuplicateName>& duplicates() const { return duplicates_; }

  // Returns the prompt whose draft or version has that ARN; nullptr if there is none.
  [[nodiscard]] const RehearsedPrompt* find_prompt(std::string_view arn) const;

 private:
  struct Claim {
    std::string label;
    bool is_given = false;
  };

  // Returns the ID that the resource gets.
  base::Result<std::string> claim(const SeedCall& call);
  base::Result<std::string> claim_id(const SeedCall& call, std::string other_id);
  // Tries the call of a resource and adds it to `refused_` if it fails.
  void judge(const SeedCall& call);
  void refuse(const SeedCall& call, base::Error error);

  base::Caller caller_;
  ReadFor purpose_;
  TryCall try_call_;
  std::vector<RefusedResource> refused_;
  // The IDs of flows and prompts that are not on the tried server, or not as the files have them.
  std::set<std::string> not_judged_;
  std::set<std::string> tops_;  // the IDs of all flows and prompts
  std::vector<SeedCall> of_others_;
  std::vector<SeedCall> calls_;
  std::map<std::string, RehearsedPrompt, std::less<>> prompts_;  // by their IDs
  std::map<std::string, SeedOrigin> names_;  // from operation and name to the first that has it
  std::vector<DuplicateName> duplicates_;
  std::map<std::string, Claim> ids_;  // from kind and ID to the first that has it
};

}  // namespace flows::offline
