package coffer.node.index.record;

import coffer.http.object.ObjectInfo;
import java.util.List;

/** An object as the index keeps it: what the API tells, and where its bytes are. */
public record ObjectRecord(ObjectInfo info, List<Extent> extents) {
  public ObjectRecord {
    extents = List.copyOf(extents);
  }
}
