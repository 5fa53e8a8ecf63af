package coffer.node.index;

import coffer.http.bucket.BucketKind;
import coffer.http.bucket.BucketNames;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Which group has which bucket: directory buckets their zone's, all others the region's. */
final class BucketGroups {
  static final String REGION = "region";

  private final String zone;
  private final Optional<ReplicatedMembers> members;

  /**
   * @param zone this node's
   * @param members empty for a lone node, whose zone has every directory bucket
   */
  BucketGroups(String zone, Optional<ReplicatedMembers> members) {
    this.zone = zone;
    this.members = members;
  }

  static String ofZone(String zone) {
    return "zone/" + zone;
  }

  String ownZone() {
    return ofZone(zone);
  }

  /** Empty when the name tells of a zone that the cluster does not have. */
  Optional<String> of(String bucket) {
    return switch (BucketNames.kindOf(bucket)) {
      case GENERAL_PURPOSE -> Optional.of(REGION);
      case DIRECTORY -> {
        if (members.isEmpty()) {
          yield Optional.of(ownZone());
        }
        var named = BucketNames.zone(bucket);
        if (named.isEmpty()) {
          yield Optional.empty();
        }
        if (!zones().contains(named.get())) {
          if (!members.get().complete()) {
            throw new S3Exception(S3Error.ServiceUnavailable);
          }
          yield Optional.empty();
        }
        yield Optional.of(ofZone(named.get()));
      }
    };
  }

  /** The groups that have buckets of the kind. */
  List<String> of(BucketKind kind) {
    return switch (kind) {
      case GENERAL_PURPOSE -> List.of(REGION);
      case DIRECTORY -> zones().stream().map(BucketGroups::ofZone).toList();
    };
  }

  private TreeSet<String> zones() {
    var zones = new TreeSet<String>();
    zones.add(zone);
    members.ifPresent(known -> known.all().forEach(member -> zones.add(member.zone())));
    return zones;
  }
}
