#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

// Everything that arrives from outside, or that a user's flow may make large, has its limit here.
// The name includes the unit; the comment explains where the number comes from. "AWS" marks a
// number that AWS documents or that was observed there, "Our choice" one that the emulator sets by
// itself. A test reaches each limit.
namespace flows::base::limits {

// --- Requests ---

// Our choice: API Gateway takes 10 MB, but one inline-code node may hold 5 MB, and a flow several.
inline constexpr std::size_t kBodyBytesMax = 32 * 1024 * 1024;
// Our choice: the longest header in use is a session token of about 2 KB.
inline constexpr std::size_t kHeaderBytesMax = 64 * 1024;
// Our choice: further clients wait in the listen queue of the operating system.
inline constexpr std::size_t kConnectionsMax = 8192;
// Our choice: what RE2 may take for a regular expression by default.
inline constexpr std::int64_t kPatternBytesMax = 8 * 1024 * 1024;
// Our choice: printing a document recurses, and real definitions nest less than 30 levels.
inline constexpr std::size_t kJsonDepthMax = 200;
// Our choice: the time from the first byte of a request to its last.
inline constexpr std::chrono::seconds kRequestTimeout{60};
// Our choice: a client that has read no more than a part of a stream, or has forgotten its
// connection, is rid of it soon. Clients open another one when they need it.
inline constexpr std::chrono::seconds kIdleTimeout{60};
// Our choice: a client that reads nothing for this long counts as disconnected.
inline constexpr std::chrono::seconds kWriteTimeout{900};
// Our choice: how long a connection that the server ends waits for the client to read the last
// bytes and to close it, too.
inline constexpr std::chrono::seconds kConnectionEndTimeout{1};
// Our choice: what it reads and throws away meanwhile, as much as a client may have on its way.
inline constexpr std::size_t kConnectionEndBytesMax = 256 * 1024;
// Our choice: the time that requests in flight have to end once the server is to stop.
inline constexpr std::chrono::seconds kShutdownGrace{5};
// Our choice: the key of an object may be 1,024 slashes, behind three other segments.
inline constexpr std::size_t kPathSegmentsMax = 1028;
// Our choice: tagKeys alone may appear 200 times.
inline constexpr std::size_t kQueryPairsMax = 256;
// Our choice: the number of broken constraints that one ValidationException lists.
inline constexpr std::size_t kViolationsMax = 100;
// Our choice: the part of a bad value that such a message quotes.
inline constexpr std::size_t kEchoedCharactersMax = 1024;
// Our choice: the part of an unknown path that a message and the journal show.
inline constexpr std::size_t kShownBytesMax = 256;

// --- HTTP/2, all our choice ---

// Requests that one connection may have under way.
inline constexpr std::uint32_t kHttp2StreamsMax = 256;
// What a client may send of bodies before it hears that they were read: of a stream, of all.
inline constexpr std::int32_t kHttp2WindowBytes = 1024 * 1024;
// The bodies of all requests of one connection that have no response yet.
inline constexpr std::size_t kHttp2BodiesBytesMax = 64 * 1024 * 1024;
// What is read of a request that has its response already, in bodies of the largest size.
inline constexpr std::size_t kHttp2DroppedBodiesMax = 2;
// The frames that are written at once; a body of any size goes out in such parts.
inline constexpr std::size_t kHttp2OutputBytesMax = 64 * 1024;
// Frames within one second that ask for nothing: PING, SETTINGS, PRIORITY, WINDOW_UPDATE,
// RST_STREAM, DATA without data.
inline constexpr std::size_t kHttp2ControlFramesMax = 10'000;
// Acknowledgements of PING and SETTINGS that the client has not read.
inline constexpr std::size_t kHttp2AcksMax = 1'000;
// All frames that wait because the client reads nothing.
inline constexpr std::size_t kHttp2QueuedFramesMax = 10'000;
inline constexpr std::size_t kHttp2SettingsMax = 32;  // entries of a frame
// Frames that go on with one header list. A list of about 1 MiB, which is dropped while it arrives,
// still gets the response that it is too large; what is longer ends the connection.
inline constexpr std::size_t kHttp2ContinuationsMax = 64;
inline constexpr std::uint64_t kHttp2ResetBurstMax = 1'000;  // streams that a client cancels
inline constexpr std::uint64_t kHttp2ResetsPerSecondMax = 33;

// --- The certificate that --tls makes, all our choice ---

// Browsers and SDKs accept no longer ones.
inline constexpr std::chrono::hours kCertificateLifetime{24 * 397};
inline constexpr std::chrono::hours kCertificateRenewedBefore{24 * 30};

// --- Signatures ---

inline constexpr std::chrono::minutes kClockSkewMax{5};                // AWS
inline constexpr std::chrono::seconds kPresignedLifetimeMax{604'800};  // AWS: seven days
// Our choice: SDKs sign about ten headers.
inline constexpr std::size_t kSignedHeadersMax = 100;
// Our choice: the size of a file of credentials or profiles.
inline constexpr std::size_t kCredentialsBytesMax = 1024 * 1024;

// --- Outgoing HTTP calls ---

// Our choice: the duration of a whole call whose caller sets no other.
inline constexpr std::chrono::seconds kFetchTimeout{60};
// Our choice: the status line and the headers of a response.
inline constexpr std::size_t kResponseHeadBytesMax = 64 * 1024;
// Our choice: the same as for the body of a request.
inline constexpr std::size_t kResponseBodyBytesMax = 32 * 1024 * 1024;
// Our choice: open connections that wait for their next call.
inline constexpr std::size_t kIdleConnectionsMax = 64;
// Our choice: servers commonly close idle connections within a minute, so this must be shorter.
inline constexpr std::chrono::seconds kIdleConnectionLifetime{20};
// Our choice: name lookups at the same time, each of which takes a thread.
inline constexpr std::size_t kConcurrentLookupsMax = 16;
// AWS: a payload has at most 16 MiB, and the decoders of SDKs stop at 24 MiB.
inline constexpr std::size_t kEventFrameBytesMax = 24 * 1024 * 1024;
inline constexpr std::size_t kEventFrameHeaderBytesMax = 128 * 1024;  // AWS

// --- Threads and queues ---

// Our choice: the pause of a thread whose work fails twice in the same way, before it tries again.
inline constexpr std::chrono::milliseconds kThreadRestartPause{100};
// Our choice: calls that wait for a thread; further ones get a ThrottlingException.
inline constexpr std::size_t kApiQueueMax = 10'000;
// The default of --max-running-flows.
inline constexpr std::size_t kRunningFlowsMax = 1024;
// Our choice: when a client reads slowly, the run waits, so that memory does not grow.
inline constexpr std::size_t kFrameQueueBytesMax = 64 * 1024;
// Our choice: writes that wait for one commit.
inline constexpr std::size_t kWriteQueueMax = 10'000;

// --- Definitions: what the generated tables of AWS's models do not contain ---

inline constexpr std::size_t kFindingsMax = 100;  // AWS: the list FlowValidations
// Our choice: an expression of 64 characters cannot nest deeper.
inline constexpr std::size_t kExpressionDepthMax = 32;

// --- Quotas per account and region ---

inline constexpr std::size_t kFlowsPerAccountMax = 100;    // AWS
inline constexpr std::size_t kVersionsPerFlowMax = 10;     // AWS
inline constexpr std::size_t kAliasesPerFlowMax = 10;      // AWS
inline constexpr std::size_t kPromptsPerAccountMax = 500;  // AWS
inline constexpr std::size_t kVersionsPerPromptMax = 10;   // AWS
inline constexpr std::size_t kTagsPerResourceMax = 200;    // AWS: the map of tags in its model

// AWS: for this long, a repeated client token returns the first response again.
inline constexpr std::chrono::hours kClientTokenLifetime{8};

// --- Runs ---

inline constexpr std::chrono::hours kFlowTimeout{1};  // AWS: one InvokeFlow
// Our choice: how many times nodes take their inputs in one run, every iteration counted.
inline constexpr std::size_t kStepsPerRunMax = 1'000'000;
// Our choice: complete responses that are cached until the next commit.
inline constexpr std::size_t kCachedResponsesMax = 4096;
inline constexpr std::size_t kCachedResponseBytesMax = 16 * 1024 * 1024;
// Our choice: aliases whose compiled flow is cached until the next commit.
inline constexpr std::size_t kFlowTargetsMax = 256;
// Our choice: the largest body that the I/O thread parses.
inline constexpr std::size_t kIoThreadBodyBytesMax = 16 * 1024;
// Our choice: compiled definitions that are cached.
inline constexpr std::size_t kCompiledFlowsMax = 256;
inline constexpr std::chrono::hours kExecutionTimeout{24};  // AWS
inline constexpr std::chrono::minutes kNodeTimeout{5};      // AWS: in an asynchronous execution
inline constexpr std::size_t kRunningExecutionsMax = 1000;  // AWS: per account
// Our choice: an execution commits its events when it has collected this many of them.
inline constexpr std::size_t kEventsPerCommitMax = 1000;
inline constexpr std::size_t kEventBytesPerCommitMax = 1024 * 1024;
inline constexpr std::chrono::hours kExecutionLifetime{24 * 90};  // AWS: after its end
// Our choice: rows that the housekeeping removes in one commit, so that no writer waits long.
inline constexpr int kRowsRemovedPerCommitMax = 200;
// Our choice: the same for batches of events, each of which has at most 1 MB.
inline constexpr int kEventBatchesRemovedPerCommitMax = 16;
// Our choice: calls of nodes that run at the same time, in all runs together.
inline constexpr std::size_t kConcurrentNodeCallsMax = 256;
// AWS: maxConcurrency of an alias, which counts calls within one run.
inline constexpr std::size_t kConcurrentCallsPerRunMax = 100;
// AWS: a value in one event frame; the decoders of SDKs stop at 24 MiB.
inline constexpr std::size_t kDocumentBytesMax = 16 * 1024 * 1024;

// --- Conversations that wait for the user's answer ---

inline constexpr std::chrono::hours kConversationLifetime{1};           // our choice
inline constexpr std::size_t kConversationsPerAccountMax = 10'000;      // our choice
inline constexpr std::size_t kConversationBytesMax = 64 * 1024 * 1024;  // our choice: its history

// --- InlineCode nodes ---

inline constexpr std::size_t kConcurrentCodeRunsMax = 25;  // AWS
// Our choice: the duration of one run, on the emulator's clock and in real time.
inline constexpr std::chrono::seconds kCodeTimeout{60};
// Our choice: the address space of the process.
inline constexpr std::size_t kCodeMemoryBytesMax = 1024UL * 1024 * 1024;
// Our choice: the size of each file that the code writes.
inline constexpr std::size_t kCodeFileBytesMax = 64 * 1024 * 1024;
// Our choice: code of at most 5 MB together with its inputs.
inline constexpr std::size_t kCodeRequestBytesMax = 32 * 1024 * 1024;

// --- The backends document ---

inline constexpr std::size_t kBackendsBytesMax = 16 * 1024 * 1024;  // our choice
inline constexpr std::size_t kBackendRulesMax = 10'000;             // our choice: per list
inline constexpr std::chrono::hours kBackendDelayMax{24};           // our choice
// Our choice: what the globs and regular expressions of a backends document take in all, compiled.
inline constexpr std::int64_t kRulePatternsBytesMax = 64 * 1024 * 1024;
// Our choice: what one of them takes. RE2 may use as much again while it matches.
inline constexpr std::int64_t kRulePatternBytesMax = 1024 * 1024;

// --- What the routes under /_local show ---

// Our choice: the calls of the API that GET /_local/requests lists; they take about 3 MB.
inline constexpr std::size_t kRequestJournalEntriesMax = 10'000;
// Our choice: the calls of nodes that GET /_local/calls lists.
inline constexpr std::size_t kCallJournalEntriesMax = 10'000;
// Our choice: the text of one request or response in that list, and all texts together.
inline constexpr std::size_t kCallTextBytesMax = 1024 * 1024;
inline constexpr std::size_t kCallJournalBytesMax = 32 * 1024 * 1024;
// Our choice: the runs of InvokeFlow that GET /_local/executions lists.
inline constexpr std::size_t kRecentRunsMax = 1000;
// Our choice: the events of one such run, and of all of them together.
inline constexpr std::size_t kRecentRunBytesMax = 16 * 1024 * 1024;
inline constexpr std::size_t kRecentRunsBytesMax = 64 * 1024 * 1024;
// Our choice: the number of executions in one response of that route if the client sets no other,
// and the bytes of events that are read for such a response.
inline constexpr std::size_t kExecutionsListedDefault = 100;
inline constexpr std::size_t kExecutionsListedBytesMax = 64 * 1024 * 1024;

// --- Seeds ---

// Our choice: CloudFormation takes 1 MB, but a CreateFlow request with inline code may be longer.
inline constexpr std::size_t kSeedFileBytesMax = 16 * 1024 * 1024;
inline constexpr std::size_t kSeedFilesMax = 1000;          // our choice
inline constexpr std::size_t kSeedFolderDepthMax = 16;      // our choice: folders within folders
inline constexpr std::size_t kTemplateResourcesMax = 500;   // AWS
inline constexpr std::size_t kTemplateConditionsMax = 500;  // our choice
inline constexpr std::size_t kTemplateNotesMax = 1000;      // our choice: notes of each kind
inline constexpr std::size_t kConditionDepthMax = 16;       // our choice: references of conditions
// Our choice: YAML aliases can make a short text stand for an endless one.
inline constexpr std::size_t kYamlExpandedBytesMax = 64 * 1024 * 1024;
// Our choice: Fn::Sub can multiply texts in the same way.
inline constexpr std::size_t kTemplateTextBytesMax = 64 * 1024 * 1024;

// --- Snapshots and state documents ---

inline constexpr std::size_t kSnapshotsMax = 100;         // our choice
inline constexpr std::size_t kSnapshotNameBytesMax = 64;  // our choice
// A state document must fit into the request that restores it.
inline constexpr std::size_t kStateDocumentBytesMax = kBodyBytesMax;

// --- Objects of buckets ---

inline constexpr std::size_t kObjectKeyBytesMax = 1024;  // AWS
// AWS: the objects of one page of a list.
inline constexpr std::size_t kObjectsListedMax = 1000;
// Our choice: as long as a document of a flow, and short enough for a state document even in
// base64url.
inline constexpr std::size_t kObjectBytesMax = kDocumentBytesMax;
// Our choice: the objects of all buckets together, which are in memory with --in-memory.
inline constexpr std::size_t kObjectsMax = 100'000;
inline constexpr std::size_t kObjectsBytesMax = 256 * 1024 * 1024;

// --- The emulator's clock and lists ---

// Our choice: one step forward, a hundred years.
inline constexpr std::chrono::hours kClockAdvanceMax{24 * 36'525};
inline constexpr int kPageSizeDefault = 10;  // AWS: the maximum that the shapes of lists declare

// --- The log, all our choice ---

// What waits in memory while nobody reads standard error; what comes after that is dropped.
inline constexpr std::size_t kLogBufferBytesMax = 1024 * 1024;
// How long the end of the program may take to write what still waits.
inline constexpr std::chrono::milliseconds kLogFlushMax{1'000};
// What a line shows of an identifier or a path that a client has sent.
inline constexpr std::size_t kLoggedNameBytesMax = 120;

}  // namespace flows::base::limits
