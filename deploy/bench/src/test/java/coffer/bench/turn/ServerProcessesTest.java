package coffer.bench.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bench.wire.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
final class ServerProcessesTest {

  @Test
  void findsWhoListens() throws IOException {
    try (var listening = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      var here = List.of(new Endpoint(false, "127.0.0.1", listening.getLocalPort()));
      var found = ServerProcesses.at(here);
      assertEquals("process " + ProcessHandle.current().pid(), found.toString());
      assertTrue(found.cpuMicros() > 0);
      assertTrue(found.residentBytes() > 1 << 20);
    }
  }

  @Test
  void knowsNothingOfOtherMachines() throws IOException {
    assertFalse(ServerProcesses.at(List.of(new Endpoint(false, "192.0.2.1", 9000))).known());
    assertThrows(IllegalArgumentException.class, () -> ServerProcesses.of(List.of(Long.MAX_VALUE)));
  }
}
