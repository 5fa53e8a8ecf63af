package coffer.kms.ring;

import java.util.Arrays;

/**
 * One generation of a key's secret, sealed under the root key.
 *
 * @param id 64 hex digits, unique; ciphertexts name it
 * @param sealed the secret as the root key sealed it
 * @param createdMillis milliseconds since 1970, UTC
 * @param origin how it came to be
 */
public record KeyMaterial(String id, byte[] sealed, long createdMillis, Origin origin) {

  /** Why the material was made. */
  public enum Origin {
    /** With the key. */
    FIRST,
    /** By the yearly, or otherwise configured, rotation. */
    AUTOMATIC,
    /** By RotateKeyOnDemand. */
    ON_DEMAND
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeyMaterial that
        && id.equals(that.id)
        && Arrays.equals(sealed, that.sealed)
        && createdMillis == that.createdMillis
        && origin == that.origin;
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public String toString() {
    return "KeyMaterial[" + id + "]";
  }
}
