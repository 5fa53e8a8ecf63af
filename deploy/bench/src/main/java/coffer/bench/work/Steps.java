package coffer.bench.work;

import coffer.bench.wire.Body;
import coffer.bench.wire.Client;
import java.io.IOException;
import java.util.Optional;
import java.util.SplittableRandom;

/** One connection's operations, drawn one by one. */
final class Steps {
  private final Stage stage;
  private final Client client;
  private final Case doing;
  private final Load load;
  private final Keys keys;
  private final Body body;
  private final SplittableRandom random;
  private Optional<String> page = Optional.empty();

  Steps(Stage stage, Client client, Case doing, Load load, Keys keys, int connection) {
    this.stage = stage;
    this.client = client;
    this.doing = doing;
    this.load = load;
    this.keys = keys;
    this.body = stage.body(doing.bytes());
    this.random = new SplittableRandom(connection);
  }

  /** Bytes of content that it moved. */
  long next() throws IOException {
    var drawn = doing.work().draw(random);
    boolean nothingThere = doing.work() == Work.MIXED && keys.removable() == 0;
    return run(nothingThere ? Operation.PUT : drawn);
  }

  private long run(Operation operation) throws IOException {
    return switch (operation) {
      case PUT -> {
        var key = keys.written();
        client.put(key, body);
        keys.wrote(key);
        yield doing.bytes();
      }
      case GET -> {
        client.get(keys.read(), body);
        yield doing.bytes();
      }
      case HEAD -> {
        client.head(keys.read());
        yield 0;
      }
      case DELETE -> {
        client.delete(keys.removed());
        yield 0;
      }
      case LIST -> {
        page = client.list(stage.readPrefix(doing.bytes()), load.listKeys(), page);
        yield 0;
      }
      case RANGE -> {
        long count = Math.min(load.rangeBytes(), doing.bytes());
        long from = random.nextLong(doing.bytes() - count + 1);
        client.getRange(keys.read(), body, from, count);
        yield count;
      }
      case MULTIPART -> {
        client.putInParts(keys.written(), body, load.partBytes());
        yield doing.bytes();
      }
      case SESSION -> {
        client.createSession();
        yield 0;
      }
    };
  }
}
