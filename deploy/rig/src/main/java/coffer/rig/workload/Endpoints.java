package coffer.rig.workload;

import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.routing.HttpRoutePlanner;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * Where one client's connections go: to one endpoint, its home, and on to the next only when no
 * connection can be made, and home again after a while. What is signed names the first of the list
 * always, as with one DNS name that has many addresses, so that attempts of one call can go to
 * different nodes.
 */
final class Endpoints implements HttpRoutePlanner {
  /** Otherwise all clients are with the last node after each has been down, in turn. */
  private static final long AWAY_NANOS = 10_000_000_000L;

  private final List<URI> endpoints;
  private final int home;
  private final AtomicInteger current;
  private final AtomicInteger moves = new AtomicInteger();
  private volatile long movedAt;

  Endpoints(List<URI> endpoints, int first) {
    this.endpoints = List.copyOf(endpoints);
    this.home = first % endpoints.size();
    this.current = new AtomicInteger(home);
  }

  /** The name that requests bear. */
  URI name() {
    return endpoints.getFirst();
  }

  /** For the next attempt. */
  int current() {
    int now = current.get();
    if (now != home && System.nanoTime() - movedAt > AWAY_NANOS) {
      current.compareAndSet(now, home);
    }
    return current.get();
  }

  /** How often a connection could not be made. */
  int moves() {
    return moves.get();
  }

  /** To be called when no connection to {@code tried} could be made. */
  void moveFrom(int tried) {
    if (current.compareAndSet(tried, (tried + 1) % endpoints.size())) {
      movedAt = System.nanoTime();
      moves.incrementAndGet();
    }
  }

  @Override
  public HttpRoute determineRoute(HttpHost named, HttpContext context) {
    var endpoint = endpoints.get(current.get());
    return new HttpRoute(
        new HttpHost(endpoint.getScheme(), endpoint.getHost(), endpoint.getPort()));
  }
}
