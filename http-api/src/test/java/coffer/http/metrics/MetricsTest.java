package coffer.http.metrics;

import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.kms.policy.Principal;
import coffer.kms.service.KmsCalls;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class MetricsTest {
  @Test
  void rendersCountersAndCumulativeHistograms() {
    var metrics = new Metrics();
    metrics.request("GetObject", 200, Duration.ofMillis(1));
    metrics.request("GetObject", 200, Duration.ofSeconds(60));
    metrics.request("GetObject", 404, Duration.ofMillis(3));
    metrics.happened(
        new KmsCalls.Call(
            "Decrypt",
            Principal.root("000000000000"),
            Optional.empty(),
            true,
            Optional.of("DisabledException"),
            Map.of(),
            KmsCalls.Origin.S3));
    var text = metrics.render();
    for (var line :
        new String[] {
          "coffer_requests_total{operation=\"GetObject\",status=\"200\"} 2\n",
          "coffer_requests_total{operation=\"GetObject\",status=\"404\"} 1\n",
          "coffer_kms_calls_total{operation=\"Decrypt\",by=\"s3\",result=\"DisabledException\"}"
              + " 1\n",
          "coffer_request_seconds_bucket{operation=\"GetObject\",le=\"0.001\"} 1\n",
          "coffer_request_seconds_bucket{operation=\"GetObject\",le=\"10.0\"} 2\n",
          "coffer_request_seconds_bucket{operation=\"GetObject\",le=\"+Inf\"} 3\n",
          "coffer_request_seconds_count{operation=\"GetObject\"} 3\n"
        }) {
      assertTrue(text.contains(line), () -> line + " is not in\n" + text);
    }
  }
}
