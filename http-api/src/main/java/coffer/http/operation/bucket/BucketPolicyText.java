package coffer.http.operation.bucket;

import coffer.http.bucket.Bucket;
import coffer.http.bucket.BucketKind;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.kms.policy.PolicyDocument;
import coffer.kms.policy.PolicySyntaxException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a bucket accepts as its policy. */
final class BucketPolicyText {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int GENERAL_BYTES_MAX = 20 * 1024;

  private BucketPolicyText() {}

  /** The policy as text; fails with MalformedPolicy. */
  static String check(Bucket bucket, byte[] body) {
    int most =
        switch (bucket.kind()) {
          case DIRECTORY -> PolicyDocument.DIRECTORY_BUCKET_BYTES_MAX;
          case GENERAL_PURPOSE -> GENERAL_BYTES_MAX;
        };
    if (body.length > most) {
      throw malformed("Policy exceeds the maximum allowed document size.");
    }
    var text = text(body);
    PolicyDocument policy;
    try {
      policy = PolicyDocument.parse(text);
    } catch (PolicySyntaxException refused) {
      throw malformed(refused.getMessage());
    }
    if (!policy.namesPrincipals()) {
      throw malformed("Missing required field Principal");
    }
    for (var statement : statements(text)) {
      checkActions(bucket, statement);
      checkResources(bucket, statement);
    }
    return text;
  }

  private static void checkActions(Bucket bucket, JsonNode statement) {
    boolean directory = bucket.kind() == BucketKind.DIRECTORY;
    if (directory && statement.has("NotAction")) {
      throw malformed("Action does not apply to any resource(s) in statement");
    }
    for (var action : texts(statement.get("Action"))) {
      var name = action.toLowerCase(Locale.ROOT);
      boolean known =
          directory
              ? name.equals("s3express:createsession")
              : name.equals("*") || name.startsWith("s3:");
      if (!known) {
        throw malformed("Policy has invalid action");
      }
    }
  }

  private static void checkResources(Bucket bucket, JsonNode statement) {
    var arn = bucket.arn();
    for (var resource : texts(statement.get("Resource"))) {
      boolean own =
          switch (bucket.kind()) {
            case DIRECTORY -> resource.equals(arn) || resource.equals("*");
            case GENERAL_PURPOSE -> resource.equals(arn) || resource.startsWith(arn + "/");
          };
      if (!own) {
        throw malformed("Policy has invalid resource");
      }
    }
  }

  private static Iterable<JsonNode> statements(String text) {
    try {
      var found = JSON.readTree(text).path("Statement");
      return found.isArray() ? found : List.of(found);
    } catch (IOException checkedBefore) {
      throw malformed(S3Error.MalformedPolicy.message());
    }
  }

  private static List<String> texts(@Nullable JsonNode node) {
    var texts = new ArrayList<String>();
    if (node != null && node.isTextual()) {
      texts.add(node.textValue());
    } else if (node != null) {
      node.forEach(one -> texts.add(one.asText()));
    }
    return texts;
  }

  private static String text(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException notUtf8) {
      throw malformed(S3Error.MalformedPolicy.message());
    }
  }

  private static S3Exception malformed(@Nullable String message) {
    return new S3Exception(
        S3Error.MalformedPolicy, message == null ? S3Error.MalformedPolicy.message() : message);
  }
}
