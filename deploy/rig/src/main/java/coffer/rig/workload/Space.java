package coffer.rig.workload;

import coffer.rig.history.Condition;
import coffer.rig.history.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A bucket and the few keys in it that all clients work on. After a bounded number of operations
 * the keys are left as they are and others take their place, so that each key's history stays short
 * enough to be judged.
 */
final class Space {
  private static final int KEYS = 5;

  /** Uses of a group of keys: with the listings about 100 for each key. */
  private static final int USES_MAX = 320;

  private final String bucket;
  private final boolean directory;
  private final String encryption;
  private final List<String> groups = new ArrayList<>();
  private final Map<Subject, Condition.IfMatch> seen = new ConcurrentHashMap<>();
  private int uses;

  /**
   * @param encryption what responses must say: {@code AES256} or {@code aws:kms}
   */
  Space(String bucket, boolean directory, String encryption) {
    this.bucket = bucket;
    this.directory = directory;
    this.encryption = encryption;
    groups.add(group(0));
  }

  private static String group(int number) {
    return "g%05d/".formatted(number);
  }

  String bucket() {
    return bucket;
  }

  boolean isIn(String zone) {
    return bucket.endsWith("--" + zone + "--x-s3");
  }

  boolean isDirectory() {
    return directory;
  }

  String encryption() {
    return encryption;
  }

  /** The prefix of the keys to be used now. */
  synchronized String use() {
    if (++uses > USES_MAX) {
      uses = 0;
      groups.add(group(groups.size()));
    }
    return groups.getLast();
  }

  /** The same for a read, which does not count as a use. */
  synchronized String current() {
    return groups.getLast();
  }

  /** Each prefix ever used. */
  synchronized List<String> groups() {
    return List.copyOf(groups);
  }

  Subject key(String group, int number) {
    return new Subject(bucket, group + "k" + number % KEYS);
  }

  int draw(Random random) {
    return random.nextInt(KEYS);
  }

  /** Each key ever used or about to be. */
  List<Subject> keys() {
    var keys = new ArrayList<Subject>();
    for (var group : groups()) {
      for (int number = 0; number < KEYS; number++) {
        keys.add(key(group, number));
      }
    }
    return keys;
  }

  /** A client was told that the key has that version. */
  void saw(Subject key, long value, String etag) {
    seen.put(key, new Condition.IfMatch(value, etag));
  }

  /** The version that some client was told of last, which may be gone. */
  Optional<Condition.IfMatch> lastSeen(Subject key) {
    return Optional.ofNullable(seen.get(key));
  }
}
