package coffer.rig.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

final class AttemptsTest {
  /** Fails with each in turn, then answers. */
  private static final class Scripted implements SdkHttpClient {
    private final ArrayDeque<IOException> failures = new ArrayDeque<>();

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
      return new ExecutableHttpRequest() {
        @Override
        public HttpExecuteResponse call() throws IOException {
          var failure = Optional.ofNullable(failures.poll());
          if (failure.isPresent()) {
            throw failure.get();
          }
          return HttpExecuteResponse.builder()
              .response(SdkHttpFullResponse.builder().statusCode(200).build())
              .build();
        }

        @Override
        public void abort() {}
      };
    }

    @Override
    public void close() {}
  }

  private final Scripted script = new Scripted();
  private final Endpoints endpoints =
      new Endpoints(List.of(URI.create("http://a:1"), URI.create("http://b:2")), 1);
  private final Attempts attempts = new Attempts(script, endpoints);

  private void call(String path) throws IOException {
    var request =
        SdkHttpRequest.builder().method(SdkHttpMethod.PUT).uri(URI.create("http://a:1" + path));
    attempts.prepareRequest(HttpExecuteRequest.builder().request(request.build()).build()).call();
  }

  private void fail(IOException failure) {
    script.failures.add(failure);
    assertThrows(IOException.class, () -> call("/b/k"));
  }

  @Test
  void oneAnsweredAttemptLosesNothing() throws IOException {
    call("/b/k");
    assertEquals(0, attempts.lost());
    assertTrue(attempts.anySent());
    attempts.reset();
    assertFalse(attempts.anySent());
  }

  @Test
  void anAttemptThatWasResetIsLost() throws IOException {
    fail(new SocketException("Connection reset"));
    call("/b/k");
    assertEquals(1, attempts.lost());
    assertEquals(1, endpoints.current());
  }

  @Test
  void anAttemptWithoutConnectionIsNotAndGoesOnToTheNextEndpoint() throws IOException {
    fail(new IOException(new ConnectException("refused")));
    assertFalse(attempts.anySent());
    assertEquals(0, endpoints.current());
    assertEquals(1, endpoints.moves());
    call("/b/k");
    assertEquals(0, attempts.lost());
  }

  @Test
  void sessionsAreNotCounted() throws IOException {
    call("/b?session");
    assertFalse(attempts.anySent());
  }
}
