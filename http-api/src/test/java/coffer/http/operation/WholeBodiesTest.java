package coffer.http.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.http.error.S3Exception;
import coffer.http.object.Body;
import coffer.http.operation.BodiesTest.Form;
import coffer.kms.stage.StageFailure;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bodies that came with their heads: taken whole, they give and refuse what they do when run. */
final class WholeBodiesTest {
  private static ActorSystem system;
  private static Materializer materializer;

  @BeforeAll
  static void start() {
    system = ActorSystem.create("whole-bodies-test");
    materializer = Materializer.createMaterializer(system);
  }

  @AfterAll
  static void stop() throws Exception {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  static List<Form> forms() {
    return BodiesTest.forms();
  }

  private static Body whole(Form form, byte[] wire) {
    return Bodies.open(Uploading.whole(form.payload(), form.headers(), wire), true);
  }

  private static Body flowing(Form form, byte[] wire) {
    var length = OptionalLong.of(wire.length);
    var call = Uploading.call(form.payload(), form.headers(), length, List.of(wire), materializer);
    return Bodies.open(call, true);
  }

  /** The content and what was computed, or the error. */
  private static String taken(Form form, byte[] wire) {
    try {
      var body = whole(form, wire);
      var content = body.whole().orElseThrow();
      return Uploading.text(content.toArrayUnsafe()) + body.digests().toCompletableFuture().join();
    } catch (S3Exception refused) {
      return refused.error().name();
    }
  }

  private static String run(Form form, byte[] wire) {
    try {
      var body = flowing(form, wire);
      var content =
          body.bytes()
              .runFold(ByteString.emptyByteString(), ByteString::concat, materializer)
              .toCompletableFuture()
              .join();
      return Uploading.text(content.toArray()) + body.digests().toCompletableFuture().join();
    } catch (CompletionException failed) {
      return ((S3Exception) StageFailure.cause(failed)).error().name();
    }
  }

  @ParameterizedTest
  @MethodSource("forms")
  void takenOrRunTheyAreTheSame(Form form) {
    var wire = Uploading.latin1(form.wire());
    var whole = taken(form, wire);
    assertTrue(whole.startsWith(BodiesTest.TEXT), whole);
    assertEquals(run(form, wire), whole);
    for (int at = 0; at < wire.length; at++) {
      var damaged = wire.clone();
      damaged[at] ^= 0x40;
      assertEquals(run(form, damaged), taken(form, damaged));
      var cut = Arrays.copyOf(wire, at);
      assertEquals(run(form, cut), taken(form, cut));
    }
  }
}
