import software.amazon.awssdk.services.bedrockagentruntime.model.FlowExecutionEvent;
import software.amazon.awssdk.services.bedrockagentruntime.model.FlowTrace;

/** What traces and events of executions are, as the API spells it, and the node they tell of. */
final class Kinds {
  private Kinds() {}

  static String of(FlowTrace trace) {
    switch (trace.type()) {
      case NODE_INPUT_TRACE:
        return "nodeInputTrace " + trace.nodeInputTrace().nodeName();
      case NODE_OUTPUT_TRACE:
        return "nodeOutputTrace " + trace.nodeOutputTrace().nodeName();
      case NODE_ACTION_TRACE:
        return "nodeActionTrace " + trace.nodeActionTrace().nodeName();
      default:
        throw new IllegalArgumentException(trace.toString());
    }
  }

  static String of(FlowExecutionEvent event) {
    switch (event.type()) {
      case FLOW_INPUT_EVENT:
        return "flowInputEvent " + event.flowInputEvent().nodeName();
      case FLOW_OUTPUT_EVENT:
        return "flowOutputEvent " + event.flowOutputEvent().nodeName();
      case NODE_INPUT_EVENT:
        return "nodeInputEvent " + event.nodeInputEvent().nodeName();
      case NODE_OUTPUT_EVENT:
        return "nodeOutputEvent " + event.nodeOutputEvent().nodeName();
      case NODE_ACTION_EVENT:
        return "nodeActionEvent " + event.nodeActionEvent().nodeName();
      default:
        throw new IllegalArgumentException(event.toString());
    }
  }
}
