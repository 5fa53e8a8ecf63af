package coffer.node.placement;

import coffer.http.bucket.Bucket;
import coffer.node.peer.Member;
import java.util.List;
import java.util.Optional;

/** The nodes among which a bucket's bytes are placed; also the name of its index group. */
public sealed interface Scope {

  /** All nodes: general purpose buckets. */
  record Region() implements Scope {
    @Override
    public String id() {
      return "region";
    }
  }

  /** The nodes of one zone: its directory buckets. */
  record Zone(String zone) implements Scope {
    private static final String PREFIX = "zone/";

    @Override
    public String id() {
      return PREFIX + zone;
    }
  }

  /** {@code region} or {@code zone/<zone>}. */
  String id();

  static Scope of(Bucket bucket) {
    return of(bucket.zone());
  }

  /** The zone, or the region when it is empty. */
  static Scope of(Optional<String> zone) {
    return zone.isPresent() ? new Zone(zone.get()) : new Region();
  }

  /** From an {@link #id}; throws IllegalArgumentException for anything else. */
  static Scope parse(String id) {
    if (id.equals("region")) {
      return new Region();
    }
    if (id.startsWith(Zone.PREFIX) && id.length() > Zone.PREFIX.length()) {
      return new Zone(id.substring(Zone.PREFIX.length()));
    }
    throw new IllegalArgumentException("not a scope");
  }

  default boolean contains(Member member) {
    return switch (this) {
      case Region region -> true;
      case Zone(var zone) -> member.zone().equals(zone);
    };
  }

  /** Those of the members that may hold its runs. */
  default List<Member> among(List<Member> members) {
    return members.stream().filter(this::contains).toList();
  }
}
