import software.amazon.awssdk.services.bedrockagent.model.FlowConnection;
import software.amazon.awssdk.services.bedrockagent.model.FlowDefinition;
import software.amazon.awssdk.services.bedrockagent.model.FlowNode;
import software.amazon.awssdk.services.bedrockagent.model.FlowNodeConfiguration;
import software.amazon.awssdk.services.bedrockagent.model.FlowNodeInput;
import software.amazon.awssdk.services.bedrockagent.model.FlowNodeOutput;
import software.amazon.awssdk.services.bedrockagent.model.PromptFlowNodeInlineConfiguration;

/** The definitions of the scenario, built with the SDK's types. */
final class Definitions {
  private static final String AGENT =
      "arn:aws:bedrock:us-east-1:123456789012:agent-alias/AGENT12345/ALIAS12345";

  private Definitions() {}

  static FlowDefinition greeter() {
    PromptFlowNodeInlineConfiguration prompt =
        PromptFlowNodeInlineConfiguration.builder()
            .templateType("TEXT")
            .modelId("amazon.nova-lite-v1:0")
            .templateConfiguration(template -> template.text(text -> text.text("Hello {{name}}")))
            .build();
    FlowNodeConfiguration configuration =
        FlowNodeConfiguration.builder()
            .prompt(node -> node.sourceConfiguration(source -> source.inline(prompt)))
            .build();
    return around("Greet", "Prompt", configuration, "name", "modelCompletion");
  }

  static FlowDefinition travel() {
    FlowNodeConfiguration configuration =
        FlowNodeConfiguration.builder().agent(agent -> agent.agentAliasArn(AGENT)).build();
    return around("Book", "Agent", configuration, "agentInputText", "agentResponse");
  }

  /** A node between the flow's input and its output. */
  private static FlowDefinition around(
      String name, String type, FlowNodeConfiguration configuration, String input, String output) {
    FlowNode start =
        FlowNode.builder().name("Start").type("Input").outputs(output("document")).build();
    FlowNode node =
        FlowNode.builder()
            .name(name)
            .type(type)
            .configuration(configuration)
            .inputs(input(input))
            .outputs(output(output))
            .build();
    FlowNode end = FlowNode.builder().name("End").type("Output").inputs(input("document")).build();
    return FlowDefinition.builder()
        .nodes(start, node, end)
        .connections(
            connect("Start", "document", name, input), connect(name, output, "End", "document"))
        .build();
  }

  private static FlowNodeInput input(String name) {
    return FlowNodeInput.builder().name(name).type("String").expression("$.data").build();
  }

  private static FlowNodeOutput output(String name) {
    return FlowNodeOutput.builder().name(name).type("String").build();
  }

  private static FlowConnection connect(
      String source, String output, String target, String input) {
    return FlowConnection.builder()
        .name(source + "To" + target)
        .type("Data")
        .source(source)
        .target(target)
        .configuration(
            configuration ->
                configuration.data(data -> data.sourceOutput(output).targetInput(input)))
        .build();
  }
}
