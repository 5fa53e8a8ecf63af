package coffer.http.operation.object;

import coffer.http.wire.Query;

/** Buckets are not versioned: the one version of an object is {@code null}. */
final class Versions {
  private Versions() {}

  static void requireNull(Query query) {
    query.first("versionId").ifPresent(Versions::requireNull);
  }

  static void requireNull(String versionId) {
    if (versionId.isEmpty()) {
      throw Numbers.invalid("versionId", "", "Version id cannot be the empty string");
    }
    if (!versionId.equals("null")) {
      throw Numbers.invalid("versionId", versionId, "Invalid version id specified");
    }
  }
}
