package coffer.http.operation.bucket;

import coffer.http.bucket.BucketEncryption;
import coffer.http.encryption.EncryptionHeaders;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.wire.XmlElement;
import coffer.http.wire.XmlWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** {@code ServerSideEncryptionConfiguration}: exactly one rule. */
final class BucketEncryptionXml {
  private static final String ROOT = "ServerSideEncryptionConfiguration";

  private BucketEncryptionXml() {}

  /** Fails with MalformedXML; what the values mean is for the rules to judge. */
  static EncryptionHeaders parse(byte[] body) {
    var rules = XmlElement.parse(body, ROOT).children("Rule");
    if (rules.size() != 1) {
      throw malformed();
    }
    var rule = rules.getFirst();
    if (rule.child("BlockedEncryptionTypes").isPresent()) {
      throw new S3Exception(
          S3Error.NotImplemented, "This bucket does not support BlockedEncryptionTypes");
    }
    var byDefault =
        rule.child("ApplyServerSideEncryptionByDefault")
            .orElseThrow(BucketEncryptionXml::malformed);
    var algorithm = byDefault.childText("SSEAlgorithm").orElseThrow(BucketEncryptionXml::malformed);
    return new EncryptionHeaders(
        Optional.of(algorithm.strip()),
        byDefault.childText("KMSMasterKeyID").map(String::strip).filter(id -> !id.isEmpty()),
        Optional.empty(),
        rule.childText("BucketKeyEnabled").map(String::strip),
        false);
  }

  /** What was asked for, in the shape that CloudTrail gives the XML. */
  static Map<String, Object> audited(EncryptionHeaders asked) {
    var byDefault = new LinkedHashMap<String, Object>();
    asked.algorithm().ifPresent(name -> byDefault.put("SSEAlgorithm", name));
    asked.keyId().ifPresent(id -> byDefault.put("KMSMasterKeyID", id));
    var rule = new LinkedHashMap<String, Object>();
    rule.put("ApplyServerSideEncryptionByDefault", byDefault);
    asked.bucketKey().ifPresent(flag -> rule.put("BucketKeyEnabled", flag));
    return Map.of("Rule", rule);
  }

  static byte[] write(BucketEncryption encryption) {
    return XmlWriter.document(ROOT)
        .open("Rule")
        .open("ApplyServerSideEncryptionByDefault")
        .text("SSEAlgorithm", encryption.algorithm().wireName())
        .text("KMSMasterKeyID", encryption.kmsMasterKeyId())
        .close()
        .text("BucketKeyEnabled", Boolean.toString(encryption.bucketKeyEnabled()))
        .bytes();
  }

  private static S3Exception malformed() {
    return new S3Exception(S3Error.MalformedXML);
  }
}
