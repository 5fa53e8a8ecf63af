package coffer.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The AWS CLI and boto3 against a started server, path style (an address) and virtual-host style (a
 * name); {@code .ci/run} installs them where they are missing.
 */
final class PythonClientsIT {

  @ParameterizedTest
  @CsvSource({
    "test_aws_cli.py, 127.0.0.1",
    "test_aws_cli.py, s3.coffer.test",
    "test_boto3.py, 127.0.0.1",
    "test_boto3.py, s3.coffer.test"
  })
  void theClientsOfPythonWorkInBothStyles(String script, String host) throws Exception {
    try (var server = StartedServer.start("--domain", "s3.coffer.test")) {
      var folder = Path.of(System.getProperty("coffer.checkout"), "node", "src", "test", "python");
      var file = folder.resolve(script);
      var builder = new ProcessBuilder("python3", file.toString()).redirectErrorStream(true);
      var environment = builder.environment();
      environment.put("AWS_ENDPOINT_URL", server.endpoint(host).toString());
      environment.put("PYTHONPATH", folder.resolve("wildcard_dns").toString());
      environment.put("AWS_ACCESS_KEY_ID", StartedServer.ACCESS_KEY);
      environment.put("AWS_SECRET_ACCESS_KEY", StartedServer.SECRET);
      environment.put("AWS_DEFAULT_REGION", StartedServer.REGION);
      environment.put("AWS_CONFIG_FILE", "/dev/null");
      environment.put("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
      var process = builder.start();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(process.waitFor(5, TimeUnit.MINUTES), "timed out:\n" + output);
      assertEquals(
          0, process.exitValue(), output + "\nserver:\n" + String.join("\n", server.output()));
      assertTrue(output.contains("Ran "), output);
    }
  }
}
