package coffer.node.index.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.http.bucket.Bucket;
import coffer.http.object.ObjectInfo;
import coffer.http.object.Objects;
import coffer.http.object.Uploads;
import coffer.http.object.WriteCondition;
import coffer.node.index.record.Samples;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Listings against a model that looks at every key. */
final class ListingsTest {
  private static final Comparator<String> BYTE_ORDER =
      (one, other) ->
          Arrays.compareUnsigned(
              one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));

  /** Without the mark at the end. */
  private static final Comparator<String> ITEM_ORDER =
      Comparator.comparing(item -> item.substring(0, item.length() - 1), BYTE_ORDER);

  private static final String[] PIECES = {"a", "b", "/", "//", "é", "\u0000", "\uffff", "😀", "-"};

  private final Bucket bucket = Samples.bucket("b", 1);
  private final MapView view = new MapView();
  private final TreeSet<String> keys = new TreeSet<>(BYTE_ORDER);
  private final TreeSet<String> uploadKeys = new TreeSet<>(BYTE_ORDER);

  private void putObject(String key) {
    keys.add(key);
    view.apply(
        ObjectDecisions.put(
            view, bucket, Samples.object(key, "e"), WriteCondition.NONE, Samples.NOW));
  }

  private void putUpload(String key, String uploadId) {
    uploadKeys.add(key);
    view.apply(UploadDecisions.create(view, bucket, Samples.upload(key, uploadId)));
  }

  private static String randomKey(Random random) {
    var key = new StringBuilder();
    for (var left = 1 + random.nextInt(5); left > 0; left--) {
      key.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return key.toString();
  }

  /** The items of a listing that has no limit; common prefixes are marked. */
  private List<String> model(String prefix, String delimiter, String after, boolean uploadsToo) {
    var items = new TreeSet<String>(ITEM_ORDER);
    for (var key : keys) {
      if (key.startsWith(prefix)) {
        items.add(item(key, prefix, delimiter));
      }
    }
    for (var key : uploadsToo ? uploadKeys : new TreeSet<String>()) {
      if (key.startsWith(prefix) && item(key, prefix, delimiter).endsWith("|")) {
        items.add(item(key, prefix, delimiter));
      }
    }
    return items.stream()
        .filter(item -> BYTE_ORDER.compare(item.substring(0, item.length() - 1), after) > 0)
        .toList();
  }

  private static String item(String key, String prefix, String delimiter) {
    var at = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
    return at < 0 ? key + "." : key.substring(0, at + delimiter.length()) + "|";
  }

  private static List<String> items(Objects.Listing page) {
    var items = new TreeSet<String>(ITEM_ORDER);
    page.objects().stream().map(ObjectInfo::key).map(key -> key + ".").forEach(items::add);
    page.commonPrefixes().stream().map(prefix -> prefix + "|").forEach(items::add);
    return List.copyOf(items);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void pagesAreTheModelInPieces(long seed) {
    var random = new Random(seed);
    view.apply(BucketDecisions.create(view, bucket));
    for (var i = 0; i < 150; i++) {
      putObject(randomKey(random));
    }
    for (var i = 0; i < 30; i++) {
      putUpload(randomKey(random), "u" + i);
    }
    for (var i = 0; i < 150; i++) {
      var prefix = random.nextBoolean() ? "" : randomKey(random).substring(0, 1);
      if (Character.isSurrogate((prefix + "x").charAt(0))) {
        continue;
      }
      var delimiter = List.of("", "/", "/", "//", "\u0000", "é").get(random.nextInt(6));
      var after = random.nextBoolean() ? "" : randomKey(random);
      var limit = 1 + random.nextInt(20);
      var uploadsToo = random.nextBoolean();
      var expected = model(prefix, delimiter, after, uploadsToo && !delimiter.isEmpty());
      var listed = new ArrayList<String>();
      var next = Optional.of(after);
      while (next.isPresent()) {
        var page =
            Listings.objects(
                view,
                new Objects.ListQuery(bucket, prefix, delimiter, next.get(), limit, uploadsToo));
        var items = items(page);
        assertTrue(items.size() <= limit);
        assertEquals(page.next().isPresent(), listed.size() + items.size() < expected.size());
        listed.addAll(items);
        next = page.next();
      }
      assertEquals(expected, listed);
    }
  }

  @Test
  void rolledUpKeysAreNotVisited() {
    view.apply(BucketDecisions.create(view, bucket));
    for (var i = 0; i < 3000; i++) {
      putObject("dir" + i % 3 + "/" + i);
    }
    var before = view.visited();
    var page = Listings.objects(view, new Objects.ListQuery(bucket, "", "/", "", 1000, false));
    assertEquals(List.of("dir0/", "dir1/", "dir2/"), page.commonPrefixes());
    assertTrue(view.visited() - before < 10);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void pagesOfUploadsAreTheModelInPieces(long seed) {
    var random = new Random(seed);
    view.apply(BucketDecisions.create(view, bucket));
    var all = new TreeSet<String>(BYTE_ORDER);
    for (var i = 0; i < 100; i++) {
      var key = randomKey(random);
      putUpload(key, "u" + i);
      all.add(key + "\u0001u" + i);
    }
    for (var delimiter : List.of("", "/", "\u0000")) {
      for (var limit : List.of(1, 3, 1000)) {
        var expected = new ArrayList<String>();
        for (var each : sorted(all)) {
          var shown = item(each[0], "", delimiter);
          var line = shown.endsWith("|") ? shown : each[0] + "#" + each[1];
          if (expected.isEmpty() || !expected.getLast().equals(line)) {
            expected.add(line);
          }
        }
        assertEquals(expected, listUploads(delimiter, limit));
      }
    }
  }

  private static List<String[]> sorted(TreeSet<String> all) {
    return all.stream()
        .map(each -> each.split("\u0001", 2))
        .sorted(
            (one, other) -> {
              var order = BYTE_ORDER.compare(one[0], other[0]);
              return order != 0 ? order : BYTE_ORDER.compare(one[1], other[1]);
            })
        .toList();
  }

  private List<String> listUploads(String delimiter, int limit) {
    var listed = new ArrayList<String>();
    var afterKey = "";
    var afterId = "";
    while (true) {
      var page =
          Listings.uploads(
              view, new Uploads.ListQuery(bucket, "", delimiter, afterKey, afterId, limit));
      var lines = new ArrayList<String>();
      page.uploads().forEach(each -> lines.add(each.key() + "#" + each.uploadId()));
      page.commonPrefixes().forEach(prefix -> lines.add(prefix + "|"));
      assertTrue(lines.size() <= limit);
      if (limit > 1) {
        lines.sort(
            Comparator.comparing(
                (String line) -> line.endsWith("|") ? line : line.replaceAll("#u\\d+$", ""),
                (one, other) -> BYTE_ORDER.compare(strip(one), strip(other))));
      }
      listed.addAll(lines);
      if (page.nextKey().isEmpty()) {
        return listed;
      }
      afterKey = page.nextKey().get();
      afterId = page.nextUploadId().orElse("");
    }
  }

  private static String strip(String line) {
    return line.endsWith("|") ? line.substring(0, line.length() - 1) : line;
  }
}
