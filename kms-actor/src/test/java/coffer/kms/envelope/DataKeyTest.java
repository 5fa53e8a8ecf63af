package coffer.kms.envelope;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class DataKeyTest {
  @Test
  void generatedKeysDifferAndNeverPrint() {
    SecureRandom random = new SecureRandom();
    DataKey one = DataKey.generate(random);
    DataKey two = DataKey.generate(random);
    assertEquals(DataKey.BYTES, one.bytes().length);
    assertFalse(Arrays.equals(one.bytes(), two.bytes()));
    assertEquals("DataKey[secret]", one.toString());
    one.close();
    assertArrayEquals(new byte[DataKey.BYTES], one.bytes());
  }
}
