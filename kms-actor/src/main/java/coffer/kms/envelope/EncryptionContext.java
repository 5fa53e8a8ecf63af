package coffer.kms.envelope;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * An encryption context as authenticated data. The pairs of a KMS encryption context have no order
 * (AWS KMS developer guide, "Encryption context"), so they are sorted here.
 *
 * <pre>
 *   u32  number of pairs
 *   per pair, in unsigned byte order of the keys:
 *     u32 length, key in UTF-8
 *     u32 length, value in UTF-8
 * </pre>
 *
 * Integers are big-endian. Two different contexts never have the same bytes.
 */
public final class EncryptionContext {
  private static final Comparator<Pair> BY_KEY =
      (left, right) -> Arrays.compareUnsigned(left.key(), right.key());

  private EncryptionContext() {}

  private record Pair(byte[] key, byte[] value) {}

  /** The canonical bytes; equal for equal maps. */
  public static byte[] canonical(Map<String, String> context) {
    List<Pair> pairs =
        context.entrySet().stream()
            .map(entry -> new Pair(utf8(entry.getKey()), utf8(entry.getValue())))
            .sorted(BY_KEY)
            .toList();
    RecordWriter out = new RecordWriter().u32(pairs.size());
    for (Pair pair : pairs) {
      out.block(pair.key()).block(pair.value());
    }
    return out.toBytes();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
