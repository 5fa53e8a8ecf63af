package coffer.http.operation.object;

import static coffer.http.operation.object.Fixtures.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.object.Body;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class LimitedBodyTest {
  private static final ActorSystem SYSTEM = ActorSystem.create("test");

  @AfterAll
  static void stop() {
    SYSTEM.terminate();
  }

  /** Pieces of two bytes. */
  private record Pieces(OptionalLong length, int count) implements Body {
    @Override
    public Source<ByteString, NotUsed> bytes() {
      return Source.repeat(ByteString.fromString("xy")).take(count);
    }

    @Override
    public CompletionStage<Digests> digests() {
      return CompletableFuture.completedStage(
          new Digests(2L * count, Optional.empty(), Optional.empty()));
    }
  }

  @Test
  void refusesAnAnnouncedExcessAtOnce() {
    assertRefused(
        S3Error.EntityTooLarge, () -> LimitedBody.of(new Pieces(OptionalLong.of(7), 0), 6));
    assertEquals(OptionalLong.of(6), LimitedBody.of(new Pieces(OptionalLong.of(6), 3), 6).length());
  }

  @Test
  void stopsAnUnannouncedExcessAsItComes() {
    assertEquals(3, pieces(LimitedBody.of(new Pieces(OptionalLong.empty(), 3), 6)).size());
    var endless = LimitedBody.of(new Pieces(OptionalLong.empty(), Integer.MAX_VALUE), 6);
    var failure = assertThrows(CompletionException.class, () -> pieces(endless));
    var refusal = assertInstanceOf(S3Exception.class, failure.getCause());
    assertEquals(S3Error.EntityTooLarge, refusal.error());
  }

  @Test
  void refusesAnEmptyAppend() {
    assertRefused(S3Error.InvalidRequest, () -> NonEmptyBody.of(new Pieces(OptionalLong.of(0), 0)));
    var unannounced = NonEmptyBody.of(new Pieces(OptionalLong.empty(), 0));
    var failure =
        assertThrows(
            CompletionException.class, () -> unannounced.digests().toCompletableFuture().join());
    assertInstanceOf(S3Exception.class, failure.getCause());
  }

  private static List<ByteString> pieces(Body body) {
    return body.bytes().runWith(Sink.seq(), SYSTEM).toCompletableFuture().join();
  }
}
