package coffer.kms.service;

import coffer.kms.service.KmsException.Code;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How long a data key is to be: exactly one of KeySpec and NumberOfBytes says it. */
final class DataKeySize {
  private static final int BYTES_MAX = 1024;

  private DataKeySize() {}

  static int bytes(@Nullable String keySpec, @Nullable Integer numberOfBytes) {
    var spec = Constraints.oneOf(keySpec, "", "keySpec", List.of("AES_256", "AES_128"));
    int count = Constraints.range(numberOfBytes, 0, "numberOfBytes", 1, BYTES_MAX);
    if ((keySpec == null) == (numberOfBytes == null)) {
      throw new KmsException(
          Code.ValidationException, "Please specify either number of bytes or key spec.");
    }
    return keySpec == null ? count : spec.equals("AES_256") ? 32 : 16;
  }
}
