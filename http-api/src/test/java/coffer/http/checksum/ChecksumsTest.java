package coffer.http.checksum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ChecksumsTest {

  @ParameterizedTest
  @CsvSource({
    "CRC32, cbf43926",
    "CRC32C, e3069283",
    "CRC64NVME, ae8b14860a799888",
    "SHA1, f7c3bc1d808e04732adf679965ccc34ca7ae3441",
    "SHA256, 15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225",
  })
  void givesTheCheckValues(ChecksumAlgorithm algorithm, String expected) {
    var running = RunningChecksum.of(algorithm);
    var bytes = "x123456789x".getBytes(StandardCharsets.UTF_8);
    running.update(bytes, 1, 4);
    running.update(bytes, 5, 5);
    assertEquals(expected, HexFormat.of().formatHex(running.finish()));
  }

  @Test
  void crc64DoesNotDependOnHowBytesAreSplit() {
    var bytes = random(200);
    var whole = of(ChecksumAlgorithm.CRC64NVME, bytes);
    for (int at = 0; at <= bytes.length; at++) {
      var running = RunningChecksum.of(ChecksumAlgorithm.CRC64NVME);
      running.update(bytes, 0, at);
      running.update(bytes, at, bytes.length - at);
      assertEquals(whole, running.finishBase64());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"CRC32", "CRC32C", "CRC64NVME"})
  void combinesAtEverySplit(ChecksumAlgorithm algorithm) {
    var bytes = random(300);
    var whole = of(algorithm, bytes);
    for (int at = 0; at <= bytes.length; at++) {
      var a = of(algorithm, Arrays.copyOfRange(bytes, 0, at));
      var b = of(algorithm, Arrays.copyOfRange(bytes, at, bytes.length));
      assertEquals(whole, ChecksumMath.combine(algorithm, a, b, bytes.length - at));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"CRC32", "CRC32C", "CRC64NVME"})
  void combinesLongParts(ChecksumAlgorithm algorithm) {
    var a = random(5_000_003);
    var b = random(3_000_001);
    var whole = RunningChecksum.of(algorithm);
    whole.update(a, 0, a.length);
    whole.update(b, 0, b.length);
    assertEquals(
        whole.finishBase64(),
        ChecksumMath.combine(algorithm, of(algorithm, a), of(algorithm, b), b.length));
  }

  @Test
  void hashesDoNotCombine() {
    assertThrows(
        IllegalArgumentException.class,
        () -> ChecksumMath.combine(ChecksumAlgorithm.SHA1, "", "", 1));
  }

  @Test
  void compositeIsTheChecksumOfRawChecksums() {
    var a = of(ChecksumAlgorithm.SHA256, random(10));
    var b = of(ChecksumAlgorithm.SHA256, random(20));
    var decoder = java.util.Base64.getDecoder();
    var raw = new byte[64];
    System.arraycopy(decoder.decode(a), 0, raw, 0, 32);
    System.arraycopy(decoder.decode(b), 0, raw, 32, 32);
    assertEquals(
        of(ChecksumAlgorithm.SHA256, raw) + "-2",
        ChecksumMath.composite(ChecksumAlgorithm.SHA256, List.of(a, b)));
  }

  @Test
  void valuesMustBeCanonicalBase64OfTheRightLength() {
    assertTrue(ChecksumMath.isValid(ChecksumAlgorithm.CRC32, "y/Q5Jg=="));
    for (var wrong :
        List.of("", "y/Q5Jg", "y/Q5Jh==", "y/Q5JgA=", "y_Q5Jg==", "zzz!", "y/Q5 Jg==")) {
      assertFalse(ChecksumMath.isValid(ChecksumAlgorithm.CRC32, wrong), wrong);
    }
  }

  private static String of(ChecksumAlgorithm algorithm, byte[] bytes) {
    var running = RunningChecksum.of(algorithm);
    running.update(bytes, 0, bytes.length);
    return running.finishBase64();
  }

  private static byte[] random(int length) {
    var bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
