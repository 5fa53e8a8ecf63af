package coffer.http.encryption;

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
}
