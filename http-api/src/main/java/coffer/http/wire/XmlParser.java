package coffer.http.wire;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** Reads XML from strangers into {@link XmlElement}s; every refusal is MalformedXML. */
final class XmlParser {
  /** CompleteMultipartUpload with 10,000 parts, each with two checksums, takes half of these. */
  private static final int ELEMENTS_MAX = 100_000;

  private static final int DEPTH_MAX = 32;
  private static final int BYTES_MAX = 16 * 1024 * 1024;

  private XmlParser() {}

  /** An element whose end has not come yet. */
  private record Begun(String name, StringBuilder text, List<XmlElement> children) {}

  static XmlElement parse(byte[] document, String root) {
    if (document.length > BYTES_MAX) {
      throw malformed();
    }
    try {
      var reader = factory().createXMLStreamReader(new StringReader(decode(document)));
      try {
        var element = read(reader);
        if (!element.name().equals(root)) {
          throw malformed();
        }
        return element;
      } finally {
        reader.close();
      }
    } catch (XMLStreamException | CharacterCodingException e) {
      throw malformed();
    }
  }

  private static XMLInputFactory factory() {
    var factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
    return factory;
  }

  private static String decode(byte[] document) throws CharacterCodingException {
    boolean mark =
        document.length >= 3
            && document[0] == (byte) 0xEF
            && document[1] == (byte) 0xBB
            && document[2] == (byte) 0xBF;
    int from = mark ? 3 : 0;
    return StandardCharsets.UTF_8
        .newDecoder()
        .decode(ByteBuffer.wrap(document, from, document.length - from))
        .toString();
  }

  private static XmlElement read(XMLStreamReader reader) throws XMLStreamException {
    checkDeclaration(reader);
    var begun = new ArrayDeque<Begun>();
    @Nullable XmlElement root = null;
    int elements = 0;
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          if (++elements > ELEMENTS_MAX || begun.size() >= DEPTH_MAX) {
            throw malformed();
          }
          begun.push(new Begun(reader.getLocalName(), new StringBuilder(), new ArrayList<>()));
        }
        case XMLStreamConstants.END_ELEMENT -> {
          var ended = begun.pop();
          var element = new XmlElement(ended.name(), ended.text().toString(), ended.children());
          var parent = begun.peek();
          if (parent == null) {
            root = element;
          } else {
            parent.children().add(element);
          }
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
          var within = begun.peek();
          if (within != null) {
            within.text().append(reader.getText());
          }
        }
        case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE -> throw malformed();
        default -> {} // comments, processing instructions, the end
      }
    }
    if (root == null) {
      throw malformed();
    }
    return root;
  }

  /** A document that says it is something else than what was decoded is not to be trusted. */
  private static void checkDeclaration(XMLStreamReader reader) {
    var version = reader.getVersion();
    var encoding = reader.getCharacterEncodingScheme();
    if (version != null && !version.equals("1.0")
        || encoding != null && !encoding.equalsIgnoreCase("UTF-8")) {
      throw malformed();
    }
  }

  private static S3Exception malformed() {
    return new S3Exception(S3Error.MalformedXML);
  }
}
