package coffer.http;

import coffer.http.bucket.BucketKind;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.wire.Query;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The subresources of buckets and objects: query parameters that change what a request means. One
 * that is known and not supported is refused, never ignored: {@code PUT /key?acl} is no upload.
 */
final class Subresources {
  private static final Set<String> BUCKET =
      Set.of(
          "delete",
          "encryption",
          "lifecycle",
          "location",
          "policy",
          "session",
          "uploads",
          "versioning",
          "versions");
  private static final Set<String> OBJECT =
      Set.of("attributes", "renameObject", "uploadId", "uploads");

  /** What S3 calls the feature when a bucket does not support it. */
  private static final Map<String, String> UNSUPPORTED =
      Map.ofEntries(
          Map.entry("abac", "Attribute-Based Access Control"),
          Map.entry("accelerate", "Transfer Acceleration"),
          Map.entry("acl", "Access Control Lists"),
          Map.entry("analytics", "Analytics"),
          Map.entry("annotation", "Annotations"),
          Map.entry("append", "this form of append"),
          Map.entry("cors", "Cross-Origin Resource Sharing"),
          Map.entry("delete", "this form of delete"),
          Map.entry("encryption", "UpdateObjectEncryption"),
          Map.entry("intelligent-tiering", "Intelligent-Tiering"),
          Map.entry("inventory", "Inventory"),
          Map.entry("legal-hold", "Object Lock"),
          Map.entry("logging", "Server Access Logging"),
          Map.entry("metadataConfiguration", "Metadata Tables"),
          Map.entry("metadataInventoryTable", "Metadata Tables"),
          Map.entry("metadataJournalTable", "Metadata Tables"),
          Map.entry("metadataTable", "Metadata Tables"),
          Map.entry("metrics", "Metrics"),
          Map.entry("notification", "Event Notifications"),
          Map.entry("object-lock", "Object Lock"),
          Map.entry("ownershipControls", "Object Ownership"),
          Map.entry("policyStatus", "Policy Status"),
          Map.entry("publicAccessBlock", "Public Access Block"),
          Map.entry("replication", "Replication"),
          Map.entry("requestPayment", "Requester Pays"),
          Map.entry("restore", "RestoreObject"),
          Map.entry("retention", "Object Lock"),
          Map.entry("select", "SelectObjectContent"),
          Map.entry("tagging", "Tagging"),
          Map.entry("torrent", "Torrent"),
          Map.entry("versioning", "Object Versioning"),
          Map.entry("versions", "Object Versioning"),
          Map.entry("website", "Website Hosting"));

  private Subresources() {}

  /** The subresource of a bucket that a request names, if any; fails when there are two. */
  static Optional<String> ofBucket(Query query) {
    return of(query, BUCKET);
  }

  /** The subresource of an object that a request names, if any; fails when there are two. */
  static Optional<String> ofObject(Query query) {
    return of(query, OBJECT);
  }

  private static Optional<String> of(Query query, Set<String> supported) {
    Optional<String> found = Optional.empty();
    for (var parameter : query.parameters()) {
      var name = parameter.name();
      if (!supported.contains(name)) {
        var feature = UNSUPPORTED.get(name);
        if (feature != null) {
          throw unsupported(feature);
        }
      } else if (found.isPresent()) {
        throw new S3Exception(
            S3Error.InvalidArgument, "The query names more than one subresource.");
      } else {
        found = Optional.of(name);
      }
    }
    return found;
  }

  static S3Exception unsupported(String feature) {
    return new S3Exception(S3Error.NotImplemented, "This bucket does not support " + feature);
  }

  /** Fails on general purpose buckets. */
  static void requireDirectory(BucketKind kind, String feature) {
    if (kind != BucketKind.DIRECTORY) {
      throw unsupported(feature);
    }
  }
}
