package coffer.rig.cluster;

import coffer.rig.ClusterUnderTest;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/** Whom the rig's clients are. */
final class RootUser {
  private RootUser() {}

  /** From the environment, or a node's data folder. */
  static ClusterUnderTest.Credentials credentials(Map<String, String> environment, Path data) {
    var accessKey = environment.get("COFFER_ROOT_ACCESS_KEY_ID");
    var secretKey = environment.get("COFFER_ROOT_SECRET_ACCESS_KEY");
    if (accessKey != null && secretKey != null) {
      return new ClusterUnderTest.Credentials(accessKey, secretKey);
    }
    var file = data.resolve("root-credentials");
    var found = new Properties();
    try {
      found.load(new StringReader(Files.readString(file)));
    } catch (IOException unreadable) {
      throw new IllegalStateException("no root credentials in " + file, unreadable);
    }
    return new ClusterUnderTest.Credentials(
        found.getProperty("AWS_ACCESS_KEY_ID", ""), found.getProperty("AWS_SECRET_ACCESS_KEY", ""));
  }
}
