package coffer.http.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Writes one small XML 1.0 document in UTF-8. Text is escaped; a carriage return becomes a
 * character reference, since parsers would turn it into a line feed. What XML 1.0 cannot hold in
 * any form (most control characters, lone surrogates, U+FFFE) is written as U+FFFD, so that one odd
 * key does not make a whole listing unreadable: clients that care ask for {@code
 * encoding-type=url}. Element names come from code and are not checked. Not safe for use by several
 * threads.
 */
public final class XmlWriter {
  private static final String NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

  private final StringBuilder out = new StringBuilder(512);
  private final Deque<String> open = new ArrayDeque<>();

  private XmlWriter() {
    out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
  }

  /** Begins a document whose root has S3's namespace. */
  public static XmlWriter document(String root) {
    return document(root, NAMESPACE);
  }

  /** Begins a document whose root has the namespace of another service, as STS and IAM answers. */
  public static XmlWriter document(String root, String namespace) {
    var writer = new XmlWriter();
    writer.out.append('<').append(root).append(" xmlns=\"");
    writer.escape(namespace);
    writer.out.append("\">");
    writer.open.push(root);
    return writer;
  }

  /** Begins a document whose root has no namespace, as errors do. */
  public static XmlWriter plainDocument(String root) {
    return new XmlWriter().open(root);
  }

  public XmlWriter open(String name) {
    out.append('<').append(name).append('>');
    open.push(name);
    return this;
  }

  /** Closes the innermost open element. */
  public XmlWriter close() {
    out.append("</").append(open.pop()).append('>');
    return this;
  }

  public XmlWriter text(String name, String value) {
    out.append('<').append(name).append('>');
    escape(value);
    out.append("</").append(name).append('>');
    return this;
  }

  /** The element when there is a value, nothing otherwise. */
  public XmlWriter text(String name, Optional<String> value) {
    return value.isPresent() ? text(name, value.get()) : this;
  }

  /** Closes what is open and gives the document in UTF-8. */
  public byte[] bytes() {
    while (!open.isEmpty()) {
      close();
    }
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void escape(String value) {
    for (int at = 0; at < value.length(); ) {
      int point = value.codePointAt(at);
      at += Character.charCount(point);
      switch (point) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\r' -> out.append("&#13;");
        default -> out.appendCodePoint(holds(point) ? point : 0xFFFD);
      }
    }
  }

  /** The production Char of XML 1.0, section 2.2. */
  private static boolean holds(int point) {
    return point == '\t'
        || point == '\n'
        || point >= 0x20 && point <= 0xD7FF
        || point >= 0xE000 && point <= 0xFFFD
        || point >= 0x10000;
  }
}
