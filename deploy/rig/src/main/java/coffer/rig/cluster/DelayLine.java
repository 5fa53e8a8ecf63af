package coffer.rig.cluster;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Delays what its network namespace sends; a program of its own, which runs inside the namespace:
 * {@code DelayLine ADDRESS DELAY_MS JITTER_MS}. It prints {@link #READY} and works until it is
 * killed.
 *
 * <p>Packets that are made here (the kernel says: {@code iif lo}) are routed to a TUN device. The
 * program reads them, waits, and hands them back to the same device, from which the kernel forwards
 * them by its main table. So no other program is in the way once this one has ended. With jitter,
 * packets overtake each other.
 *
 * @see <a href="https://docs.kernel.org/networking/tuntap.html">Universal TUN/TAP device driver</a>
 */
public final class DelayLine {
  static final String READY = "delay line ready";
  static final List<String> FORGET_RULE = List.of("ip", "rule", "del", "pref", "100");

  private static final String DEVICE = "delay0";
  private static final String TABLE = "100";
  private static final long TUNSETIFF = 0x400454caL;
  private static final short IFF_TUN = 0x0001;
  private static final short IFF_NO_PI = 0x1000;
  private static final int NAME_BYTES = 16;
  private static final int IFREQ_BYTES = 40;
  private static final int PACKET_BYTES_MAX = 65_536;

  /** What comes on top is lost, as in a switch. */
  private static final int WAITING_MAX = 20_000;

  private final DelayQueue<Waiting> waiting = new DelayQueue<>();
  private final AtomicInteger count = new AtomicInteger();
  private final SplittableRandom random = new SplittableRandom();
  private final long delayNanos;
  private final long jitterNanos;

  private record Waiting(byte[] packet, long due) implements Delayed {
    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(due - ((Waiting) other).due, 0);
    }
  }

  private DelayLine(long delayMillis, long jitterMillis) {
    delayNanos = TimeUnit.MILLISECONDS.toNanos(delayMillis);
    jitterNanos = TimeUnit.MILLISECONDS.toNanos(jitterMillis);
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    var line = new DelayLine(Long.parseLong(arguments[1]), Long.parseLong(arguments[2]));
    var device = openDevice();
    route(arguments[0]);
    Thread.ofPlatform().daemon().start(() -> line.read(device));
    System.out.println(READY);
    System.out.flush();
    line.write(device);
  }

  private static int openDevice() throws IOException {
    int device = LinuxCalls.open("/dev/net/tun", LinuxCalls.O_RDWR);
    try (var arena = Arena.ofConfined()) {
      var request = arena.allocate(IFREQ_BYTES, Long.BYTES);
      request.setString(0, DEVICE);
      request.set(ValueLayout.JAVA_SHORT, NAME_BYTES, (short) (IFF_TUN | IFF_NO_PI));
      LinuxCalls.ioctl(device, TUNSETIFF, request);
    }
    return device;
  }

  private static void route(String address) throws IOException {
    SystemCommand.run("ip", "link", "set", DEVICE, "up");
    // Packets come back with an address of this host as their source.
    set("conf/" + DEVICE + "/accept_local");
    set("ip_forward");
    SystemCommand.run(
        "ip", "route", "add", "default", "dev", DEVICE, "src", address, "table", TABLE);
    SystemCommand.succeeds(FORGET_RULE.toArray(String[]::new));
    SystemCommand.run("ip", "rule", "add", "iif", "lo", "lookup", TABLE, "pref", TABLE);
  }

  private static void set(String setting) throws IOException {
    Files.writeString(Path.of("/proc/sys/net/ipv4", setting), "1\n");
  }

  private void read(int device) {
    try (var arena = Arena.ofConfined()) {
      var buffer = arena.allocate(PACKET_BYTES_MAX);
      var errno = LinuxCalls.errorNumber(arena);
      while (true) {
        int length = LinuxCalls.read(device, buffer, errno);
        if (count.get() < WAITING_MAX) {
          count.incrementAndGet();
          var packet = buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
          waiting.add(new Waiting(packet, System.nanoTime() + nanos()));
        }
      }
    } catch (IOException failed) {
      System.err.println("delay line: " + failed.getMessage());
      System.exit(1);
    }
  }

  private long nanos() {
    return jitterNanos == 0
        ? delayNanos
        : Math.max(0, delayNanos + random.nextLong(-jitterNanos, jitterNanos + 1));
  }

  private void write(int device) throws InterruptedException {
    try (var arena = Arena.ofConfined()) {
      var buffer = arena.allocate(PACKET_BYTES_MAX);
      var errno = LinuxCalls.errorNumber(arena);
      while (true) {
        var packet = waiting.take().packet();
        count.decrementAndGet();
        MemorySegment.copy(packet, 0, buffer, ValueLayout.JAVA_BYTE, 0, packet.length);
        try {
          LinuxCalls.write(device, buffer.asSlice(0, packet.length), errno);
        } catch (IOException refused) {
          // Not a packet that the kernel takes: lost, as on a line.
        }
      }
    }
  }
}
