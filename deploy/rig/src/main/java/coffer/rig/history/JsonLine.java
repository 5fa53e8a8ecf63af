package coffer.rig.history;

import coffer.rig.history.History.Begun;

/**
 * A call's begin or end as one JSON object, in the shape of Jepsen's operations: {@code index} (the
 * same in both), {@code process}, {@code type} (invoke, ok, fail, info), {@code f}, {@code key},
 * {@code value}, {@code time} in ns.
 */
final class JsonLine {
  private final StringBuilder text = new StringBuilder("{");

  private JsonLine() {}

  static String of(Begun begun) {
    var line = new JsonLine().number("index", begun.id()).number("process", begun.process());
    line.string("type", "invoke").string("f", begun.kind().toString());
    line.string("key", begun.subject().toString());
    begun.source().ifPresent(source -> line.string("source", source.toString()));
    switch (begun.condition()) {
      case Condition.None() -> {}
      case Condition.IfAbsent() -> line.string("condition", "if-none-match *");
      case Condition.IfMatch(var value, var etag) ->
          line.string("condition", "if-match " + etag).number("match", value);
    }
    return line.number("time", begun.invoked()).done();
  }

  static String of(Operation operation) {
    var line =
        new JsonLine().number("index", operation.id()).number("process", operation.process());
    line.string("type", operation.outcome().type()).string("f", operation.kind().toString());
    line.string("key", operation.subject().toString());
    switch (operation.outcome()) {
      case Outcome.Written(var etag) -> {
        line.number("value", operation.written());
        etag.ifPresent(tag -> line.string("etag", tag));
      }
      case Outcome.Found(var value, var etag) -> line.number("value", value).string("etag", etag);
      case Outcome.Absent() -> line.string("error", "absent");
      case Outcome.ConditionFailed() -> line.string("error", "condition");
      case Outcome.Listed(var pages) -> {
        line.number("pages", pages.size());
        line.array(
            "keys",
            pages.stream().flatMap(page -> page.entries().stream()).map(Outcome.Entry::key));
      }
      case Outcome.Wrong(var why) -> line.string("error", "wrong: " + why);
      case Outcome.Refused(var error) -> line.string("error", error);
      case Outcome.Unknown(var error) -> line.string("error", error);
    }
    line.number("lost", operation.lostAttempts()).number("endpoint", operation.endpoint());
    return line.number("time", operation.returned()).done();
  }

  private JsonLine number(String name, long value) {
    name(name).append(value);
    return this;
  }

  private JsonLine string(String name, String value) {
    quote(name(name), value);
    return this;
  }

  private void array(String name, java.util.stream.Stream<String> values) {
    name(name).append('[');
    var first = new boolean[] {true};
    values.forEach(
        value -> {
          if (!first[0]) {
            text.append(',');
          }
          first[0] = false;
          quote(text, value);
        });
    text.append(']');
  }

  private StringBuilder name(String name) {
    if (text.length() > 1) {
      text.append(',');
    }
    quote(text, name);
    return text.append(':');
  }

  private static void quote(StringBuilder out, String value) {
    out.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20) {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  private String done() {
    return text.append('}').toString();
  }
}
