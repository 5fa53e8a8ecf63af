package coffer.clients;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;

/** SIGTERM while requests are in flight. */
final class StopIT {
  private static final int BYTES = 1 << 20;

  /** A body whose second half is sent when it is let go. */
  private static final class HeldBody extends InputStream {
    private final CountDownLatch half = new CountDownLatch(1);
    private final CountDownLatch rest = new CountDownLatch(1);
    private final byte[] content = Bytes.of(5, BYTES);
    private int position;

    @Override
    public int read() throws IOException {
      if (position == BYTES / 2) {
        half.countDown();
        await(rest);
      }
      return position == BYTES ? -1 : content[position++] & 0xff;
    }

    static void await(CountDownLatch latch) throws IOException {
      try {
        assertTrue(latch.await(20, TimeUnit.SECONDS), "waited for nothing");
      } catch (InterruptedException interrupted) {
        throw new IOException(interrupted);
      }
    }
  }

  @Test
  void requestsInFlightFinishBeforeTheEnd() throws Exception {
    try (var server = StartedServer.start();
        var s3 = server.s3()) {
      var bucket = DirectoryBuckets.create(s3, "stopping");
      var body = new HeldBody();
      var put =
          CompletableFuture.supplyAsync(
              () ->
                  s3.putObject(
                      b -> b.bucket(bucket).key("k"), RequestBody.fromInputStream(body, BYTES)),
              Thread::startVirtualThread);
      HeldBody.await(body.half);
      var exit =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return server.stop();
                } catch (InterruptedException interrupted) {
                  throw new IllegalStateException(interrupted);
                }
              },
              Thread::startVirtualThread);
      server.awaitOutput("coffer: stopping");
      body.rest.countDown();
      put.get(20, TimeUnit.SECONDS);
      assertEquals(0, exit.get(30, TimeUnit.SECONDS));
      server.restart();
      assertArrayEquals(
          Bytes.of(5, BYTES), s3.getObjectAsBytes(b -> b.bucket(bucket).key("k")).asByteArray());
    }
  }
}
