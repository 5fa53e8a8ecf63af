package coffer.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URI;
import java.util.Locale;
import org.junit.jupiter.api.function.Executable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Clients of one user of a configuration file, whose credentials follow from the name. */
record UserClients(URI endpoint, String name) {

  String accessKeyId() {
    return "AKID" + name.toUpperCase(Locale.ROOT);
  }

  String secret() {
    return "secret-of-" + name;
  }

  /** The entry of this user in a list of {@code users}. */
  static String entry(String name, String... statements) {
    var user = new UserClients(URI.create("http://nowhere"), name);
    return """
    { name = %s, keys = [{ access-key-id = %s, secret-access-key = %s }]
      policies = [{ Version = "2012-10-17", Statement = [%s] }] }
    """
        .formatted(name, user.accessKeyId(), user.secret(), String.join(",\n", statements));
  }

  static String allow(String action, String resource) {
    return "{ Effect = Allow, Action = \"" + action + "\", Resource = \"" + resource + "\" }";
  }

  static String statement(String effect, String action, String condition) {
    return "{ Effect = "
        + effect
        + ", Action = \""
        + action
        + "\", Resource = \"*\", Condition = "
        + condition
        + " }";
  }

  /** Asserts that S3 answers 403 AccessDenied. */
  static S3Exception denied(Executable call) {
    var refused = assertThrows(S3Exception.class, call);
    assertEquals(403, refused.statusCode(), refused.getMessage());
    assertEquals("AccessDenied", refused.awsErrorDetails().errorCode());
    return refused;
  }

  static void put(S3Client client, String bucket, String key) {
    client.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromString(key));
  }

  static String read(S3Client client, String bucket, String key) {
    return client.getObjectAsBytes(b -> b.bucket(bucket).key(key)).asUtf8String();
  }

  S3Client s3() {
    return builder().build();
  }

  /** Signs with the user's own credentials always. */
  S3Client s3WithoutSessions() {
    return builder().disableS3ExpressSessionAuth(true).build();
  }

  private S3ClientBuilder builder() {
    return S3Client.builder()
        .endpointOverride(endpoint)
        .region(Region.of(StartedServer.REGION))
        .credentialsProvider(credentials());
  }

  KmsClient kms() {
    return KmsClient.builder()
        .endpointOverride(endpoint)
        .region(Region.of(StartedServer.REGION))
        .credentialsProvider(credentials())
        .build();
  }

  private StaticCredentialsProvider credentials() {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKeyId(), secret()));
  }
}
