package coffer.kms.service;

import coffer.kms.service.KmsException.Code;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The limits on tags: 50 of them, 128 characters of key and 256 of value. */
final class TagRules {
  static final int TAGS_MAX = 50;
  private static final int KEY_CHARS_MAX = 128;
  private static final int VALUE_CHARS_MAX = 256;

  private TagRules() {}

  /** {@code now} with {@code added}, of which no key may stand twice. */
  static Map<String, String> merged(Map<String, String> now, @Nullable List<Tag> added) {
    var given = new TreeMap<String, String>();
    for (var tag : added == null ? List.<Tag>of() : added) {
      Constraints.required(tag, "tags.1.member");
      var key = Constraints.required(tag.tagKey(), "tags.1.member.tagKey");
      var value = Constraints.required(tag.tagValue(), "tags.1.member.tagValue");
      if (key.isEmpty() || key.length() > KEY_CHARS_MAX || value.length() > VALUE_CHARS_MAX) {
        throw new KmsException(Code.TagException, "Invalid tag key or value length");
      }
      if (key.toLowerCase(Locale.ROOT).startsWith("aws:")) {
        throw new KmsException(Code.TagException, "Tags beginning with aws: are reserved");
      }
      if (given.put(key, value) != null) {
        throw new KmsException(Code.TagException, "Duplicate tag keys");
      }
    }
    var all = new TreeMap<>(now);
    all.putAll(given);
    if (all.size() > TAGS_MAX) {
      throw new KmsException(Code.TagException, "Too many tags");
    }
    return all;
  }
}
