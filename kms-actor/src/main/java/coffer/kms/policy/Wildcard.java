package coffer.kms.policy;

/**
 * Patterns in which {@code *} stands for any run of characters and {@code ?} for exactly one. Takes
 * time proportional to pattern times text at worst, and never recurses, so a hostile pattern cannot
 * stall the server.
 */
final class Wildcard {
  private Wildcard() {}

  static boolean matches(String pattern, String text) {
    int p = 0;
    int t = 0;
    int starAt = -1;
    int resumeAt = 0;
    while (t < text.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        starAt = p++;
        resumeAt = t;
      } else if (p < pattern.length()
          && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t))) {
        p++;
        t++;
      } else if (starAt >= 0) {
        // Only the last star needs another try: an earlier one has already matched as little as it
        // can.
        p = starAt + 1;
        t = ++resumeAt;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
