package coffer.http.wire;

import java.util.Optional;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * The source of a request's body knows what runs it, so that operations which read small bodies
 * whole need no actor system of their own. A source of bytes that are all there, in either
 * direction, tells so, since running a stream costs more than handling some kilobytes.
 */
public final class Entity {
  private Entity() {}

  /** Attached to the source. */
  private record RunBy(Materializer materializer) implements Attributes.Attribute {}

  /** Attached to the source. */
  private record AllThere(ByteString bytes) implements Attributes.Attribute {}

  /** A source of these bytes, which {@link #whole} gives back. */
  public static Source<ByteString, NotUsed> of(ByteString whole) {
    return Source.single(whole).addAttributes(Attributes.apply(new AllThere(whole)));
  }

  /**
   * What the source would give, where that is known without running it. Not to be asked of a source
   * that was composed of others.
   */
  public static Optional<ByteString> whole(Source<ByteString, ?> bytes) {
    return bytes.getAttributes().getAttribute(AllThere.class).map(AllThere::bytes);
  }

  /** The same source, to be given to {@link S3Request}. */
  public static Source<ByteString, NotUsed> of(Source<ByteString, ?> bytes, Materializer runBy) {
    return bytes
        .mapMaterializedValue(ignored -> NotUsed.getInstance())
        .addAttributes(Attributes.apply(new RunBy(runBy)));
  }

  /**
   * What runs the source.
   *
   * @throws IllegalStateException for a source that did not come from {@link #of}
   */
  public static Materializer materializer(Source<ByteString, ?> entity) {
    return entity
        .getAttributes()
        .getAttribute(RunBy.class)
        .orElseThrow(() -> new IllegalStateException("an entity that nothing runs"))
        .materializer();
  }
}
