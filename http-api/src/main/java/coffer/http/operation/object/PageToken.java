package coffer.http.operation.object;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Where the next page of a listing starts, in a form that clients do not take for a key: URL-safe
 * base64 of the byte 1 and the UTF-8 of a key, NUL and an upload id (empty for objects). It is no
 * secret and grants nothing: whoever may list may also start anywhere.
 */
record PageToken(String key, String uploadId) {
  private static final byte VERSION = 1;
  private static final int MAX_CHARACTERS = 4096;

  static String ofKey(String key) {
    return new PageToken(key, "").encode();
  }

  /** An upload id holds no NUL, so the last one in the text is the separator. */
  String encode() {
    var text = key + "\0" + uploadId;
    var utf8 = text.getBytes(StandardCharsets.UTF_8);
    var bytes = ByteBuffer.allocate(1 + utf8.length).put(VERSION).put(utf8).array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Fails with InvalidArgument for anything that no page gave. */
  static PageToken decode(String name, String token) {
    if (token.length() > MAX_CHARACTERS) {
      throw incorrect(name);
    }
    try {
      var bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(token));
      if (!bytes.hasRemaining() || bytes.get() != VERSION) {
        throw incorrect(name);
      }
      var text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      var separator = text.lastIndexOf('\0');
      if (separator < 0) {
        throw incorrect(name);
      }
      return new PageToken(text.substring(0, separator), text.substring(separator + 1));
    } catch (IllegalArgumentException | CharacterCodingException e) {
      throw incorrect(name);
    }
  }

  private static RuntimeException incorrect(String name) {
    return Numbers.invalid(name, "", "The " + name + " provided is incorrect");
  }
}
