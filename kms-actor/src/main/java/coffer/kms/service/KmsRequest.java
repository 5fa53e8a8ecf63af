package coffer.kms.service;

import java.util.Map;

/** The parameters of one call, with the KMS API's names in lower camel case. */
public interface KmsRequest {

  /** What an audit record shows of them: no plaintext, ciphertext or key material. */
  Map<String, Object> shown();
}
