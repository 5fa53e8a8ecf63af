package coffer.http.operation.bucket;

import coffer.http.bucket.Bucket;
import coffer.http.bucket.BucketKind;
import coffer.http.bucket.Buckets;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.wire.Query;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Pages of an account's buckets, with opaque tokens between them. */
final class BucketPages {
  private static final int FETCH = 1000;

  private final Buckets buckets;

  BucketPages(Buckets buckets) {
    this.buckets = buckets;
  }

  /**
   * @param next continuation token when more buckets follow
   */
  record Page(List<Bucket> buckets, Optional<String> next) {}

  /**
   * @param limit at most this many; 0 gives an empty last page
   */
  CompletionStage<Page> page(
      BucketKind kind, String account, Optional<String> token, String prefix, int limit) {
    var after = token.map(BucketPages::decode).orElse("");
    return collect(kind, account, after, prefix, limit, new ArrayList<>());
  }

  private CompletionStage<Page> collect(
      BucketKind kind, String account, String after, String prefix, int limit, List<Bucket> found) {
    if (limit == 0) {
      return CompletableFuture.completedFuture(new Page(List.of(), Optional.empty()));
    }
    return buckets
        .list(kind, account, after, FETCH)
        .thenCompose(
            some -> {
              for (var bucket : some) {
                if (bucket.name().startsWith(prefix)) {
                  if (found.size() == limit) {
                    var next = encode(found.getLast().name());
                    return CompletableFuture.completedFuture(
                        new Page(List.copyOf(found), Optional.of(next)));
                  }
                  found.add(bucket);
                }
              }
              if (some.size() < FETCH) {
                return CompletableFuture.completedFuture(
                    new Page(List.copyOf(found), Optional.empty()));
              }
              return collect(kind, account, some.getLast().name(), prefix, limit, found);
            });
  }

  /** A number in the query; InvalidArgument when it is none, or out of range. */
  static int number(Query query, String name, int least, int most, int otherwise) {
    var text = query.first(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      int value = Integer.parseInt(text.get());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException none) {
      // Refused below like a number out of range.
    }
    throw new S3Exception(
        S3Error.InvalidArgument, name + " must be from " + least + " to " + most + ".");
  }

  private static String encode(String name) {
    var bytes = name.getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String decode(String token) {
    try {
      return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      throw new S3Exception(
          S3Error.InvalidArgument, "The continuation token provided is incorrect");
    }
  }
}
