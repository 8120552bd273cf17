import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.bedrockagentruntime.BedrockAgentRuntimeClient;
import software.amazon.awssdk.services.bedrockagentruntime.model.ConflictException;
import software.amazon.awssdk.services.bedrockagentruntime.model.FlowExecutionStatus;
import software.amazon.awssdk.services.bedrockagentruntime.model.GetExecutionFlowSnapshotResponse;
import software.amazon.awssdk.services.bedrockagentruntime.model.GetFlowExecutionResponse;
import software.amazon.awssdk.services.bedrockagentruntime.model.StopFlowExecutionResponse;

/** The steps about asynchronous executions of one alias. */
final class Executions {
  private final BedrockAgentRuntimeClient client;
  private final Live live;

  Executions(BedrockAgentRuntimeClient client, Live live) {
    this.client = client;
    this.live = live;
  }

  private String start(String name, String text) {
    return client
        .startFlowExecution(
            request ->
                request
                    .flowIdentifier(live.flow())
                    .flowAliasIdentifier(live.alias())
                    .flowExecutionName(name)
                    .inputs(Streams.input(text)))
        .executionArn();
  }

  private GetFlowExecutionResponse waitForEnd(String name) {
    while (true) {
      GetFlowExecutionResponse found =
          client.getFlowExecution(
              request ->
                  request
                      .flowIdentifier(live.flow())
                      .flowAliasIdentifier(live.alias())
                      .executionIdentifier(name));
      if (found.status() != FlowExecutionStatus.RUNNING) {
        return found;
      }
    }
  }

  private List<String> list() {
    List<String> names = new ArrayList<>();
    client
        .listFlowExecutionsPaginator(request -> request.flowIdentifier(live.flow()).maxResults(1))
        .flowExecutionSummaries()
        .forEach(row -> names.add(row.executionArn().replaceAll(".*/", "")));
    return names;
  }

  private List<String> events(String name, String type) {
    return client
        .listFlowExecutionEventsPaginator(
            request ->
                request
                    .flowIdentifier(live.flow())
                    .flowAliasIdentifier(live.alias())
                    .executionIdentifier(name)
                    .eventType(type)
                    .maxResults(2))
        .flowExecutionEvents()
        .stream()
        .map(Kinds::of)
        .toList();
  }

  private GetExecutionFlowSnapshotResponse snapshot(String name) {
    return client.getExecutionFlowSnapshot(
        request ->
            request
                .flowIdentifier(live.flow())
                .flowAliasIdentifier(live.alias())
                .executionIdentifier(name));
  }

  private String refusal() {
    try {
      return start("first", "Ada");
    } catch (ConflictException error) {
      return error.awsErrorDetails().errorCode();
    }
  }

  void play() {
    String arn = start("first", "Ada");
    GetFlowExecutionResponse ended = waitForEnd("first");
    start("second", "Ada");
    GetExecutionFlowSnapshotResponse snapshot = snapshot("first");
    Json.show(
        "execution",
        "arn",
        arn,
        "status",
        ended.statusAsString(),
        "endsAfterStart",
        !ended.endedAt().isBefore(ended.startedAt()),
        "executions",
        list(),
        "flowEvents",
        events("first", "Flow"),
        "nodeEvents",
        events("first", "Node"),
        "version",
        snapshot.flowVersion(),
        "definition",
        snapshot.definition(),
        "refused",
        refusal());
    start("third", "wait");
    StopFlowExecutionResponse stopped =
        client.stopFlowExecution(
            request ->
                request
                    .flowIdentifier(live.flow())
                    .flowAliasIdentifier(live.alias())
                    .executionIdentifier("third"));
    Json.show("stop", "status", stopped.statusAsString());
  }
}
