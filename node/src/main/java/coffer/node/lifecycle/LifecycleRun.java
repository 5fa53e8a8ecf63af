package coffer.node.lifecycle;

import coffer.http.bucket.Bucket;
import coffer.http.bucket.BucketKind;
import coffer.http.bucket.LifecycleConfiguration;
import coffer.http.bucket.LifecycleConfiguration.Rule;
import coffer.http.error.S3Exception;
import coffer.http.object.ObjectInfo;
import coffer.http.object.Objects;
import coffer.http.object.Uploads;
import coffer.http.object.WriteCondition;
import coffer.node.index.ObjectIndex;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out the buckets' lifecycle configurations: deletes objects that have expired and ends
 * uploads that were left. Any number of nodes may run it; what one has done the other finds gone.
 * Blocks.
 *
 * <p>S3 rounds a rule's moment up to the next midnight UTC; so does this while a day has 24 hours.
 */
final class LifecycleRun {
  private static final Logger LOG = LoggerFactory.getLogger(LifecycleRun.class);
  private static final int PAGE = 1000;
  private static final Duration CALENDAR_DAY = Duration.ofDays(1);

  private final ObjectIndex index;
  private final Set<String> accounts;
  private final Predicate<Bucket> ours;
  private final Duration day;
  private final Clock clock;

  /**
   * @param ours the buckets that this node looks after now; others do the rest
   * @param day how long a rule's day is
   */
  LifecycleRun(
      ObjectIndex index, Set<String> accounts, Predicate<Bucket> ours, Duration day, Clock clock) {
    this.index = index;
    this.accounts = Set.copyOf(accounts);
    this.ours = ours;
    this.day = day;
    this.clock = clock;
  }

  /** One look at all buckets. A bucket that fails is left for the next. */
  void run() {
    for (var account : accounts) {
      for (var kind : BucketKind.values()) {
        var after = "";
        List<Bucket> page;
        do {
          page = get(index.listBuckets(kind, account, after, PAGE));
          page.forEach(this::bucket);
          after = page.isEmpty() ? after : page.getLast().name();
        } while (page.size() == PAGE);
      }
    }
  }

  private void bucket(Bucket bucket) {
    if (bucket.lifecycle().isEmpty() || !ours.test(bucket)) {
      return;
    }
    try {
      for (var rule : LifecycleConfiguration.parse(bucket.lifecycle().get()).rules()) {
        if (rule.enabled()) {
          expire(bucket, rule);
          abort(bucket, rule);
        }
      }
    } catch (S3Exception refused) {
      LOG.warn("lifecycle of bucket {}: {}", bucket.name(), refused.getMessage());
    }
  }

  private void expire(Bucket bucket, Rule rule) {
    if (rule.expirationDays().isEmpty() && rule.expirationDate().isEmpty()) {
      return;
    }
    Optional<String> after = Optional.of("");
    while (after.isPresent()) {
      var query = new Objects.ListQuery(bucket, rule.prefix(), "", after.get(), PAGE, false);
      var page = get(index.list(query));
      for (var object : page.objects()) {
        if (expires(rule, object)) {
          delete(bucket, object);
        }
      }
      after = page.next();
    }
  }

  boolean expires(Rule rule, ObjectInfo object) {
    var now = clock.instant();
    boolean due =
        rule.expirationDays().isPresent()
            ? !now.isBefore(due(object.lastModified(), rule.expirationDays().getAsInt()))
            : rule.expirationDate().filter(date -> !now.isBefore(date)).isPresent();
    return due
        && object.size() > rule.sizeGreaterThan().orElse(-1)
        && object.size() < rule.sizeLessThan().orElse(Long.MAX_VALUE);
  }

  private Instant due(Instant since, int days) {
    var moment = since.plus(day.multipliedBy(days));
    if (!day.equals(CALENDAR_DAY)) {
      return moment;
    }
    long dayMillis = CALENDAR_DAY.toMillis();
    return Instant.ofEpochMilli(-Math.floorDiv(-moment.toEpochMilli(), dayMillis) * dayMillis);
  }

  /** Only the version that was looked at: one written since stays. */
  private void delete(Bucket bucket, ObjectInfo object) {
    var same =
        new WriteCondition(
            Optional.of(object.etag()),
            false,
            OptionalLong.of(object.size()),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    try {
      get(index.delete(bucket, object.key(), same));
    } catch (S3Exception changed) {
      LOG.debug("lifecycle of bucket {}: an object changed", bucket.name());
    }
  }

  private void abort(Bucket bucket, Rule rule) {
    if (rule.abortDays().isEmpty()) {
      return;
    }
    var key = Optional.of("");
    var id = "";
    while (key.isPresent()) {
      var query = new Uploads.ListQuery(bucket, rule.prefix(), "", key.get(), id, PAGE);
      var page = get(index.listUploads(query));
      for (var upload : page.uploads()) {
        if (!clock.instant().isBefore(due(upload.initiated(), rule.abortDays().getAsInt()))) {
          abort(bucket, upload);
        }
      }
      key = page.nextKey();
      id = page.nextUploadId().orElse("");
    }
  }

  private void abort(Bucket bucket, Uploads.Upload upload) {
    try {
      get(index.abortUpload(bucket, upload.key(), upload.uploadId()));
    } catch (S3Exception ended) {
      LOG.debug("lifecycle of bucket {}: an upload ended", bucket.name());
    }
  }

  private static <T> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof S3Exception refused) {
        throw refused;
      }
      throw failed;
    }
  }
}
