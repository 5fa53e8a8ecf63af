package coffer.http.server;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.http.impl.settings.ParserSettingsImpl;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.settings.ParserSettings;
import scala.Option;
import scala.runtime.AbstractFunction2;

/**
 * Keeps Content-Type as clients wrote it, in both directions. Pekko HTTP parses the header even
 * when it parses no other, and writes it back in its own spelling: {@code text/html; charset=utf-8}
 * becomes {@code charset=UTF-8}, which breaks signatures and what S3 stores.
 *
 * <p>The way out, pinned to Pekko HTTP 1.3.0 by a test: a media type look-up that always fails
 * makes the parser keep the header raw. {@code multipart/*} is still parsed. The public API cannot
 * express it, so this one class uses an internal one.
 */
final class VerbatimContentType {
  /** Most answers have one of a few; a long one is made anew, as all are after so many others. */
  private static final int MOST_KEPT = 256;

  private static final int LONGEST_KEPT = 128;

  private static final Map<String, ContentType> KEPT = new ConcurrentHashMap<>();

  private VerbatimContentType() {}

  /** The same settings, with Content-Type left alone. */
  static ParserSettings keptBy(ParserSettings settings) {
    var s = (ParserSettingsImpl) settings;
    return s.copy(
        s.maxUriLength(),
        s.maxMethodLength(),
        s.maxResponseReasonLength(),
        s.maxHeaderNameLength(),
        s.maxHeaderValueLength(),
        s.maxHeaderCount(),
        s.maxContentLengthSetting(),
        s.maxToStrictBytes(),
        s.maxChunkExtLength(),
        s.maxChunkSize(),
        s.maxCommentParsingDepth(),
        s.uriParsingMode(),
        s.cookieParsingMode(),
        s.illegalHeaderWarnings(),
        s.ignoreIllegalHeaderFor(),
        s.errorLoggingVerbosity(),
        s.illegalResponseHeaderNameProcessingMode(),
        s.illegalResponseHeaderValueProcessingMode(),
        s.conflictingContentTypeHeaderProcessingMode(),
        s.headerValueCacheLimits(),
        s.includeTlsSessionInfoHeader(),
        s.includeSslSessionAttribute(),
        s.modeledHeaderParsing(),
        s.customMethods(),
        s.customStatusCodes(),
        new Refuse());
  }

  /**
   * A content type that is rendered exactly as given, but for one without a slash ({@code foo}
   * becomes {@code foo/}) and for what cannot be a header value.
   */
  static ContentType rendered(String value) {
    var kept = KEPT.get(value);
    if (kept != null) {
      return kept;
    }
    var made = made(value);
    if (value.length() <= LONGEST_KEPT) {
      if (KEPT.size() >= MOST_KEPT) {
        KEPT.clear();
      }
      KEPT.put(value, made);
    }
    return made;
  }

  private static ContentType made(String value) {
    int slash = value.indexOf('/');
    var main = slash < 0 ? value : value.substring(0, slash);
    var rest = slash < 0 ? "" : value.substring(slash + 1);
    try {
      return main.equalsIgnoreCase("multipart")
          ? MediaTypes.customMultipart(rest, Map.of()).toContentType()
          : MediaTypes.customBinary(main, rest, false).toContentType();
    } catch (IllegalArgumentException e) {
      return ContentTypes.APPLICATION_OCTET_STREAM;
    }
  }

  /** Knows no media type, loudly. */
  private static final class Refuse
      extends AbstractFunction2<
          String, String, Option<org.apache.pekko.http.scaladsl.model.MediaType>> {
    /** Made once: it is control flow, on every request. */
    private static final RuntimeException REFUSED =
        new RuntimeException("kept as it came", null, false, false) {
          private static final long serialVersionUID = 1L;
        };

    @Override
    public Option<org.apache.pekko.http.scaladsl.model.MediaType> apply(String main, String sub) {
      throw REFUSED;
    }
  }
}
