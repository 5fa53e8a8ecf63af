package coffer.node.packaging;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Scala's compiler makes each lambda one that can be serialized, by {@code
 * LambdaMetafactory.altMetafactory}. The ahead-of-time cache holds only those of {@code
 * metafactory}, so each start made a thousand classes anew. Nobody here serializes lambdas.
 *
 * <p>Only the table of bootstrap methods changes (JVM Specification, 4.7.23), and the constants
 * that it needs are added; the code stays as it is.
 */
final class PlainLambdas {
  private static final String FACTORY = "java/lang/invoke/LambdaMetafactory";
  private static final String TYPE =
      "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;"
          + "Ljava/lang/invoke/MethodType;Ljava/lang/invoke/MethodHandle;"
          + "Ljava/lang/invoke/MethodType;)Ljava/lang/invoke/CallSite;";

  /** Its only abstract method is one of Objects, so nobody can call what bridges lead to it. */
  private static final Pattern MAKES_SCALA_FUNCTION = Pattern.compile(".*\\)Lscala/Function\\d+;");

  /**
   * Flags of {@code altMetafactory}; behind them stands the number of bridges, if there are any.
   */
  private static final int SERIALIZABLE = 1;

  private static final int BRIDGES = 4;

  /** Of {@code metafactory}; they are the first of {@code altMetafactory}, before the flags. */
  private static final int ARGUMENTS = 3;

  private static final int UTF8 = 1;
  private static final int METHOD = 10;
  private static final int NAME_AND_TYPE = 12;
  private static final int METHOD_HANDLE = 15;
  private static final int INVOKE_DYNAMIC = 18;
  private static final int INVOKE_STATIC = 6;

  private static final int ADDED_CONSTANTS = 5;
  private static final int CONSTANTS_MAX = 0xffff;

  /**
   * One of the table: a handle, the number of arguments, the arguments, all of them constants.
   *
   * @param at where it stands
   * @param plain whether it is to be one of {@code metafactory}
   */
  private record BootstrapMethod(int at, int arguments, boolean plain) {}

  private final byte[] file;
  private final ClassLayout parts;

  private PlainLambdas(byte[] file) {
    this.file = file;
    this.parts = new ClassLayout(file);
  }

  /**
   * @return the class with plain lambdas; empty when none of its lambdas changes
   * @throws IllegalArgumentException when it is not a class file
   */
  static Optional<byte[]> of(byte[] classFile) {
    var lambdas = new PlainLambdas(classFile);
    var table = lambdas.parts.bootstrapMethods();
    return table.isPresent() ? lambdas.rewritten(table.getAsInt()) : Optional.empty();
  }

  private Optional<byte[]> rewritten(int attribute) {
    var methods = bootstrapMethods(attribute);
    var first = methods.stream().filter(BootstrapMethod::plain).findFirst();
    return parts.constants() + ADDED_CONSTANTS > CONSTANTS_MAX
        ? Optional.empty()
        : first.map(method -> assembled(attribute, methods, parts.first(factoryMethod(method.at))));
  }

  private List<BootstrapMethod> bootstrapMethods(int attribute) {
    var functions = scalaFunctions();
    var methods = new ArrayList<BootstrapMethod>();
    int count = parts.u2(attribute + 6);
    int at = attribute + 8;
    for (int number = 0; number < count; number++) {
      var method =
          new BootstrapMethod(
              at, parts.u2(at + 2), canBePlain(at, functions.getOrDefault(number, false)));
      methods.add(method);
      at += 4 + 2 * method.arguments;
    }
    return methods;
  }

  /** Of the bootstrap methods, by number, whether all that use one make functions of Scala. */
  private Map<Integer, Boolean> scalaFunctions() {
    var functions = new HashMap<Integer, Boolean>();
    for (int index = 1; index < parts.constants(); index++) {
      if (parts.is(index, INVOKE_DYNAMIC)) {
        var type = parts.text(parts.second(parts.second(index)));
        var makesFunction = MAKES_SCALA_FUNCTION.matcher(type).matches();
        functions.merge(parts.first(index), makesFunction, Boolean::logicalAnd);
      }
    }
    return functions;
  }

  /** The method that makes the lambdas of a bootstrap method, as a constant. */
  private int factoryMethod(int bootstrapMethod) {
    return parts.handled(parts.u2(bootstrapMethod));
  }

  private boolean canBePlain(int bootstrapMethod, boolean scalaFunction) {
    int method = factoryMethod(bootstrapMethod);
    if (!parts.text(parts.first(parts.first(method))).equals(FACTORY)
        || !parts.text(parts.first(parts.second(method))).equals("altMetafactory")) {
      return false;
    }
    int flags = integerArgument(bootstrapMethod, ARGUMENTS);
    return flags == SERIALIZABLE
        || (flags == (SERIALIZABLE | BRIDGES)
            && (scalaFunction || integerArgument(bootstrapMethod, ARGUMENTS + 1) == 0));
  }

  private int integerArgument(int bootstrapMethod, int number) {
    return parts.integer(parts.u2(bootstrapMethod + 4 + 2 * number));
  }

  private byte[] assembled(int attribute, List<BootstrapMethod> methods, int factory) {
    var bytes = new ByteArrayOutputStream(file.length + TYPE.length() + 64);
    try (var out = new DataOutputStream(bytes)) {
      int added = parts.constants();
      out.write(file, 0, ClassLayout.POOL);
      out.writeShort(added + ADDED_CONSTANTS);
      out.write(file, ClassLayout.POOL + 2, parts.poolEnd() - ClassLayout.POOL - 2);
      out.writeByte(UTF8);
      out.writeUTF("metafactory");
      out.writeByte(UTF8);
      out.writeUTF(TYPE);
      pair(out, NAME_AND_TYPE, added, added + 1);
      pair(out, METHOD, factory, added + 2);
      out.writeByte(METHOD_HANDLE);
      out.writeByte(INVOKE_STATIC);
      out.writeShort(added + 3);
      out.write(file, parts.poolEnd(), attribute + 2 - parts.poolEnd());
      var table = table(methods, added + 4);
      out.writeInt(table.length);
      out.write(table);
      int end = attribute + 6 + parts.u4(attribute + 2);
      out.write(file, end, file.length - end);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  private static void pair(DataOutputStream out, int tag, int first, int second)
      throws IOException {
    out.writeByte(tag);
    out.writeShort(first);
    out.writeShort(second);
  }

  private byte[] table(List<BootstrapMethod> methods, int metafactory) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    out.writeShort(methods.size());
    for (var method : methods) {
      int arguments = method.plain ? ARGUMENTS : method.arguments;
      out.writeShort(method.plain ? metafactory : parts.u2(method.at));
      out.writeShort(arguments);
      out.write(file, method.at + 4, 2 * arguments);
    }
    return bytes.toByteArray();
  }
}
