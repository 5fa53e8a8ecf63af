package coffer.bench.option;

import coffer.bench.wire.Credentials;
import coffer.bench.wire.Encryption;
import coffer.bench.wire.Endpoint;
import coffer.bench.wire.Target;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The server that is measured, and the one it is compared with.
 *
 * @param pids processes of a side; empty for those that listen at its endpoints
 */
public record Sides(
    Target first, List<Long> firstPids, Optional<Target> second, List<Long> secondPids) {

  /**
   * @param environment where the credentials are
   * @throws IllegalArgumentException for anything that is not understood or missing
   */
  public static Sides of(CommandLine line, Map<String, String> environment) {
    var first =
        new Target(
            line.text("name", line.has("vs") ? "A" : "server"),
            Endpoint.list(line.text("endpoint", "http://127.0.0.1:9000")),
            line.text("bucket", "bench--zone1-az1--x-s3"),
            line.text("region", "us-east-1"),
            credentials("AWS", environment),
            Encryption.parse(line.text("sse", "none")),
            !line.has("unsigned-body"));
    return new Sides(
        first,
        pids(line, "pids"),
        line.has("vs") ? Optional.of(second(line, environment, first)) : Optional.empty(),
        pids(line, "vs-pids"));
  }

  /** What is not said of the second side is as with the first. */
  private static Target second(CommandLine line, Map<String, String> environment, Target first) {
    var own = environment.containsKey("BENCH_VS_ACCESS_KEY_ID");
    return new Target(
        line.text("vs-name", "B"),
        Endpoint.list(line.text("vs", "")),
        line.text("vs-bucket", first.bucket()),
        line.text("vs-region", first.region()),
        own ? credentials("BENCH_VS", environment) : first.credentials(),
        line.has("vs-sse") ? Encryption.parse(line.text("vs-sse", "")) : first.encryption(),
        first.signBodies());
  }

  private static Credentials credentials(String prefix, Map<String, String> environment) {
    return Credentials.of(
        required(environment, prefix + "_ACCESS_KEY_ID"),
        required(environment, prefix + "_SECRET_ACCESS_KEY"),
        environment.getOrDefault(prefix + "_SESSION_TOKEN", ""));
  }

  private static String required(Map<String, String> environment, String name) {
    var value = environment.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing in the environment");
    }
    return value;
  }

  private static List<Long> pids(CommandLine line, String name) {
    var text = line.text(name, "");
    if (text.isEmpty()) {
      return List.of();
    }
    return Arrays.stream(text.split(",", -1))
        .map(pid -> (long) CommandLine.number(name, pid, 1, 1 << 22))
        .toList();
  }
}
