package coffer.kms.envelope;

/**
 * Layout of an encoded {@link StreamHeader}.
 *
 * <pre>
 *    0   1  version, 1
 *    1  32  salt
 *   33   7  nonce prefix
 *   40  32  key commitment
 * </pre>
 */
public final class StreamHeaderDescriptor {
  /** Version 1: AES-256-GCM, segments of 64 KiB, HKDF-SHA256. */
  public static final int VERSION = 1;

  public static final int VERSION_OFFSET = 0;
  public static final int SALT_OFFSET = 1;
  public static final int SALT_BYTES = 32;
  public static final int NONCE_PREFIX_OFFSET = SALT_OFFSET + SALT_BYTES;
  public static final int NONCE_PREFIX_BYTES = 7;
  public static final int COMMITMENT_OFFSET = NONCE_PREFIX_OFFSET + NONCE_PREFIX_BYTES;
  public static final int COMMITMENT_BYTES = 32;
  public static final int HEADER_BYTES = COMMITMENT_OFFSET + COMMITMENT_BYTES;

  private StreamHeaderDescriptor() {}
}
