package coffer.http.encryption;

import java.util.Optional;

/** The values of {@code x-amz-server-side-encryption} that Coffer stores objects under. */
public enum SseAlgorithm {
  AES256("AES256"),
  AWS_KMS("aws:kms");

  private final String wireName;

  SseAlgorithm(String wireName) {
    this.wireName = wireName;
  }

  /** As it stands in headers and XML. */
  public String wireName() {
    return wireName;
  }

  public static Optional<SseAlgorithm> ofWireName(String name) {
    for (var algorithm : values()) {
      if (algorithm.wireName.equals(name)) {
        return Optional.of(algorithm);
      }
    }
    return Optional.empty();
  }
}
