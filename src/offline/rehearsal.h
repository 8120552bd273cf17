#pragma once

#include <cstddef>
#include <map>
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

// Plays the API for a seed: creates nothing, but responds to each call like a server that has
// nothing yet. Afterwards it knows the flows and prompts that the server would have.
class Rehearsal {
 public:
  Rehearsal(base::Caller caller, ReadFor purpose) : caller_(std::move(caller)), purpose_(purpose) {}

  // Returns the response to a call. Errors: kValidation, if the resource gets an ID that another
  // one has and either is given by a file; when creating, also if it has the name of another one.
  // When checking, a resource may get another ID, so that all are known.
  base::Result<base::Json> create(const SeedCall& wanted);

  // The calls of CreateFlow and CreatePrompt, in their order.
  [[nodiscard]] const std::vector<SeedCall>& flows_and_prompts() const { return calls_; }

  [[nodiscard]] const std::map<std::string, RehearsedPrompt, std::less<>>& prompts() const {
    return prompts_;
  }

  // Returns the prompt whose draft or version has that ARN; nullptr if there is none.
  [[nodiscard]] const RehearsedPrompt* find_prompt(std::string_view arn) const;

 private:
  struct Claim {
    std::string label;
    bool is_given = false;
  };

  // Returns the ID that the resource gets.
  base::Result<std::string> claim(const SeedCall& call);

  base::Caller caller_;
  ReadFor purpose_;
  std::vector<SeedCall> calls_;
  std::map<std::string, RehearsedPrompt, std::less<>> prompts_;  // by their IDs
  std::map<std::string, std::string> names_;  // from operation and name to the label of the first
  std::map<std::string, Claim> ids_;          // from kind and ID to the first that has it
};

}  // namespace flows::offline
