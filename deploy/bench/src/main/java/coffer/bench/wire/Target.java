package coffer.bench.wire;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One server, or several that are one store, and how to speak with it.
 *
 * @param name in what is printed
 * @param endpoints that connections are dealt out to
 * @param bucket a directory bucket, used in sessions, where the name ends {@code --x-s3}
 * @param signBodies whether the SHA-256 of bodies is signed; otherwise {@code UNSIGNED-PAYLOAD}
 */
public record Target(
    String name,
    List<Endpoint> endpoints,
    String bucket,
    String region,
    Credentials credentials,
    Encryption encryption,
    boolean signBodies) {

  public Target {
    endpoints = List.copyOf(endpoints);
  }

  /** The bucket that is used at one of the endpoints. */
  String bucketAt(Endpoint endpoint) {
    return endpoint.bucket().isEmpty() ? bucket : endpoint.bucket();
  }

  /** Numbers of the endpoints of each bucket, in order. */
  public List<List<Integer>> endpointsByBucket() {
    return List.copyOf(
        IntStream.range(0, endpoints.size())
            .boxed()
            .collect(
                Collectors.groupingBy(
                    number -> bucketAt(endpoints.get(number)),
                    LinkedHashMap::new,
                    Collectors.toList()))
            .values());
  }

  /** Whether a bucket is one that sessions are made for. */
  static boolean isDirectory(String bucket) {
    return bucket.endsWith("--x-s3");
  }

  /** In one line. */
  public String told() {
    return "%s, bucket %s, SSE %s, bodies %s"
        .formatted(
            endpoints.stream().map(Endpoint::toString).collect(Collectors.joining(" ")),
            bucket,
            encryption.word(),
            signBodies ? "signed" : "not signed");
  }

  /** The same work for another server. */
  public Target at(String otherName, List<Endpoint> others) {
    return new Target(otherName, others, bucket, region, credentials, encryption, signBodies);
  }
}
