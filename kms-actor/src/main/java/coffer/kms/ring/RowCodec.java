package coffer.kms.ring;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/**
 * The bytes of a row: one byte of version, now 1, then the record as JSON in UTF-8 with its
 * component names as fields, byte arrays in base64.
 */
final class RowCodec<T> {
  private static final byte VERSION = 1;
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(16).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private final Class<T> type;

  RowCodec(Class<T> type) {
    this.type = type;
  }

  byte[] encode(T record) {
    try {
      var json = JSON.writeValueAsBytes(record);
      var row = new byte[json.length + 1];
      row[0] = VERSION;
      System.arraycopy(json, 0, row, 1, json.length);
      return row;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(type.getSimpleName() + " cannot be written", e);
    }
  }

  T decode(byte[] row) {
    if (row.length < 2 || row[0] != VERSION) {
      throw new IllegalStateException("unknown version of a " + type.getSimpleName() + " row");
    }
    try {
      return JSON.readValue(row, 1, row.length - 1, type);
    } catch (IOException e) {
      // Without the cause: its text could quote the row.
      throw new IllegalStateException(type.getSimpleName() + " row cannot be read");
    }
  }
}
