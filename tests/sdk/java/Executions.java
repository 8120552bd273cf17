import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockagentruntime.BedrockAgentRuntimeClient;
import software.amazon.awssdk.services.bedrockagentruntime.model.ConflictException;
import software.amazon.awssdk.services.bedrockagentruntime.model.FlowExecutionStatus;
import software.amazon.awssdk.services.bedrockagentruntime.model.FlowInput;
import software.amazon.awssdk.services.bedrockagentruntime.model.FlowInputContent;
import software.amazon.awssdk.services.bedrockagentruntime.model.GetFlowExecutionResponse;

/**
 * Starts an asynchronous execution, polls it to its end, lists executions and pages through its
 * events, stops another one that waits, and reads a snapshot. Prints a line for each thing it saw.
 * Arguments: ENDPOINT FLOW WAITING-FLOW.
 */
public final class Executions {
  private static final String ALIAS = "TSTALIASID";
  private final BedrockAgentRuntimeClient client;

  private Executions(String endpoint) {
    client =
        BedrockAgentRuntimeClient.builder()
            .endpointOverride(URI.create(endpoint))
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
            .httpClient(UrlConnectionHttpClient.create())
            .build();
  }

  private String start(String flow, String name) {
    FlowInput input =
        FlowInput.builder()
            .nodeName("Start")
            .nodeOutputName("document")
            .content(FlowInputContent.fromDocument(Document.fromString("x")))
            .build();
    return client
        .startFlowExecution(
            request ->
                request
                    .flowIdentifier(flow)
                    .flowAliasIdentifier(ALIAS)
                    .flowExecutionName(name)
                    .inputs(input))
        .executionArn();
  }

  private GetFlowExecutionResponse poll(String flow, String name) {
    while (true) {
      GetFlowExecutionResponse found =
          client.getFlowExecution(
              request ->
                  request
                      .flowIdentifier(flow)
                      .flowAliasIdentifier(ALIAS)
                      .executionIdentifier(name));
      if (found.status() != FlowExecutionStatus.RUNNING) {
        return found;
      }
    }
  }

  private List<String> events(String flow, String name, String kind) {
    List<String> found = new ArrayList<>();
    client
        .listFlowExecutionEventsPaginator(
            request ->
                request
                    .flowIdentifier(flow)
                    .flowAliasIdentifier(ALIAS)
                    .executionIdentifier(name)
                    .eventType(kind)
                    .maxResults(2))
        .flowExecutionEvents()
        .forEach(event -> found.add(event.type().toString()));
    return found;
  }

  private List<String> names(String flow) {
    List<String> found = new ArrayList<>();
    client
        .listFlowExecutionsPaginator(request -> request.flowIdentifier(flow).maxResults(1))
        .flowExecutionSummaries()
        .forEach(row -> found.add(row.executionArn().replaceAll(".*/", "")));
    return found;
  }

  private void walk(String flow, String waitingFlow) {
    System.out.println("arn: " + start(flow, "first"));
    GetFlowExecutionResponse ended = poll(flow, "first");
    System.out.println("status: " + ended.status());
    System.out.println("in order: " + !ended.endedAt().isBefore(ended.startedAt()));
    start(flow, "second");
    System.out.println("listed: " + names(flow));
    System.out.println("flow events: " + events(flow, "first", "Flow"));
    System.out.println("node events: " + events(flow, "first", "Node"));
    start(waitingFlow, "waits");
    System.out.println(
        "stopped: "
            + client
                .stopFlowExecution(
                    request ->
                        request
                            .flowIdentifier(waitingFlow)
                            .flowAliasIdentifier(ALIAS)
                            .executionIdentifier("waits"))
                .status());
    System.out.println(
        "definition: "
            + client
                .getExecutionFlowSnapshot(
                    request ->
                        request
                            .flowIdentifier(flow)
                            .flowAliasIdentifier(ALIAS)
                            .executionIdentifier("first"))
                .definition());
    try {
      start(flow, "first");
    } catch (ConflictException refused) {
      System.out.println("refused: " + refused.awsErrorDetails().errorCode());
    }
  }

  public static void main(String[] arguments) {
    new Executions(arguments[0]).walk(arguments[1], arguments[2]);
  }
}
