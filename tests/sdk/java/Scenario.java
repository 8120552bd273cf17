import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.bedrockagent.BedrockAgentClient;
import software.amazon.awssdk.services.bedrockagent.model.CreateFlowResponse;
import software.amazon.awssdk.services.bedrockagent.model.FlowAliasRoutingConfigurationListItem;
import software.amazon.awssdk.services.bedrockagent.model.FlowDefinition;
import software.amazon.awssdk.services.bedrockagent.model.FlowVersionSummary;
import software.amazon.awssdk.services.bedrockagent.model.GetFlowAliasResponse;
import software.amazon.awssdk.services.bedrockagent.model.ResourceNotFoundException;

/**
 * Plays the scenario of ../scenario.json with the AWS SDK for Java. Arguments: ENDPOINT, and the
 * name of HTTP libraries that Connections knows.
 */
public final class Scenario {
  private final BedrockAgentClient agent;

  private Scenario(BedrockAgentClient agent) {
    this.agent = agent;
  }

  CreateFlowResponse create(String name, FlowDefinition definition) {
    return agent.createFlow(
        request ->
            request
                .name(name)
                .executionRoleArn("arn:aws:iam::123456789012:role/flows")
                .definition(definition));
  }

  void prepare(String flow) {
    agent.prepareFlow(request -> request.flowIdentifier(flow));
  }

  /** The IDs of the flow and of the alias that it has made. */
  private Live playControlPlane() {
    CreateFlowResponse made = create("greeter", Definitions.greeter());
    String flow = made.id();
    Json.show("create", "flow", flow, "arn", made.arn(), "status", made.statusAsString());
    prepare(flow);
    Json.show(
        "prepare",
        "status",
        agent.getFlow(request -> request.flowIdentifier(flow)).statusAsString());
    List<String> versions = new ArrayList<>();
    for (int at = 0; at < 3; ++at) {
      versions.add(agent.createFlowVersion(request -> request.flowIdentifier(flow)).version());
    }
    Json.show("version", "versions", versions);
    String alias = createAlias(flow);
    GetFlowAliasResponse live =
        agent.getFlowAlias(request -> request.flowIdentifier(flow).aliasIdentifier(alias));
    Json.show(
        "alias", "alias", live.id(), "version", live.routingConfiguration().get(0).flowVersion());
    showTags(made.arn());
    showPages(flow);
    showError();
    return new Live(flow, alias);
  }

  private String createAlias(String flow) {
    FlowAliasRoutingConfigurationListItem second =
        FlowAliasRoutingConfigurationListItem.builder().flowVersion("2").build();
    return agent
        .createFlowAlias(
            request ->
                request.flowIdentifier(flow).name("live").routingConfiguration(second))
        .id();
  }

  private void showTags(String arn) {
    agent.tagResource(
        request -> request.resourceArn(arn).tags(Map.of("team", "travel", "stage", "test")));
    agent.untagResource(request -> request.resourceArn(arn).tagKeys("stage"));
    Json.show(
        "tags", "tags", agent.listTagsForResource(request -> request.resourceArn(arn)).tags());
  }

  private void showPages(String flow) {
    List<List<String>> pages = new ArrayList<>();
    agent
        .listFlowVersionsPaginator(request -> request.flowIdentifier(flow).maxResults(2))
        .forEach(
            page ->
                pages.add(
                    page.flowVersionSummaries().stream()
                        .map(FlowVersionSummary::version)
                        .toList()));
    Json.show("pages", "pages", pages);
  }

  private void showError() {
    try {
      agent.getFlow(request -> request.flowIdentifier("AAAAAAAAAA"));
    } catch (ResourceNotFoundException error) {
      Json.show(
          "error",
          "error",
          error.awsErrorDetails().errorCode(),
          "message",
          error.awsErrorDetails().errorMessage(),
          "status",
          error.statusCode(),
          "request",
          error.requestId());
    }
  }

  public static void main(String[] arguments) throws Exception {
    Connections connections = Connections.open(arguments[1], URI.create(arguments[0]));
    Scenario scenario = new Scenario(connections.agent());
    Live live = scenario.playControlPlane();
    new Streams(scenario, connections.streams()).play(live);
    new Executions(connections.runtime(), live).play();
    connections.agent().close();
    connections.runtime().close();
    connections.streams().close();
  }
}
