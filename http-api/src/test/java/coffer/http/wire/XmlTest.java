package coffer.http.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XmlTest {

  @Test
  void writesEscapedTextUnderTheNamespaceOfS3() {
    var xml =
        XmlWriter.document("Result")
            .open("Contents")
            .text("Key", "a<b>&\"c\r\n\u0001\uFFFE\uD800é😀")
            .close()
            .text("Absent", Optional.empty())
            .text("Present", Optional.of("yes"))
            .bytes();
    assertEquals(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            + "<Result xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Contents>"
            + "<Key>a&lt;b&gt;&amp;&quot;c&#13;\n\uFFFD\uFFFD\uFFFDé😀</Key></Contents>"
            + "<Present>yes</Present></Result>",
        new String(xml, StandardCharsets.UTF_8));
  }

  @Test
  void readsBackWhatItWrote() {
    var text = "a<b>&\"c\r\n\té😀 ]]> ";
    var read = XmlElement.parse(XmlWriter.plainDocument("R").text("T", text).bytes(), "R");
    assertEquals(Optional.of(text), read.childText("T"));
  }

  @Test
  void readsNestedElementsWithoutNamespaces() {
    var read =
        parse(
            "<?xml version=\"1.0\" encoding='utf-8'?><x:Delete xmlns:x='urn:a'><!-- c -->"
                + "<Object><Key>a&amp;<![CDATA[<b>]]></Key></Object><Object/></x:Delete>",
            "Delete");
    assertEquals(2, read.children("Object").size());
    assertEquals(
        Optional.of("a&<b>"), read.child("Object").flatMap(object -> object.childText("Key")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "text",
        "<Other/>",
        "<R>",
        "<R></R><R/>",
        "<!DOCTYPE R><R/>",
        "<!DOCTYPE R [<!ENTITY a 'b'>]><R>&a;</R>",
        "<!DOCTYPE R [<!ENTITY % p SYSTEM 'file:///etc/passwd'> %p;]><R/>",
        "<!DOCTYPE R SYSTEM 'http://127.0.0.1:1/x.dtd'><R/>",
        "<!DOCTYPE R [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><R>&a;</R>",
        "<R>&unknown;</R>",
        "<R>&#1;</R>",
        "<R>\u0001</R>",
        "<R a='1' a='2'/>",
        "<?xml version='1.1'?><R/>",
        "<?xml version='1.0' encoding='UTF-7'?><R/>",
        "<?xml version='1.0' encoding='UTF-16'?><R/>",
      })
  void refusesWhatIsNotPlainXml(String document) {
    assertMalformed(document.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void refusesOtherEncodings() {
    assertMalformed("<R/>".getBytes(StandardCharsets.UTF_16));
    assertMalformed(new byte[] {'<', 'R', '>', (byte) 0xC0, (byte) 0x80, '<', '/', 'R', '>'});
  }

  @Test
  void acceptsAByteOrderMark() {
    assertEquals("R", parse("\uFEFF<R/>", "R").name());
  }

  @Test
  void boundsDepthAndCount() {
    assertEquals("R", parse("<R>" + nested(31) + "</R>", "R").name());
    assertMalformed(("<R>" + nested(32) + "</R>").getBytes(StandardCharsets.UTF_8));
    assertMalformed(("<R>".repeat(100_000)).getBytes(StandardCharsets.UTF_8));
    assertMalformed(("<R>" + "<a/>".repeat(100_000) + "</R>").getBytes(StandardCharsets.UTF_8));
  }

  private static String nested(int depth) {
    return "<a>".repeat(depth) + "</a>".repeat(depth);
  }

  private static XmlElement parse(String document, String root) {
    return XmlElement.parse(document.getBytes(StandardCharsets.UTF_8), root);
  }

  private static void assertMalformed(byte[] document) {
    var refused = assertThrows(S3Exception.class, () -> XmlElement.parse(document, "R"));
    assertEquals(S3Error.MalformedXML, refused.error());
  }
}
