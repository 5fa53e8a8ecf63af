package coffer.node.packaging;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/**
 * Where the parts of a class file are (JVM Specification, 4.1). The JDK's own reader does not tell,
 * and its writer makes the code's stack maps anew.
 */
final class ClassLayout {
  /** Where the number of constants stands; they follow. */
  static final int POOL = 8;

  private final ByteBuffer file;
  private final int[] constants;
  private final int poolEnd;
  private final OptionalInt bootstrapMethods;

  /**
   * @throws IllegalArgumentException when it is not a class file
   */
  ClassLayout(byte[] classFile) {
    file = ByteBuffer.wrap(classFile);
    try {
      constants = new int[u2(POOL)];
      file.position(POOL + 2);
      for (int index = 1; index < constants.length; index++) {
        constants[index] = file.position();
        index += skipConstant() - 1;
      }
      poolEnd = file.position();
      skip(6);
      skip(2 * next());
      skipMembers();
      skipMembers();
      bootstrapMethods = attribute("BootstrapMethods");
    } catch (BufferUnderflowException | IndexOutOfBoundsException cutOff) {
      throw new IllegalArgumentException("not a class file", cutOff);
    }
  }

  int u2(int at) {
    return Short.toUnsignedInt(file.getShort(at));
  }

  int u4(int at) {
    return file.getInt(at);
  }

  /** One more than the last constant's index. */
  int constants() {
    return constants.length;
  }

  /** Whether there is a constant of the tag at the index. */
  boolean is(int index, int tag) {
    return constants[index] > 0 && file.get(constants[index]) == tag;
  }

  /** The first reference that a constant makes. */
  int first(int index) {
    return u2(constants[index] + 1);
  }

  /** The second. */
  int second(int index) {
    return u2(constants[index] + 3);
  }

  /** What a method handle leads to. */
  int handled(int index) {
    return u2(constants[index] + 2);
  }

  int integer(int index) {
    return u4(constants[index] + 1);
  }

  String text(int index) {
    int at = constants[index];
    return new String(file.array(), at + 3, u2(at + 1), StandardCharsets.UTF_8);
  }

  /** Where the first byte behind the constants is. */
  int poolEnd() {
    return poolEnd;
  }

  /** Where that attribute begins, with its name. */
  OptionalInt bootstrapMethods() {
    return bootstrapMethods;
  }

  /**
   * @return how many indexes it takes
   */
  private int skipConstant() {
    int tag = Byte.toUnsignedInt(file.get());
    switch (tag) {
      case 1 -> skip(next());
      case 3, 4, 9, 10, 11, 12, 17, 18 -> skip(4);
      case 5, 6 -> {
        skip(8);
        return 2;
      }
      case 7, 8, 16, 19, 20 -> skip(2);
      case 15 -> skip(3);
      default -> throw new IllegalArgumentException("not a class file: constant of tag " + tag);
    }
    return 1;
  }

  private void skipMembers() {
    for (int left = next(); left > 0; left--) {
      skip(6);
      for (int attributes = next(); attributes > 0; attributes--) {
        skip(2);
        skip(file.getInt());
      }
    }
  }

  /** The class's attribute of the name, which it has once. */
  private OptionalInt attribute(String name) {
    var found = OptionalInt.empty();
    for (int left = next(); left > 0; left--) {
      int at = file.position();
      if (text(next()).equals(name)) {
        found = OptionalInt.of(at);
      }
      skip(file.getInt());
    }
    return found;
  }

  private int next() {
    return Short.toUnsignedInt(file.getShort());
  }

  private void skip(int bytes) {
    if (bytes < 0 || bytes > file.remaining()) {
      throw new BufferUnderflowException();
    }
    file.position(file.position() + bytes);
  }
}
