import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.services.bedrockagentruntime.BedrockAgentRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockagentruntime.model.AccessDeniedException;
import software.amazon.awssdk.services.bedrockagentruntime.model.FlowInput;
import software.amazon.awssdk.services.bedrockagentruntime.model.InvokeFlowRequest;
import software.amazon.awssdk.services.bedrockagentruntime.model.InvokeFlowResponseHandler;

/** The steps that read event streams, which only the asynchronous client does. */
final class Streams {
  private final Scenario scenario;
  private final BedrockAgentRuntimeAsyncClient client;

  Streams(Scenario scenario, BedrockAgentRuntimeAsyncClient client) {
    this.scenario = scenario;
    this.client = client;
  }

  /** What one InvokeFlow gave. */
  private static final class Run {
    private final List<String> traces = new ArrayList<>();
    private String execution;
    private String output;
    private String question;
    private String completion;
  }

  private Run invoke(Live live, Consumer<InvokeFlowRequest.Builder> more) {
    Run run = new Run();
    InvokeFlowResponseHandler.Visitor visitor =
        InvokeFlowResponseHandler.Visitor.builder()
            .onFlowTraceEvent(event -> run.traces.add(Kinds.of(event.trace())))
            .onFlowOutputEvent(event -> run.output = event.content().document().asString())
            .onFlowMultiTurnInputRequestEvent(
                event -> run.question = event.content().document().asString())
            .onFlowCompletionEvent(event -> run.completion = event.completionReasonAsString())
            .build();
    InvokeFlowResponseHandler handler =
        InvokeFlowResponseHandler.builder()
            .onResponse(response -> run.execution = response.executionId())
            .subscriber(visitor)
            .build();
    client
        .invokeFlow(
            request ->
                request
                    .flowIdentifier(live.flow())
                    .flowAliasIdentifier(live.alias())
                    .applyMutation(more),
            handler)
        .join();
    return run;
  }

  static FlowInput input(String text) {
    return FlowInput.builder()
        .nodeName("Start")
        .nodeOutputName("document")
        .content(content -> content.document(Document.fromString(text)))
        .build();
  }

  void play(Live live) {
    Run run = invoke(live, request -> request.enableTrace(true).inputs(input("Ada")));
    Json.show(
        "invoke",
        "execution",
        run.execution,
        "traces",
        run.traces,
        "output",
        run.output,
        "completion",
        run.completion);
    try {
      invoke(live, request -> request.inputs(input("fail")));
    } catch (CompletionException failed) {
      if (!(failed.getCause() instanceof AccessDeniedException error)) {
        throw failed;
      }
      Json.show(
          "exception",
          "error",
          error.getClass().getSimpleName(),
          "message",
          error.awsErrorDetails().errorMessage());
    }
    playConversation();
  }

  private void playConversation() {
    Live draft = new Live(scenario.create("travel", Definitions.travel()).id(), "TSTALIASID");
    scenario.prepare(draft.flow());
    Run asked = invoke(draft, request -> request.inputs(input("Travel")));
    FlowInput reply =
        FlowInput.builder()
            .nodeName("Book")
            .nodeInputName("agentInputText")
            .content(content -> content.document(Document.fromString("Paris")))
            .build();
    Run ended = invoke(draft, request -> request.executionId(asked.execution).inputs(reply));
    Json.show(
        "conversation",
        "question",
        asked.question,
        "paused",
        asked.completion,
        "output",
        ended.output,
        "completion",
        ended.completion);
  }
}
