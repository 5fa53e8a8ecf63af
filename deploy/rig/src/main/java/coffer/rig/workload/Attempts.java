package coffer.rig.workload;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * The SDK's own HTTP client, with a count of the attempts that reached a server perhaps. One thread
 * calls at a time. Requests for a session are the SDK's own and are not counted.
 */
final class Attempts implements SdkHttpClient {
  private final SdkHttpClient http;
  private final Endpoints endpoints;
  private volatile int sent;

  Attempts(SdkHttpClient http, Endpoints endpoints) {
    this.http = http;
    this.endpoints = endpoints;
  }

  /** Forgets what was sent before. */
  void reset() {
    sent = 0;
  }

  /**
   * How many attempts since {@link #reset} were sent, besides the last one. Whether they took place
   * is not known.
   */
  int lost() {
    return Math.max(0, sent - 1);
  }

  /** Whether any attempt since {@link #reset} may have reached a server. */
  boolean anySent() {
    return sent > 0;
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    var prepared = http.prepareRequest(request);
    boolean counts = !request.httpRequest().rawQueryParameters().containsKey("session");
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        return attempt(prepared, counts);
      }

      @Override
      public void abort() {
        prepared.abort();
      }
    };
  }

  private HttpExecuteResponse attempt(ExecutableHttpRequest prepared, boolean counts)
      throws IOException {
    int endpoint = endpoints.current();
    try {
      var response = prepared.call();
      if (counts) {
        sent = sent + 1;
      }
      return response;
    } catch (IOException failed) {
      if (wasNotConnected(failed)) {
        endpoints.moveFrom(endpoint);
      } else if (counts) {
        sent = sent + 1;
      }
      throw failed;
    }
  }

  private static boolean wasNotConnected(@Nullable Throwable failed) {
    for (var cause = failed; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException
          || cause instanceof ConnectTimeoutException
          || cause instanceof NoRouteToHostException
          || cause instanceof UnknownHostException) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String clientName() {
    return http.clientName();
  }

  @Override
  public void close() {
    http.close();
  }
}
