package coffer.http.operation.object;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.object.Body;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * An upload of a bounded size: one that announces too much is refused before a byte is read, one
 * that announces nothing as soon as too much has come.
 *
 * @param max bytes, inclusive
 */
record LimitedBody(Body inner, long max) implements Body {
  /** The most that one PUT, part, append or copy may hold: 5 GiB. */
  static final long MAX_UPLOAD = 5L << 30;

  static Body of(Body inner) {
    return of(inner, MAX_UPLOAD);
  }

  static Body of(Body inner, long max) {
    var length = inner.length();
    if (length.isEmpty()) {
      return new LimitedBody(inner, max);
    }
    if (length.getAsLong() > max) {
      throw tooLarge(length.getAsLong(), max);
    }
    return inner;
  }

  @Override
  public OptionalLong length() {
    return inner.length();
  }

  @Override
  public Source<ByteString, NotUsed> bytes() {
    return inner
        .bytes()
        .statefulMapConcat(
            () -> {
              var seen = new long[1];
              return bytes -> {
                seen[0] += bytes.size();
                if (seen[0] > max) {
                  throw tooLarge(seen[0], max);
                }
                return List.of(bytes);
              };
            });
  }

  @Override
  public CompletionStage<Digests> digests() {
    return inner.digests();
  }

  private static S3Exception tooLarge(long size, long max) {
    return new S3Exception(
        S3Error.EntityTooLarge,
        S3Error.EntityTooLarge.message(),
        Map.of("ProposedSize", Long.toString(size), "MaxSizeAllowed", Long.toString(max)));
  }
}
