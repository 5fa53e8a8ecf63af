package coffer.node.peer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.node.peer.PeerException.Kind;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

final class PeerCallsOnTest {
  private static final Member NODE = PeerNode.member("n2", 9400);
  private static final Duration LIMIT = Duration.ofSeconds(1);
  private static final byte[] BODY = {1};

  private final CompletableFuture<byte[]> answer = new CompletableFuture<>();
  private final ArrayDeque<Runnable> handedOver = new ArrayDeque<>();

  private final PeerCalls calls =
      new PeerCalls() {
        @Override
        public CompletionStage<byte[]> call(Member to, String path, byte[] body, Duration timeout) {
          return answer;
        }

        @Override
        public InputStream open(Member to, String path, Duration timeout) {
          return InputStream.nullInputStream();
        }

        @Override
        public boolean reachable(Member member) {
          return false;
        }
      };

  @Test
  void anAnswerGoesOnOnTheThreadsThatItIsGivenTo() {
    var told = calledOn(handedOver::add);
    answer.complete(BODY);
    assertFalse(told.isDone());
    handedOver.remove().run();
    assertArrayEquals(BODY, told.join());
  }

  @Test
  void aFailureGoesThereAsWell() {
    var told = calledOn(handedOver::add);
    var failure = new PeerException(Kind.UNREACHED, 0, "nobody there");
    answer.completeExceptionally(failure);
    assertFalse(told.isDone());
    handedOver.remove().run();
    assertSame(failure, assertThrows(CompletionException.class, told::join).getCause());
  }

  @Test
  void nothingIsLostWhenTheThreadsAreStopping() {
    var told =
        calledOn(
            task -> {
              throw new RejectedExecutionException("stopping");
            });
    answer.complete(BODY);
    assertTrue(told.isDone());
  }

  @Test
  void theRestIsAsItWas() throws Exception {
    var on = new PeerCallsOn(calls, Runnable::run);
    assertFalse(on.reachable(NODE));
    try (var stream = on.open(NODE, "/stream", LIMIT)) {
      assertEquals(-1, stream.read());
    }
  }

  private CompletableFuture<byte[]> calledOn(Executor threads) {
    return new PeerCallsOn(calls, threads).call(NODE, "/call", BODY, LIMIT).toCompletableFuture();
  }
}
