package coffer.rig.workload;

import coffer.rig.history.Condition;
import coffer.rig.history.Operation;
import coffer.rig.history.Outcome;
import coffer.rig.history.Subject;
import java.util.List;
import java.util.Random;

/** One client: draws operations from its seed and makes them one after the other. */
final class Client {
  private final List<Space> spaces;
  private final Requests requests;
  private final Random random;

  Client(List<Space> spaces, Requests requests, Random random) {
    this.spaces = spaces;
    this.requests = requests;
    this.random = random;
  }

  /** One operation. */
  Operation step() {
    var space = spaces.get(random.nextInt(spaces.size()));
    var group = space.use();
    int number = space.draw(random);
    var key = space.key(group, number);
    int percent = random.nextInt(100);
    if (percent < 22) {
      return requests.put(space, key, Sizes.draw(random), Condition.NONE);
    } else if (percent < 29) {
      return requests.put(space, key, Sizes.draw(random), Condition.IF_ABSENT);
    } else if (percent < 37) {
      return withVersion(
          space, key, version -> requests.put(space, key, Sizes.draw(random), version));
    } else if (percent < 61) {
      return requests.get(space, key);
    } else if (percent < 69) {
      return requests.head(space, key);
    } else if (percent < 76) {
      return requests.delete(key, Condition.NONE);
    } else if (percent < 80) {
      return withVersion(space, key, version -> requests.delete(key, version));
    } else if (percent < 92) {
      var to = space.key(group, number + 1 + random.nextInt(3));
      boolean rename = space.isDirectory() && percent < 86;
      return withVersion(space, key, version -> move(space, key, to, version, rename));
    } else if (percent < 93) {
      return requests.multipart(space, key, Sizes.drawMultipart(random));
    } else {
      return requests.list(new Subject(space.bucket(), group), 1 + random.nextInt(6));
    }
  }

  /** One read, of whatever changes now. */
  Operation read() {
    var space = spaces.get(random.nextInt(spaces.size()));
    var group = space.current();
    int percent = random.nextInt(100);
    var key = space.key(group, space.draw(random));
    if (percent < 75) {
      return requests.get(space, key);
    }
    return percent < 90
        ? requests.head(space, key)
        : requests.list(new Subject(space.bucket(), group), 1 + random.nextInt(6));
  }

  private Operation move(
      Space space, Subject from, Subject to, Condition.IfMatch version, boolean rename) {
    return rename
        ? requests.rename(space, from, to, version)
        : requests.copy(space, from, to, version);
  }

  private interface Versioned {
    Operation call(Condition.IfMatch version);
  }

  /** With the version that was seen last, or else looks for one. */
  private Operation withVersion(Space space, Subject key, Versioned call) {
    return space.lastSeen(key).map(call::call).orElseGet(() -> requests.get(space, key));
  }

  /** Whether the outcome is one that a client goes on from without a pause. */
  static boolean wasAnswered(Operation operation) {
    return !(operation.outcome() instanceof Outcome.Unknown)
        && !(operation.outcome() instanceof Outcome.Refused);
  }
}
