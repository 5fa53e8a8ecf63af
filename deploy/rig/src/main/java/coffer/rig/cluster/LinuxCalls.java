package coffer.rig.cluster;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.List;

/** The few calls of Linux that Java has no other way to: see {@code open(2)}, {@code ioctl(2)}. */
final class LinuxCalls {
  static final int O_RDONLY = 0;
  static final int O_RDWR = 2;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout CAPTURED = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CAPTURED.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle OPEN =
      call("open", 2, List.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT), ValueLayout.JAVA_INT);
  private static final MethodHandle IOCTL =
      call(
          "ioctl",
          2,
          List.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS),
          ValueLayout.JAVA_INT);
  private static final MethodHandle READ =
      call(
          "read",
          -1,
          List.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG),
          ValueLayout.JAVA_LONG);
  private static final MethodHandle WRITE =
      call(
          "write",
          -1,
          List.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG),
          ValueLayout.JAVA_LONG);
  private static final MethodHandle CLOSE =
      call("close", -1, List.of(ValueLayout.JAVA_INT), ValueLayout.JAVA_INT);

  private LinuxCalls() {}

  @SuppressWarnings("restricted") // native access is granted on the command line
  private static MethodHandle call(
      String name, int variadicFrom, List<MemoryLayout> arguments, MemoryLayout result) {
    var captured = Linker.Option.captureCallState("errno");
    var options =
        variadicFrom < 0
            ? new Linker.Option[] {captured}
            : new Linker.Option[] {captured, Linker.Option.firstVariadicArg(variadicFrom)};
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(result, arguments.toArray(MemoryLayout[]::new)),
        options);
  }

  static int open(String path, int flags) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var errno = arena.allocate(CAPTURED);
      int opened = (int) OPEN.invokeExact(errno, arena.allocateFrom(path), flags);
      return (int) checked("open " + path, opened, errno);
    } catch (Throwable failed) {
      throw rethrown(failed);
    }
  }

  static void ioctl(int file, long request, MemorySegment argument) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var errno = arena.allocate(CAPTURED);
      int result = (int) IOCTL.invokeExact(errno, file, request, argument);
      checked("ioctl", result, errno);
    } catch (Throwable failed) {
      throw rethrown(failed);
    }
  }

  static int read(int file, MemorySegment into, MemorySegment errno) throws IOException {
    try {
      long count = (long) READ.invokeExact(errno, file, into, into.byteSize());
      return (int) checked("read", count, errno);
    } catch (Throwable failed) {
      throw rethrown(failed);
    }
  }

  static void write(int file, MemorySegment from, MemorySegment errno) throws IOException {
    try {
      long count = (long) WRITE.invokeExact(errno, file, from, from.byteSize());
      checked("write", count, errno);
    } catch (Throwable failed) {
      throw rethrown(failed);
    }
  }

  static void close(int file) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var errno = arena.allocate(CAPTURED);
      int result = (int) CLOSE.invokeExact(errno, file);
      checked("close", result, errno);
    } catch (Throwable failed) {
      throw rethrown(failed);
    }
  }

  /** Where a call leaves its error number. */
  static MemorySegment errorNumber(Arena arena) {
    return arena.allocate(CAPTURED);
  }

  private static long checked(String what, long result, MemorySegment errno) throws IOException {
    if (result < 0) {
      throw new IOException(what + ": error " + (int) ERRNO.get(errno, 0L));
    }
    return result;
  }

  private static IOException rethrown(Throwable failed) {
    return switch (failed) {
      case IOException io -> io;
      case RuntimeException fault -> throw fault;
      case Error fault -> throw fault;
      default -> new IOException(failed);
    };
  }
}
