package coffer.kms.service;

import coffer.kms.service.KmsException.Code;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** The names of keys and aliases of one region. */
final class Arns {
  /** What a client may name a key by. */
  sealed interface Reference {}

  record ById(String account, String keyId) implements Reference {}

  /**
   * @param name with its prefix
   */
  record ByAlias(String account, String name) implements Reference {}

  private static final Pattern ALIAS = Pattern.compile("alias/[a-zA-Z0-9:/_-]{1,250}");
  private static final Pattern MULTI_REGION = Pattern.compile("mrk-[0-9a-f]{32}");
  private static final int ACCOUNT_DIGITS = 12;
  private static final int UUID_CHARACTERS = 36;
  private static final int ARN_PARTS = 6;

  private final String region;

  Arns(String region) {
    this.region = region;
  }

  String region() {
    return region;
  }

  String key(String account, String keyId) {
    return "arn:aws:kms:" + region + ":" + account + ":key/" + keyId;
  }

  String alias(String account, String name) {
    return "arn:aws:kms:" + region + ":" + account + ":" + name;
  }

  static boolean isAliasName(String text) {
    return ALIAS.matcher(text).matches();
  }

  /**
   * Reads a key id, key ARN, alias name or alias ARN.
   *
   * @param account whose key it is when the text does not say
   * @throws KmsException NotFoundException or InvalidArnException
   */
  Reference reference(String text, String account) {
    if (text.startsWith("arn:")) {
      return arn(text);
    }
    return named(text, account, text);
  }

  private Reference arn(String text) {
    var parts = text.split(":", ARN_PARTS);
    if (parts.length != ARN_PARTS
        || !parts[1].equals("aws")
        || !parts[2].equals("kms")
        || !isAccount(parts[4])) {
      throw new KmsException(Code.InvalidArnException, "Invalid arn " + shown(text));
    }
    if (!parts[3].equals(region)) {
      throw new KmsException(Code.NotFoundException, "Invalid arn " + shown(parts[3]));
    }
    if (parts[5].startsWith("key/")) {
      return named(parts[5].substring("key/".length()), parts[4], text);
    }
    if (!ALIAS.matcher(parts[5]).matches()) {
      throw new KmsException(Code.InvalidArnException, "Invalid arn " + shown(text));
    }
    return new ByAlias(parts[4], parts[5]);
  }

  private static Reference named(String name, String account, String whole) {
    if (isUuid(name) || MULTI_REGION.matcher(name).matches()) {
      return new ById(account, name);
    }
    if (ALIAS.matcher(name).matches() && whole.equals(name)) {
      return new ByAlias(account, name);
    }
    throw new KmsException(Code.NotFoundException, "Invalid keyId '" + shown(name) + "'");
  }

  // The ARN of a key is read with each object, in less than half the time without regular
  // expressions.

  private static boolean isAccount(String text) {
    for (int at = 0; at < text.length(); at++) {
      if (text.charAt(at) < '0' || text.charAt(at) > '9') {
        return false;
      }
    }
    return text.length() == ACCOUNT_DIGITS;
  }

  private static boolean isUuid(String text) {
    for (int at = 0; at < text.length(); at++) {
      boolean hyphen = at == 8 || at == 13 || at == 18 || at == 23;
      char c = text.charAt(at);
      if (hyphen ? c != '-' : !HexFormat.isHexDigit(c)) {
        return false;
      }
    }
    return text.length() == UUID_CHARACTERS;
  }

  static String shown(String text) {
    return text.length() <= 256 ? text : text.substring(0, 256) + "...";
  }
}
