package coffer.node.index.decision;

import coffer.http.object.ObjectInfo;
import coffer.http.object.Objects;
import coffer.http.object.Uploads;
import coffer.node.index.row.IndexView;
import coffer.node.index.row.ObjectRow;
import coffer.node.index.row.RowKeys;
import coffer.node.index.row.UploadCodec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;

/** Pages of objects and of uploads, in the byte order of keys. Pure. */
final class Listings {
  private Listings() {}

  static Objects.Listing objects(IndexView view, Objects.ListQuery query) {
    BucketDecisions.require(view, query.bucket());
    var id = query.bucket().id();
    var prefix = RowKeys.utf8(query.prefix());
    var delimiter = RowKeys.utf8(query.delimiter());
    var after = RowKeys.utf8(query.after());
    var objects = new ArrayList<ObjectInfo>();
    var prefixes = new ArrayList<String>();
    try (var stored = new ObjectRollup(view, id, prefix, delimiter);
        var begun = new UploadRollup(view, id, prefix, delimiter)) {
      stored.start(after);
      skipUpTo(stored, after);
      var uploadsToo = query.uploadsToo() && delimiter.length > 0;
      if (uploadsToo) {
        begun.start(after);
        skipUpTo(begun, after);
        skipKeys(begun);
      }
      var last = "";
      while (stored.valid() || (uploadsToo && begun.valid())) {
        if (objects.size() + prefixes.size() == query.limit()) {
          return new Objects.Listing(objects, prefixes, Optional.of(last));
        }
        var order = uploadsToo ? compare(stored, begun) : -1;
        last = text(order <= 0 ? stored.name() : begun.name());
        if (order <= 0 && !stored.isCommonPrefix()) {
          objects.add(ObjectRow.decodeInfo(last, stored.cursor().value()));
        } else {
          prefixes.add(last);
        }
        if (order <= 0) {
          stored.next();
        }
        if (order >= 0) {
          begun.next();
          skipKeys(begun);
        }
      }
      return new Objects.Listing(objects, prefixes, Optional.empty());
    }
  }

  /** By name; one that is at its end comes last. An object and a prefix never have one name. */
  private static int compare(Rollup one, Rollup other) {
    if (!one.valid()) {
      return 1;
    }
    return other.valid() ? Arrays.compareUnsigned(one.name(), other.name()) : -1;
  }

  /** Uploads give common prefixes only. */
  private static void skipKeys(Rollup uploads) {
    while (uploads.valid() && !uploads.isCommonPrefix()) {
      uploads.next();
    }
  }

  private static void skipUpTo(Rollup names, byte[] after) {
    while (after.length > 0 && names.valid() && Arrays.compareUnsigned(names.name(), after) <= 0) {
      names.next();
    }
  }

  static Uploads.Listing uploads(IndexView view, Uploads.ListQuery query) {
    BucketDecisions.require(view, query.bucket());
    var prefix = RowKeys.utf8(query.prefix());
    var delimiter = RowKeys.utf8(query.delimiter());
    var after = RowKeys.utf8(query.afterKey());
    var uploads = new ArrayList<Uploads.Upload>();
    var prefixes = new ArrayList<String>();
    try (var names = new UploadRollup(view, query.bucket().id(), prefix, delimiter)) {
      names.start(after);
      while (names.valid() && isBefore(names, after, query.afterUploadId())) {
        names.next();
      }
      var lastKey = "";
      var lastId = Optional.<String>empty();
      for (; names.valid(); names.next()) {
        if (uploads.size() + prefixes.size() == query.limit()) {
          return new Uploads.Listing(uploads, prefixes, Optional.of(lastKey), lastId);
        }
        lastKey = text(names.name());
        lastId = Optional.empty();
        if (names.isCommonPrefix()) {
          prefixes.add(lastKey);
        } else {
          var uploadId = RowKeys.uploadName(names.cursor().key()).uploadId();
          lastId = Optional.of(uploadId);
          uploads.add(UploadCodec.decode(lastKey, uploadId, names.cursor().value()).upload());
        }
      }
      return new Uploads.Listing(uploads, prefixes, Optional.empty(), Optional.empty());
    }
  }

  private static boolean isBefore(Rollup names, byte[] after, String afterUploadId) {
    if (after.length == 0) {
      return false;
    }
    var order = Arrays.compareUnsigned(names.name(), after);
    if (order != 0 || names.isCommonPrefix() || afterUploadId.isEmpty()) {
      return order <= 0;
    }
    var uploadId = RowKeys.uploadName(names.cursor().key()).uploadId();
    return Arrays.compareUnsigned(RowKeys.utf8(uploadId), RowKeys.utf8(afterUploadId)) <= 0;
  }

  private static String text(byte[] name) {
    return new String(name, StandardCharsets.UTF_8);
  }
}
