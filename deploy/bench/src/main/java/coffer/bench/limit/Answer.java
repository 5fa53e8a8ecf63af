package coffer.bench.limit;

import coffer.bench.wire.Body;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server that keeps nothing answers, so that the client goes on as with a real one: an
 * object has the size that its key names.
 *
 * @param body of which {@code count} bytes beginning at {@code from} are sent
 */
record Answer(int status, Body body, long from, long count) {
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d{1,18})-(\\d{1,18})");
  private static final Pattern KEY = Pattern.compile("/bench/[a-z]+/(\\d{1,18})/");
  private static final Pattern KEYS = Pattern.compile("max-keys=(\\d{1,4})");
  private static final Answer OK = new Answer(200, Body.EMPTY, 0, 0);
  private static final Answer NO_CONTENT = new Answer(204, Body.EMPTY, 0, 0);
  private static final Answer SESSION =
      xml(
          "<CreateSessionResult><Credentials><AccessKeyId>stub</AccessKeyId>"
              + "<SecretAccessKey>stub</SecretAccessKey><SessionToken>"
              + "t".repeat(256)
              + "</SessionToken></Credentials></CreateSessionResult>");
  private static final Answer UPLOAD =
      xml(
          "<InitiateMultipartUploadResult><UploadId>stub</UploadId></InitiateMultipartUploadResult>");
  private static final String LISTED =
      "<Contents><Key>bench/read/4096/123456</Key><LastModified>2026-01-01T00:00:00.000Z"
          + "</LastModified><ETag>&quot;00000000000000000000000000000000&quot;</ETag>"
          + "<Size>4096</Size><StorageClass>EXPRESS_ONEZONE</StorageClass></Contents>";

  private static Answer xml(String text) {
    return whole(Body.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static Answer whole(Body body) {
    return new Answer(200, body, 0, body.length());
  }

  /**
   * @param target path and query
   * @param range of the header; empty for none
   */
  static Answer to(String method, String target, String range) {
    return switch (method) {
      case "GET" -> {
        Matcher keys;
        if (target.contains("?session")) {
          yield SESSION;
        } else if ((keys = KEYS.matcher(target)).find()) {
          yield xml(LISTED.repeat(Integer.parseInt(keys.group(1))));
        }
        var key = KEY.matcher(target);
        var object = key.find() ? Body.ofLength(Long.parseLong(key.group(1))) : Body.EMPTY;
        var asked = RANGE.matcher(range);
        if (asked.matches()) {
          long from = Long.parseLong(asked.group(1));
          yield new Answer(206, object, from, Long.parseLong(asked.group(2)) + 1 - from);
        }
        yield whole(object);
      }
      case "POST" -> target.contains("uploads=") ? UPLOAD : OK;
      case "DELETE" -> NO_CONTENT;
      default -> OK;
    };
  }
}
