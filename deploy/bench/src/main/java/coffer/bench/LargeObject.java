package coffer.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Random;

/** One large object, put in parts and read whole, over one connection. */
final class LargeObject {
  private static final String KEY = "bench/large";

  private final Options options;

  LargeObject(Options options) {
    this.options = options;
  }

  void put() throws IOException, GeneralSecurityException {
    var part = new byte[options.partBytes()];
    new Random(1).nextBytes(part);
    try (var client = new Client(options)) {
      var from = System.nanoTime();
      var id =
          Client.element(
              Client.text(client.call("POST", KEY, "uploads=", new byte[0])), "UploadId");
      var list = new StringBuilder("<CompleteMultipartUpload>");
      long left = options.bytes();
      for (int number = 1; left > 0; number++) {
        var body = left >= part.length ? part : new byte[Math.toIntExact(left)];
        var answer = client.call("PUT", KEY, "partNumber=" + number + "&uploadId=" + id, body);
        list.append("<Part><PartNumber>")
            .append(number)
            .append("</PartNumber><ETag>")
            .append(answer.etag().replace("\"", ""))
            .append("</ETag></Part>");
        left -= body.length;
      }
      list.append("</CompleteMultipartUpload>");
      client.call("POST", KEY, "uploadId=" + id, list.toString().getBytes(StandardCharsets.UTF_8));
      report("PUT in parts", from);
    }
  }

  void get() throws IOException, GeneralSecurityException {
    try (var client = new Client(options)) {
      var from = System.nanoTime();
      var answer = client.call("GET", KEY, "", new byte[0]);
      if (answer.length() != options.bytes()) {
        throw new IOException("the object has " + answer.length() + " bytes");
      }
      report("GET", from);
    }
  }

  private void report(String what, long from) {
    var seconds = (System.nanoTime() - from) / 1e9;
    System.out.printf(
        "%s of %d bytes: %.2f s, %.0f MB/s%n",
        what, options.bytes(), seconds, options.bytes() / seconds / 1e6);
  }
}
