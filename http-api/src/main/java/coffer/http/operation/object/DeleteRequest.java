package coffer.http.operation.object;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.wire.XmlElement;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The body of DeleteObjects.
 *
 * @param entries 1 to 1,000
 * @param quiet whether only failures are reported
 */
record DeleteRequest(List<Entry> entries, boolean quiet) {
  static final int MAX_ENTRIES = 1000;

  private static final Set<String> OF_ENTRY =
      Set.of("Key", "VersionId", "ETag", "LastModifiedTime", "Size");

  /** One object to delete, as the client wrote it. */
  record Entry(
      String key,
      Optional<String> versionId,
      Optional<String> etag,
      Optional<String> lastModifiedTime,
      Optional<String> size) {}

  /** Fails with MalformedXML, also for elements that the API does not have. */
  static DeleteRequest parse(byte[] document) {
    var root = XmlElement.parse(document, "Delete");
    for (var child : root.children()) {
      if (!child.name().equals("Object") && !child.name().equals("Quiet")) {
        throw new S3Exception(S3Error.MalformedXML);
      }
    }
    var entries = root.children("Object").stream().map(DeleteRequest::entry).toList();
    if (entries.isEmpty() || entries.size() > MAX_ENTRIES) {
      throw new S3Exception(S3Error.MalformedXML);
    }
    var quiet = root.childText("Quiet").map(String::strip).filter("true"::equals).isPresent();
    return new DeleteRequest(entries, quiet);
  }

  private static Entry entry(XmlElement element) {
    for (var child : element.children()) {
      if (!OF_ENTRY.contains(child.name())) {
        throw new S3Exception(S3Error.MalformedXML);
      }
    }
    var key =
        element
            .childText("Key")
            .filter(text -> !text.isEmpty())
            .orElseThrow(() -> new S3Exception(S3Error.MalformedXML));
    return new Entry(
        key,
        element.childText("VersionId").map(String::strip).filter(text -> !text.isEmpty()),
        element.childText("ETag"),
        element.childText("LastModifiedTime"),
        element.childText("Size").map(String::strip));
  }
}
