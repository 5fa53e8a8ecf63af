package coffer.rig.workload;

import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.routing.HttpRoutePlanner;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * Where one client's connections go: to one endpoint, and on to the next only when no connection
 * can be made. What is signed names the first of the list always, as with one DNS name that has
 * many addresses, so that attempts of one call can go to different nodes.
 */
final class Endpoints implements HttpRoutePlanner {
  private final List<URI> endpoints;
  private final AtomicInteger current;
  private final AtomicInteger moves = new AtomicInteger();

  Endpoints(List<URI> endpoints, int first) {
    this.endpoints = List.copyOf(endpoints);
    this.current = new AtomicInteger(first % endpoints.size());
  }

  /** The name that requests bear. */
  URI name() {
    return endpoints.getFirst();
  }

  int current() {
    return current.get();
  }

  /** How often a connection could not be made. */
  int moves() {
    return moves.get();
  }

  /** To be called when no connection to {@code tried} could be made. */
  void moveFrom(int tried) {
    if (current.compareAndSet(tried, (tried + 1) % endpoints.size())) {
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
