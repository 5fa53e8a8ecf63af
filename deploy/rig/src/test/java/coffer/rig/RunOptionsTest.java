package coffer.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RunOptionsTest {
  private static RunOptions parse(String line) {
    return RunOptions.parse(List.of(line.split(" ")));
  }

  @Test
  void everyOptionIsUnderstood() {
    var options =
        parse("--seed 7 --minutes 0.5 --faults kill,stop --zones 1 --nodes 3 --rate 50 --out /o");
    assertEquals(7, options.seed());
    assertEquals(Duration.ofSeconds(30), options.duration());
    assertEquals(List.of("kill", "stop"), options.faults());
    assertEquals(1, options.zones());
    assertEquals(3, options.nodes());
    assertEquals(List.of(), options.endpoints());
    var given = parse("--endpoints http://a:1,http://b:2 --access-key a --secret-key s");
    assertEquals(List.of(URI.create("http://a:1"), URI.create("http://b:2")), given.endpoints());
    assertFalse(given.toString().contains("secret"), "no secrets are shown");
  }

  @Test
  void mistakesAreSaid() {
    assertThrows(IllegalArgumentException.class, () -> parse("--sede 7"));
    assertThrows(IllegalArgumentException.class, () -> parse("--seed"));
    assertThrows(IllegalArgumentException.class, () -> parse("--minutes -1"));
    assertThrows(IllegalArgumentException.class, () -> parse("--minutes NaN"));
    assertThrows(IllegalArgumentException.class, () -> parse("--zones 0"));
    assertThrows(IllegalArgumentException.class, () -> new ExternalCluster(parse("--zones 1")));
  }
}
