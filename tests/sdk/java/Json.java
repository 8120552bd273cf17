import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Prints what a step of the scenario has seen. */
final class Json {
  private Json() {}

  /** `seen` is names and values in turn. */
  static void show(String step, Object... seen) {
    StringBuilder line = new StringBuilder("{\"step\": ").append(write(step));
    for (int at = 0; at < seen.length; at += 2) {
      line.append(", ").append(write(seen[at])).append(": ").append(write(seen[at + 1]));
    }
    System.out.println(line.append('}'));
  }

  private static String write(Object value) {
    if (value instanceof List<?> items) {
      return items.stream().map(Json::write).collect(Collectors.joining(", ", "[", "]"));
    }
    if (value instanceof Map<?, ?> members) {
      return members.entrySet().stream()
          .map(member -> write(member.getKey()) + ": " + write(member.getValue()))
          .collect(Collectors.joining(", ", "{", "}"));
    }
    if (value instanceof Number || value instanceof Boolean) {
      return value.toString();
    }
    return '"' + value.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
