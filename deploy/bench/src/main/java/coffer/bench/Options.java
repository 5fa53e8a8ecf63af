package coffer.bench;

import java.net.URI;
import java.util.Locale;
import java.util.Map;

/**
 * What the command line asks for.
 *
 * @param bytes size of an object
 * @param partBytes size of a part for {@link Work#MULTIPART}
 * @param seconds counted time, after {@code warmupSeconds} that are not
 */
record Options(
    URI endpoint,
    String bucket,
    Work work,
    long bytes,
    int partBytes,
    int connections,
    int seconds,
    int warmupSeconds,
    int keys,
    boolean signBodies,
    String region,
    String accessKeyId,
    String secret) {

  /** What is done over and over. */
  enum Work {
    PUT,
    GET,
    HEAD,
    /** PUT of one large object by each connection, in parts, once; time and rate. */
    MULTIPART,
    /** GET of the object that MULTIPART left. */
    GETBIG,
    /** PUT and GET against a server that does nothing: the client's own limit. */
    CEILING
  }

  static final String USAGE =
      """
      bench: drives an S3 endpoint and measures it

        bench cipher
        bench --work put|get|head|multipart|getbig|ceiling [--endpoint http://127.0.0.1:9000]
              [--bucket bench--zone1-az1--x-s3] [--size 4KiB] [--part-size 16MiB]
              [--connections 1] [--seconds 10] [--warmup 5] [--keys 1000]
              [--unsigned-body] [--region us-east-1]
        bench compare --one URL --many URL,URL,.. [--work put,get] [--size 4KiB,..]
              [--connections 1,16] [--pairs 5] [--seconds 6] [--warmup 10] [--keys 1000]

      put, get and head repeat one operation on small objects, with one request in flight on
      each connection. multipart puts one large object on each connection, once; getbig reads
      what multipart left. ceiling puts and gets small objects on a built-in server that keeps
      nothing, which is the client's own limit. cipher measures the segment cipher beside the
      JDK's own AES-256-GCM (one minute). compare measures two servers of this machine in turns,
      one by one endpoint and one by several over which connections are spread, and the time that
      their processes spend on a core for an operation.

      Credentials come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. A bucket that ends
      --x-s3 is used in sessions. The bucket is made if it does not exist; objects stay there.
      """;

  static Options parse(Map<String, String> named, Map<String, String> environment) {
    var work = work(required(named, "work"));
    return new Options(
        URI.create(named.getOrDefault("endpoint", "http://127.0.0.1:9000")),
        named.getOrDefault("bucket", "bench--zone1-az1--x-s3"),
        work,
        bytes(
            named.getOrDefault(
                "size", work == Work.MULTIPART || work == Work.GETBIG ? "1GiB" : "4KiB")),
        Math.toIntExact(bytes(named.getOrDefault("part-size", "16MiB"))),
        Integer.parseInt(named.getOrDefault("connections", "1")),
        Integer.parseInt(named.getOrDefault("seconds", "10")),
        Integer.parseInt(named.getOrDefault("warmup", "5")),
        Integer.parseInt(named.getOrDefault("keys", "1000")),
        !named.containsKey("unsigned-body"),
        named.getOrDefault("region", "us-east-1"),
        credential(work, environment, "AWS_ACCESS_KEY_ID"),
        credential(work, environment, "AWS_SECRET_ACCESS_KEY"));
  }

  private static String credential(Work work, Map<String, String> environment, String name) {
    return work == Work.CEILING ? "ceiling" : required(environment, name);
  }

  /** The same, aimed elsewhere. */
  Options at(URI otherEndpoint, Work otherWork) {
    return new Options(
        otherEndpoint,
        bucket,
        otherWork,
        bytes,
        partBytes,
        connections,
        seconds,
        warmupSeconds,
        keys,
        signBodies,
        region,
        accessKeyId,
        secret);
  }

  private static Work work(String name) {
    for (var work : Work.values()) {
      if (work.name().toLowerCase(Locale.ROOT).equals(name)) {
        return work;
      }
    }
    throw new IllegalArgumentException("there is no work " + name + "\n\n" + USAGE);
  }

  private static String required(Map<String, String> from, String name) {
    var value = from.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing\n\n" + USAGE);
    }
    return value;
  }

  private static long bytes(String text) {
    if (text.endsWith("GiB")) {
      return Long.parseLong(text.substring(0, text.length() - 3)) << 30;
    }
    if (text.endsWith("MiB")) {
      return Long.parseLong(text.substring(0, text.length() - 3)) << 20;
    }
    if (text.endsWith("KiB")) {
      return Long.parseLong(text.substring(0, text.length() - 3)) << 10;
    }
    return Long.parseLong(text);
  }
}
