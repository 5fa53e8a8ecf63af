package coffer.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/** Large objects, one for each connection, put in parts or read whole; all connections at once. */
final class LargeObject {
  private final Options options;
  private final byte[] part;

  LargeObject(Options options) {
    this.options = options;
    this.part = new byte[(int) Math.min(options.partBytes(), options.bytes())];
    new Random(1).nextBytes(part);
  }

  /** Work of one connection. */
  private interface Work {
    void on(Client client, String key) throws IOException, GeneralSecurityException;
  }

  void put() throws IOException, GeneralSecurityException, InterruptedException {
    onEach("PUT in parts", this::put);
  }

  void get() throws IOException, GeneralSecurityException, InterruptedException {
    onEach("GET", this::get);
  }

  private void onEach(String what, Work work) throws IOException, InterruptedException {
    var tasks = new ArrayList<Callable<Boolean>>();
    for (int i = 0; i < options.connections(); i++) {
      var key = "bench/large-" + options.bytes() + "-" + i;
      tasks.add(
          () -> {
            try (var client = new Client(options)) {
              work.on(client, key);
              return true;
            }
          });
    }
    var from = System.nanoTime();
    try (var threads = Executors.newFixedThreadPool(options.connections())) {
      for (var done : threads.invokeAll(tasks)) {
        done.get();
      }
    } catch (ExecutionException failed) {
      throw new IOException(what + " failed: " + failed.getCause(), failed.getCause());
    }
    var seconds = (System.nanoTime() - from) / 1e9;
    System.out.printf(
        "%s of %d x %d bytes: %.2f s, %.0f MB/s%n",
        what,
        options.connections(),
        options.bytes(),
        seconds,
        options.connections() * (double) options.bytes() / seconds / 1e6);
  }

  private void put(Client client, String key) throws IOException, GeneralSecurityException {
    var id =
        Client.element(Client.text(client.call("POST", key, "uploads=", new byte[0])), "UploadId");
    var list = new StringBuilder("<CompleteMultipartUpload>");
    long left = options.bytes();
    for (int number = 1; left > 0; number++) {
      var body = left >= part.length ? part : new byte[Math.toIntExact(left)];
      var answer = client.call("PUT", key, "partNumber=" + number + "&uploadId=" + id, body);
      list.append("<Part><PartNumber>")
          .append(number)
          .append("</PartNumber><ETag>")
          .append(answer.etag().replace("\"", ""))
          .append("</ETag></Part>");
      left -= body.length;
    }
    list.append("</CompleteMultipartUpload>");
    client.call("POST", key, "uploadId=" + id, list.toString().getBytes(StandardCharsets.UTF_8));
  }

  private void get(Client client, String key) throws IOException, GeneralSecurityException {
    var answer = client.call("GET", key, "", new byte[0]);
    if (answer.length() != options.bytes()) {
      throw new IOException("the object has " + answer.length() + " bytes");
    }
  }
}
