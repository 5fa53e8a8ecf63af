package coffer.http.wire;

import java.util.List;
import java.util.Optional;

/**
 * A parsed XML element, without attributes and namespaces. Documents come from strangers: no
 * DOCTYPE, no entities beyond the five, bounded depth and size, UTF-8 only.
 *
 * @param name the local name
 * @param text the element's own character data, as it stands in the document; in an element with
 *     children usually white space
 */
public record XmlElement(String name, String text, List<XmlElement> children) {

  public XmlElement {
    children = List.copyOf(children);
  }

  /** Parses a request body; fails with MalformedXML, also when the root is not {@code root}. */
  public static XmlElement parse(byte[] document, String root) {
    return XmlParser.parse(document, root);
  }

  public Optional<XmlElement> child(String name) {
    return children.stream().filter(child -> child.name().equals(name)).findFirst();
  }

  public List<XmlElement> children(String name) {
    return children.stream().filter(child -> child.name().equals(name)).toList();
  }

  public Optional<String> childText(String name) {
    return child(name).map(XmlElement::text);
  }
}
