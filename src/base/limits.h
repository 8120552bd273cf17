#pragma once

#include <chrono>
#include <cstddef>

// Everything that arrives from outside, or that a user's flow may make large, has its limit here:
// the unit stands in the name, the reason beside it. A test reaches each one.
namespace flows::base::limits {

// Requests. API Gateway takes 10 MB; an inline-code node alone may hold 5 MB, several of them more.
inline constexpr std::size_t kBodyBytesMax = 32 * 1024 * 1024;
// Ours: a session token is the largest, about 2 KB.
inline constexpr std::size_t kHeaderBytesMax = 64 * 1024;
// Ours: further clients wait in the listen queue.
inline constexpr std::size_t kConnectionsMax = 8192;
// Ours: printing recurses; real definitions stay under 30.
inline constexpr std::size_t kJsonDepthMax = 200;
// Ours: from its first byte a request must be whole by then.
inline constexpr std::chrono::seconds kRequestTimeout{60};
// Ours: longer than any read time-out seen in clients (600 s).
inline constexpr std::chrono::seconds kIdleTimeout{900};
// Ours: a reader that takes nothing for so long has left.
inline constexpr std::chrono::seconds kWriteTimeout{900};
// The surface's promise for requests in flight.
inline constexpr std::chrono::seconds kShutdownGrace{5};
// Ours: the longest route has ten, ARNs in it taken apart.
inline constexpr std::size_t kPathSegmentsMax = 64;
inline constexpr std::size_t kQueryPairsMax = 256;  // ours: tagKeys alone may come 200 times
// Ours: constraints that one ValidationException spells out.
inline constexpr std::size_t kViolationsMax = 100;
// Ours: of a bad value, in such a message.
inline constexpr std::size_t kEchoedCharactersMax = 1024;

// Signatures.
inline constexpr std::chrono::minutes kClockSkewMax{5};                // AWS
inline constexpr std::chrono::seconds kPresignedLifetimeMax{604'800};  // AWS: seven days
inline constexpr std::size_t kSignedHeadersMax = 100;                  // ours: SDKs sign ten
inline constexpr std::size_t kCredentialsBytesMax = 1024 * 1024;       // ours

// What goes out by HTTP. All ours.
inline constexpr std::chrono::seconds kFetchTimeout{60};  // where a call says nothing else
inline constexpr std::size_t kResponseHeadBytesMax = 64 * 1024;
inline constexpr std::size_t kResponseBodyBytesMax = 32 * 1024 * 1024;
inline constexpr std::size_t kIdleConnectionsMax = 64;
inline constexpr std::chrono::seconds kIdleConnectionLifetime{20};  // servers give less than 60
inline constexpr std::size_t kLookupsMax = 16;                      // of names at once
// AWS: 16 MiB of payload; SDK decoders stop at 24 MiB.
inline constexpr std::size_t kEventFrameBytesMax = 24 * 1024 * 1024;
inline constexpr std::size_t kEventFrameHeaderBytesMax = 128 * 1024;  // AWS

// Work waiting inside.
// Ours: how long a thread whose work fails again in the same way pauses before the next try.
inline constexpr std::chrono::milliseconds kThreadRestartPause{100};
inline constexpr std::size_t kApiQueueMax = 10'000;  // ours: beyond it ThrottlingException
// The surface's default of --max-running-flows.
inline constexpr std::size_t kRunningFlowsMax = 1024;
// Ours: a slow reader makes the run wait, not memory grow.
inline constexpr std::size_t kFrameQueueBytesMax = 64 * 1024;
inline constexpr std::size_t kWriteQueueMax = 10'000;  // ours: writes that wait for one commit

// Definitions. AWS's own numbers stand in the generated tables; these are those the model does not
// have.
// AWS deploys more than the model's 20; 39 were reported.
inline constexpr std::size_t kConnectionsPerFlowMax = 100;
inline constexpr std::size_t kFindingsMax = 100;        // AWS: FlowValidations
inline constexpr std::size_t kExpressionDepthMax = 32;  // ours: 64 characters cannot nest deeper

// Quotas per account and region (AWS).
inline constexpr std::size_t kFlowsPerAccountMax = 100;
inline constexpr std::size_t kVersionsPerFlowMax = 10;
inline constexpr std::size_t kAliasesPerFlowMax = 10;
inline constexpr std::size_t kPromptsPerAccountMax = 500;
inline constexpr std::size_t kVersionsPerPromptMax = 10;
inline constexpr std::size_t kTagsPerResourceMax = 200;  // AWS: the runtime's map of tags

// How long a repeated client token gets the first answer again (AWS).
inline constexpr std::chrono::hours kClientTokenLifetime{8};

// Runs.
inline constexpr std::chrono::hours kFlowTimeout{1};  // AWS: one InvokeFlow
inline constexpr std::size_t kStepsPerRunMax =
    1'000'000;  // ours: node executions, iterations included
// Ours: finished responses that are cached until the next commit.
inline constexpr std::size_t kCachedResponsesMax = 4096;
inline constexpr std::size_t kCachedResponseBytesMax = 16 * 1024 * 1024;
inline constexpr std::size_t kFlowTargetsMax = 256;  // ours: aliases followed, likewise
// Ours: the largest body that is read on the I/O thread.
inline constexpr std::size_t kIoThreadBodyBytesMax = 16 * 1024;
inline constexpr std::size_t kCompiledFlowsMax = 256;  // ours: compiled definitions kept in memory
inline constexpr std::chrono::hours kExecutionTimeout{24};  // AWS
inline constexpr std::chrono::minutes kNodeTimeout{5};      // AWS: of an asynchronous execution
inline constexpr std::size_t kRunningExecutionsMax = 1000;  // AWS, per account
inline constexpr std::size_t kEventsKeptAtOnceMax = 1000;   // ours: then they are committed
inline constexpr std::size_t kEventBytesKeptAtOnceMax = 1024 * 1024;  // ours, likewise
inline constexpr std::chrono::hours kExecutionLifetime{24 * 90};      // AWS: after it has ended
inline constexpr int kRowsRemovedAtOnceMax = 200;         // ours: in one commit of the housekeeping
inline constexpr std::size_t kOverlappingCallsMax = 256;  // ours: of nodes, all runs together
inline constexpr std::size_t kCallsAtOnceMax = 100;       // AWS: maxConcurrency of an alias
// Conversations that wait for an answer. All ours.
inline constexpr std::chrono::hours kConversationLifetime{1};
inline constexpr std::size_t kConversationsPerAccountMax = 10'000;
inline constexpr std::size_t kConversationBytesMax = 64 * 1024 * 1024;  // all that happened in one
// A value in one event frame; SDK decoders stop at 24 MiB.
inline constexpr std::size_t kDocumentBytesMax = 16 * 1024 * 1024;

// InlineCode nodes.
inline constexpr std::size_t kCodeRunsMax = 25;          // AWS: running at once
inline constexpr std::chrono::seconds kCodeTimeout{60};  // ours: of one run, in either clock
inline constexpr std::size_t kCodeMemoryBytesMax = 1024UL * 1024 * 1024;  // ours: address space
inline constexpr std::size_t kCodeFileBytesMax = 64 * 1024 * 1024;        // ours: of one file
// Ours: code of 5 MB at most and its inputs.
inline constexpr std::size_t kCodeRequestBytesMax = 32 * 1024 * 1024;

// Backends document.
inline constexpr std::size_t kBackendsBytesMax = 16 * 1024 * 1024;  // ours
inline constexpr std::size_t kBackendRulesMax = 10'000;             // ours, per list
inline constexpr std::chrono::hours kBackendDelayMax{24};           // ours

// Ours: calls of the API that GET /_local/requests knows; some 3 MB.
inline constexpr std::size_t kJournalEntriesMax = 10'000;
// Ours: calls of nodes that GET /_local/calls knows, and how much of them.
inline constexpr std::size_t kCallEntriesMax = 10'000;
inline constexpr std::size_t kCallTextBytesMax = 1024 * 1024;  // of one request or response
inline constexpr std::size_t kCallJournalBytesMax = 32 * 1024 * 1024;

// Ours: runs of InvokeFlow that GET /_local/executions knows, how much of them, and of each.
inline constexpr std::size_t kRunRecordsMax = 1000;
inline constexpr std::size_t kRunJournalBytesMax = 64 * 1024 * 1024;
inline constexpr std::size_t kRunRecordBytesMax = 16 * 1024 * 1024;
inline constexpr int kEventBatchesRemovedAtOnceMax = 16;  // ours, each of 1 MB at most
// Ours: executions in one answer of that route unless it asks for more, and events read for it.
inline constexpr std::size_t kExecutionsToldDefault = 100;
inline constexpr std::size_t kExecutionsToldBytesMax = 64 * 1024 * 1024;

// Seeds.
// Ours: CloudFormation takes 1 MB; a CreateFlow request with inline code may be longer.
inline constexpr std::size_t kSeedFileBytesMax = 16 * 1024 * 1024;
inline constexpr std::size_t kSeedFilesMax = 1000;          // ours
inline constexpr std::size_t kSeedFolderDepthMax = 16;      // ours: folders within the folder
inline constexpr std::size_t kTemplateResourcesMax = 500;   // AWS
inline constexpr std::size_t kTemplateConditionsMax = 500;  // ours
inline constexpr std::size_t kTemplateNotesMax = 1000;      // ours: warnings about one template
inline constexpr std::size_t kConditionDepthMax = 16;       // ours: conditions that refer to others
// Ours: aliases let a short YAML text stand for an endless one.
inline constexpr std::size_t kYamlExpandedBytesMax = 64 * 1024 * 1024;
// Ours: what the functions of one template make, which Fn::Sub can multiply likewise.
inline constexpr std::size_t kTemplateTextBytesMax = 64 * 1024 * 1024;

// Named copies of the whole state. All ours.
inline constexpr std::size_t kSnapshotsMax = 100;
inline constexpr std::size_t kSnapshotNameBytesMax = 64;
// The whole state as one document: what a request may bring back.
inline constexpr std::size_t kStateDocumentBytesMax = kBodyBytesMax;

// Ours: one step of the emulator's clock, a hundred years.
inline constexpr std::chrono::hours kClockAdvanceMax{24 * 36'525};

// Lists.
inline constexpr int kPageSizeDefault = 10;  // AWS: the maximum its list shapes declare

}  // namespace flows::base::limits
