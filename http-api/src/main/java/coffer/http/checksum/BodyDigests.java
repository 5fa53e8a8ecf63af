package coffer.http.checksum;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is computed over one body as it flows, and what it must come out as. Not safe for
 * use by several threads.
 */
public final class BodyDigests {

  /**
   * @param length plaintext bytes that must flow; empty when only the end tells
   * @param sha256Hex that the body must have; empty if it was not signed
   * @param declared checksums of header and trailer
   * @param fallback computed when the client declared none
   * @param md5 whether MD5 is wanted although the client declared none
   */
  public record Expected(
      OptionalLong length,
      Optional<String> sha256Hex,
      DeclaredChecksums declared,
      ChecksumAlgorithm fallback,
      boolean md5) {}

  /** What came out. */
  public record Computed(long length, Checksum checksum, Optional<String> md5Hex) {}

  private final Expected expected;
  private final ChecksumAlgorithm algorithm;
  private final RunningChecksum checksum;
  private final @Nullable RunningChecksum sha256;
  private final @Nullable RunningChecksum md5;
  private @Nullable String trailing;
  private long length;

  public BodyDigests(Expected expected) {
    this.expected = expected;
    algorithm = expected.declared().algorithm().orElse(expected.fallback());
    checksum = RunningChecksum.of(algorithm);
    boolean hashedAnyway = algorithm == ChecksumAlgorithm.SHA256;
    sha256 =
        expected.sha256Hex().isPresent() && !hashedAnyway
            ? RunningChecksum.of(ChecksumAlgorithm.SHA256)
            : null;
    md5 =
        expected.md5() || expected.declared().md5Base64().isPresent()
            ? RunningChecksum.md5()
            : null;
  }

  /** Takes in plaintext; fails with IncompleteBody when there is more than was announced. */
  public void update(byte[] bytes) {
    admit(bytes.length);
    digest(bytes);
  }

  /**
   * The part of {@link #update} that refuses, for those who call {@link #digest} later. Touches
   * nothing that it touches.
   */
  public void admit(int bytes) {
    length += bytes;
    if (expected.length().isPresent() && length > expected.length().getAsLong()) {
      throw new S3Exception(S3Error.IncompleteBody);
    }
  }

  /** The part of {@link #update} that takes time. */
  public void digest(byte[] bytes) {
    checksum.update(bytes, 0, bytes.length);
    if (sha256 != null) {
      sha256.update(bytes, 0, bytes.length);
    }
    if (md5 != null) {
      md5.update(bytes, 0, bytes.length);
    }
  }

  /** The declared checksum came behind the body. */
  public void trailer(String value) {
    if (!ChecksumMath.isValid(algorithm, value)) {
      throw new S3Exception(
          S3Error.InvalidRequest,
          "Value for " + algorithm.header() + " trailing header is invalid.");
    }
    trailing = value;
  }

  /**
   * The end of the body. Fails with IncompleteBody, XAmzContentSHA256Mismatch, BadDigest, and with
   * MalformedTrailerError when a declared trailer did not come.
   */
  public Computed finish() {
    if (expected.length().isPresent() && length != expected.length().getAsLong()) {
      throw new S3Exception(S3Error.IncompleteBody);
    }
    var raw = checksum.finish();
    checkSha256(raw);
    var md5Raw = md5 == null ? null : md5.finish();
    checkMd5(md5Raw);
    var value = Base64.getEncoder().encodeToString(raw);
    checkDeclared(value);
    return new Computed(
        length,
        new Checksum(algorithm, Checksum.Type.FULL_OBJECT, value),
        Optional.ofNullable(md5Raw).map(HexFormat.of()::formatHex));
  }

  private void checkSha256(byte[] checksumRaw) {
    if (expected.sha256Hex().isPresent()) {
      var computed = HexFormat.of().formatHex(sha256 == null ? checksumRaw : sha256.finish());
      if (!computed.equals(expected.sha256Hex().get())) {
        throw new S3Exception(S3Error.XAmzContentSHA256Mismatch);
      }
    }
  }

  private void checkMd5(byte @Nullable [] computed) {
    var declared = expected.declared().md5Base64();
    if (declared.isPresent()
        && computed != null
        && !Base64.getEncoder().encodeToString(computed).equals(declared.get())) {
      throw new S3Exception(
          S3Error.BadDigest, "The Content-MD5 you specified did not match what we received.");
    }
  }

  private void checkDeclared(String computed) {
    if (expected.declared().trailer().isPresent() && trailing == null) {
      throw new S3Exception(S3Error.MalformedTrailerError);
    }
    var declared = expected.declared().value().orElse(trailing);
    if (declared != null && !declared.equals(computed)) {
      throw new S3Exception(
          S3Error.BadDigest,
          "The " + algorithm + " you specified did not match the calculated checksum.");
    }
  }
}
