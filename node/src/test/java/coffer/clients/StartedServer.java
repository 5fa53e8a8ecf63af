package coffer.clients;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * {@code coffer serve} as a process of its own, on loopback and a free port, in a data folder that
 * is removed with it. Clients are made as a user makes them: endpoint, region and credentials,
 * nothing else.
 */
final class StartedServer implements AutoCloseable {
  static final String ACCESS_KEY = "AKIDROOTEXAMPLE";
  static final String SECRET = "a-secret-of-the-tests/0123456789+abcdef";
  static final String REGION = "us-east-1";
  static final String ACCOUNT = "000000000000";

  private final Path data;
  private final List<String> arguments;
  private final Map<String, String> environment;
  private final int port;
  private Process process;
  private final List<String> output = new ArrayList<>();

  private StartedServer(Path data, List<String> arguments, Map<String, String> environment)
      throws Exception {
    this.data = data;
    this.arguments = arguments;
    this.environment = environment;
    this.port = freePort();
    this.process = launch();
  }

  static StartedServer start(String... arguments) throws Exception {
    return new StartedServer(Files.createTempDirectory("coffer-it"), List.of(arguments), Map.of());
  }

  static StartedServer startWith(Map<String, String> environment, String... arguments)
      throws Exception {
    return new StartedServer(
        Files.createTempDirectory("coffer-it"), List.of(arguments), environment);
  }

  /** On a folder that may hold data already. */
  static StartedServer startIn(Path data, String... arguments) throws Exception {
    return new StartedServer(data, List.of(arguments), Map.of());
  }

  private Process launch() throws Exception {
    var started = launched();
    var ready = new CompletableFuture<Boolean>();
    Thread.ofVirtual().start(() -> follow(started, ready));
    try {
      if (!ready.get(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException(
            "the server did not start:\n" + String.join("\n", output()));
      }
    } catch (TimeoutException late) {
      started.destroyForcibly();
      throw new IllegalStateException(
          "the server was not ready in time:\n" + String.join("\n", output()), late);
    }
    return started;
  }

  private Process launched() throws IOException {
    var words =
        new ArrayList<>(
            List.of("serve", "--data", data.toString(), "--port", Integer.toString(port)));
    words.addAll(arguments);
    var builder = new ProcessBuilder(command(words)).redirectErrorStream(true);
    builder.environment().put("COFFER_ROOT_ACCESS_KEY_ID", ACCESS_KEY);
    builder.environment().put("COFFER_ROOT_SECRET_ACCESS_KEY", SECRET);
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** The process that {@code coffer} with those words is: what users start, as it was packaged. */
  static List<String> command(List<String> words) {
    var command = new ArrayList<String>();
    // Not built again under the test when a source is changed meanwhile.
    command.addAll(List.of("env", "COFFER_BUILD=never"));
    command.add(System.getProperty("coffer.checkout") + "/deploy/bin/coffer");
    command.addAll(words);
    return command;
  }

  private void follow(Process started, CompletableFuture<Boolean> ready) {
    try (var reader =
        new BufferedReader(
            new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8))) {
      for (var line = reader.readLine(); line != null; line = reader.readLine()) {
        synchronized (output) {
          output.add(line);
        }
        if (line.startsWith("coffer ready ")) {
          ready.complete(true);
        }
      }
    } catch (IOException closed) {
      // The process was killed while its output was read: its end is what the line below tells.
    }
    ready.complete(false);
  }

  /** Waits until the server has printed that line. */
  void awaitOutput(String line) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!output().contains(line)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("never printed: " + line);
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  List<String> output() {
    synchronized (output) {
      return List.copyOf(output);
    }
  }

  Path data() {
    return data;
  }

  int port() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  URI endpoint() {
    return URI.create((arguments.contains("--tls") ? "https" : "http") + "://127.0.0.1:" + port);
  }

  URI endpoint(String host) {
    return URI.create((arguments.contains("--tls") ? "https" : "http") + "://" + host + ":" + port);
  }

  static StaticCredentialsProvider credentials() {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, SECRET));
  }

  S3Client s3() {
    return s3(endpoint());
  }

  S3Client s3(URI endpoint) {
    return S3Client.builder()
        .endpointOverride(endpoint)
        .region(Region.of(REGION))
        .credentialsProvider(credentials())
        .build();
  }

  S3AsyncClient s3Async(URI endpoint) {
    return S3AsyncClient.builder()
        .endpointOverride(endpoint)
        .region(Region.of(REGION))
        .credentialsProvider(credentials())
        .build();
  }

  KmsClient kms() {
    return KmsClient.builder()
        .endpointOverride(endpoint())
        .region(Region.of(REGION))
        .credentialsProvider(credentials())
        .build();
  }

  /**
   * The value of a counter in {@code /-/metrics}, summed over the lines that start with {@code
   * prefix}.
   */
  double metric(String prefix) throws Exception {
    try (var in = endpoint().resolve("/-/metrics").toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.startsWith(prefix))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    }
  }

  /** SIGKILL, then the same command again on the same data. */
  void killAndRestart() throws Exception {
    process.destroyForcibly();
    process.waitFor();
    process = launch();
  }

  /** Starts and kills again after {@code millis}, ready or not. */
  void killDuringStart(long millis) throws Exception {
    kill();
    process = launched();
    Thread.ofVirtual().start(() -> follow(process, new CompletableFuture<>()));
    TimeUnit.MILLISECONDS.sleep(millis);
    kill();
  }

  /**
   * Starts the server that was stopped or killed.
   *
   * @throws IllegalStateException with its output when it refuses to start
   */
  void startAgain() throws Exception {
    synchronized (output) {
      output.clear();
    }
    process = launch();
  }

  /** SIGKILL; the data folder stays until {@link #close}. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  void restart() throws Exception {
    stop();
    process = launch();
  }

  /** SIGTERM; what the server says on its way out is still heard. */
  int stop() throws InterruptedException {
    process.toHandle().destroy();
    if (!process.waitFor(Duration.ofSeconds(30))) {
      process.destroyForcibly();
      throw new IllegalStateException("the server did not stop on SIGTERM");
    }
    return process.exitValue();
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    if (!exitsWithin(Duration.ofSeconds(20))) {
      process.destroyForcibly();
      exitsWithin(Duration.ofSeconds(20));
    }
    try (var files = Files.walk(data)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.delete(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }

  private boolean exitsWithin(Duration time) {
    try {
      return process.waitFor(time);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
