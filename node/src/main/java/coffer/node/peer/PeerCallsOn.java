package coffer.node.peer;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Calls whose answers go on on the threads of an executor: what waits for an answer is handed over
 * to them at once, and what follows from it is theirs already.
 */
public final class PeerCallsOn implements PeerCalls {
  private final PeerCalls calls;
  private final Executor threads;

  /**
   * @param threads once they refuse, answers go on where they come
   */
  public PeerCallsOn(PeerCalls calls, Executor threads) {
    this.calls = calls;
    this.threads = threads;
  }

  @Override
  public CompletionStage<byte[]> call(Member to, String path, byte[] body, Duration timeout) {
    var answer = new CompletableFuture<byte[]>();
    calls
        .call(to, path, body, timeout)
        .whenComplete(
            (answered, failure) -> {
              Runnable goOn =
                  failure == null
                      ? () -> answer.complete(answered)
                      : () -> answer.completeExceptionally(failure);
              try {
                threads.execute(goOn);
              } catch (RejectedExecutionException stopping) {
                goOn.run();
              }
            });
    return answer;
  }

  @Override
  public InputStream open(Member to, String path, Duration timeout) throws IOException {
    return calls.open(to, path, timeout);
  }

  @Override
  public boolean reachable(Member member) {
    return calls.reachable(member);
  }
}
