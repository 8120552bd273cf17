#!/usr/bin/env bash
# Plays the scenario of ../scenario.json with the AWS CLI, without the steps that need streams: the
# AWS CLI has no invoke-flow.
#   scenario.sh AWS ENDPOINT    where AWS is the program
set -euo pipefail
aws=$1 endpoint=$2
export AWS_ENDPOINT_URL_BEDROCK_AGENT=$endpoint
export AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME=$endpoint

# agent COMMAND ARGUMENT... and runtime COMMAND ARGUMENT...: the response on one line.
agent() { "$aws" bedrock-agent "$@" --output json | tr -d '\n'; }
runtime() { "$aws" bedrock-agent-runtime "$@" --output json | tr -d '\n'; }

# text CALL...: the value, or the values, that --query leaves.
text() { "$@" | tr -d '"[], '; }

# fails_with ERROR CALL...: ends the scenario unless the call fails with it; sets `said`.
fails_with() {
  local error=$1
  shift
  if said=$("$@" 2>&1 >/dev/null) || [[ $said != *"($error)"* ]]; then
    echo "expected $error: $said" >&2
    exit 1
  fi
}

show() { printf '{"step": "%s", %s}\n' "$1" "$2"; }

definition=$(python3 -c 'import json, sys
print(json.dumps(json.load(open(sys.argv[1]))["definitions"]["greeter"]))' \
  "$(dirname "${BASH_SOURCE[0]}")/../scenario.json")
made=$(agent create-flow --name greeter --execution-role-arn arn:aws:iam::123456789012:role/flows \
  --definition "$definition" --query '[id, arn, status]')
IFS=, read -r flow arn status <<<"$(tr -d '"[] ' <<<"$made")"
show create "\"flow\": \"$flow\", \"arn\": \"$arn\", \"status\": \"$status\""

agent prepare-flow --flow-identifier "$flow" >/dev/null
show prepare "\"status\": $(agent get-flow --flow-identifier "$flow" --query status)"

for _ in 1 2 3; do
  versions+=${versions:+, }$(agent create-flow-version --flow-identifier "$flow" --query version)
done
show version "\"versions\": [$versions]"

alias=$(text agent create-flow-alias --flow-identifier "$flow" --name live --query id \
  --routing-configuration flowVersion=2)
routed=$(agent get-flow-alias --flow-identifier "$flow" --alias-identifier "$alias" \
  --query 'routingConfiguration[0].flowVersion')
show alias "\"alias\": \"$alias\", \"version\": $routed"

agent tag-resource --resource-arn "$arn" --tags team=travel,stage=test
agent untag-resource --resource-arn "$arn" --tag-keys stage
show tags "\"tags\": $(agent list-tags-for-resource --resource-arn "$arn" --query tags)"

page() { agent list-flow-versions --flow-identifier "$flow" --max-items 2 "$@"; }
rest=$(text page --query NextToken)
pages="$(page --query 'flowVersionSummaries[].version')"
pages+=", $(page --starting-token "$rest" --query 'flowVersionSummaries[].version')"
show pages "\"pages\": [$pages]"

fails_with ResourceNotFoundException agent get-flow --flow-identifier AAAAAAAAAA --debug
message=$(sed -n 's/^An error occurred (.*GetFlow operation: //p' <<<"$said")
request=$(sed -n "s/.*'x-amzn-RequestId': '\([^']*\)'.*/\1/Ip" <<<"$said" | head -1)
code=$(sed -n 's/.*"GET [^"]*" \([0-9]*\) .*/\1/p' <<<"$said")
show error "\"error\": \"ResourceNotFoundException\", \"status\": $code, \"message\": \"$message\",
  \"request\": \"$request\"" | tr -d '\n'
echo

live=(--flow-identifier "$flow" --flow-alias-identifier "$alias")
start() {
  runtime start-flow-execution "${live[@]}" --flow-execution-name "$1" --query executionArn --inputs \
    "[{\"nodeName\": \"Start\", \"nodeOutputName\": \"document\", \"content\": {\"document\": \"$2\"}}]"
}
get() { runtime get-flow-execution "${live[@]}" --execution-identifier first "$@"; }
# Each event's member and the node it tells of.
events() {
  runtime list-flow-execution-events "${live[@]}" --execution-identifier first --page-size 2 \
    --event-type "$1" --query \
    "flowExecutionEvents[].join(' ', [keys(@)[0], values(@)[0].nodeName])"
}
arn=$(start first Ada)
while [ "$(text get --query status)" = Running ]; do :; done
start second Ada >/dev/null
listed=$(runtime list-flow-executions --flow-identifier "$flow" --page-size 1 \
  --query 'flowExecutionSummaries[].executionArn' | sed 's|[^"]*/||g')
ends=$(get --query 'endedAt >= startedAt')
snapshot=$(runtime get-execution-flow-snapshot "${live[@]}" --execution-identifier first \
  --query '[flowVersion, definition]' | sed 's/^\[ *//; s/\]$//; s/, */, "definition": /')
fails_with ConflictException start first Ada
show execution "\"arn\": $arn, \"status\": $(get --query status), \"endsAfterStart\": $ends,
  \"executions\": $listed, \"flowEvents\": $(events Flow), \"nodeEvents\": $(events Node),
  \"version\": $snapshot, \"refused\": \"ConflictException\"" | tr -d '\n'
echo

start third wait >/dev/null
show stop "\"status\": $(runtime stop-flow-execution "${live[@]}" --execution-identifier third --query status)"
