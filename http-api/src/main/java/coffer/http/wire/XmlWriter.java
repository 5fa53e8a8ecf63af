package coffer.http.wire;

import java.util.Optional;

/**
 * Writes one small XML document; text is escaped, control characters that XML cannot hold are
 * refused.
 */
public final class XmlWriter {
  private XmlWriter() {}

  /** Begins a document whose root has S3's namespace. */
  public static XmlWriter document(String root) {
    throw new UnsupportedOperationException(root);
  }

  /** Begins a document whose root has no namespace, as errors do. */
  public static XmlWriter plainDocument(String root) {
    throw new UnsupportedOperationException(root);
  }

  public XmlWriter open(String name) {
    throw new UnsupportedOperationException(name);
  }

  public XmlWriter close() {
    throw new UnsupportedOperationException();
  }

  public XmlWriter text(String name, String value) {
    throw new UnsupportedOperationException(name + value);
  }

  /** The element when there is a value, nothing otherwise. */
  public XmlWriter text(String name, Optional<String> value) {
    throw new UnsupportedOperationException(name + value);
  }

  /** Closes what is open and gives the document in UTF-8. */
  public byte[] bytes() {
    throw new UnsupportedOperationException();
  }
}
