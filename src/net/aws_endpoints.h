#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "net/aws_settings.h"

namespace flows::net {

// A place where the endpoint of a service is configured.
struct ConfiguredEndpoint {
  std::string
      place;  // e.g. "AWS_ENDPOINT_URL", or "endpoint_url of [default] in /home/me/.aws/config"
  std::string url;

  friend bool operator==(const ConfiguredEndpoint&, const ConfiguredEndpoint&) = default;
};

struct ConfiguredEndpoints {
  std::vector<ConfiguredEndpoint> places = {};  // the one that SDKs use first
  std::optional<std::string> ignored_by = {};   // the setting that makes SDKs ignore all of them
};

// Returns the places in the order in which Python's SDK looks: the variable of the service, that of
// all services, the services section of the profile, the profile. `service` is the name in
// settings, e.g. "bedrock_agent". Errors: kValidation if a file cannot be read, or the SDK refuses
// the services section that counts.
base::Result<ConfiguredEndpoints> find_endpoints(const AwsSettings& settings,
                                                 std::string_view service);

}  // namespace flows::net
