package coffer.node.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

final class PlainLambdasTest {
  private static final String ALT = "altMetafactory";
  private static final String PLAIN = "metafactory";

  public interface SerializableStep extends IntUnaryOperator, Serializable {}

  /** What the compiler makes of it is what Scala's makes of each lambda without bridges. */
  static final class Stepping implements Supplier<IntUnaryOperator> {
    @Override
    public IntUnaryOperator get() {
      SerializableStep plusOne = x -> x + 1;
      return plusOne;
    }
  }

  static final class Marked implements Supplier<Object> {
    @Override
    public Object get() {
      return (Runnable & Cloneable) () -> {};
    }
  }

  static final class WithoutLambdas {}

  @Test
  void lambdasDoTheSameButCannotBeSerialized() throws Exception {
    var before = bytes(Stepping.class);
    assertEquals(List.of(ALT), factories(before, Stepping.class).stream().distinct().toList());
    var after = PlainLambdas.of(before).orElseThrow();
    assertEquals(List.of(PLAIN), factories(after, Stepping.class).stream().distinct().toList());

    var step = new Stepping().get();
    var plainStep = ((Supplier<?>) made(Stepping.class, after)).get();
    assertEquals(step.applyAsInt(41), ((IntUnaryOperator) plainStep).applyAsInt(41));
    serialize(step);
    assertThrows(NotSerializableException.class, () -> serialize(plainStep));
  }

  @Test
  void markersStay() throws IOException {
    var before = bytes(Marked.class);
    assertEquals(List.of(ALT), factories(before, Marked.class));
    assertTrue(PlainLambdas.of(before).isEmpty());
    assertTrue(PlainLambdas.of(bytes(WithoutLambdas.class)).isEmpty());
  }

  @Test
  void classesOfScalaStayValid() throws Exception {
    var loader = PlainLambdasTest.class.getClassLoader();
    int plain = 0;
    for (var name :
        List.of(
            "org.apache.pekko.actor.ActorSystemImpl",
            "org.apache.pekko.stream.stage.GraphStageLogic",
            "scala.collection.IterableOnceOps",
            "scala.concurrent.Future")) {
      var scala = loader.loadClass(name);
      var before = bytes(scala);
      var after = PlainLambdas.of(before).orElseThrow();
      var resolver = ClassHierarchyResolver.ofResourceParsing(loader);
      var jdk = ClassFile.of(ClassHierarchyResolverOption.of(resolver));
      assertEquals(List.of(), jdk.verify(after), name);
      assertEquals(factories(before, scala).size(), factories(after, scala).size(), name);
      plain += (int) factories(after, scala).stream().filter(PLAIN::equals).count();
    }
    assertTrue(plain > 50, "" + plain);
  }

  /** Its interface is one of Java's, with bridges that others may call. */
  @Test
  void bridgesToOtherInterfacesStay() throws Exception {
    var source = Class.forName("org.apache.pekko.stream.javadsl.Source$");
    var after = PlainLambdas.of(bytes(source)).orElseThrow();
    assertTrue(factories(after, source).containsAll(List.of(ALT, PLAIN)));
  }

  @Test
  void whatIsNoClassIsRefused() throws IOException {
    var whole = bytes(Stepping.class);
    for (int length : new int[] {0, 9, 11, 200, whole.length - 40}) {
      var cutOff = Arrays.copyOf(whole, length);
      assertThrows(IllegalArgumentException.class, () -> PlainLambdas.of(cutOff), "" + length);
    }
  }

  private static byte[] bytes(Class<?> type) throws IOException {
    try (var in =
        type.getClassLoader().getResourceAsStream(type.getName().replace('.', '/') + ".class")) {
      return in.readAllBytes();
    }
  }

  /** The methods that make its lambdas. */
  private static List<String> factories(byte[] classFile, Class<?> type) {
    var model = ClassFile.of().parse(classFile);
    assertEquals(type.getName(), model.thisClass().asInternalName().replace('/', '.'));
    return model
        .findAttribute(Attributes.bootstrapMethods())
        .orElseThrow()
        .bootstrapMethods()
        .stream()
        .map(method -> method.bootstrapMethod().reference().name().stringValue())
        .filter(name -> name.equals(ALT) || name.equals(PLAIN))
        .toList();
  }

  private static Object made(Class<?> type, byte[] classFile) throws Exception {
    var loader =
        new ClassLoader(type.getClassLoader()) {
          Class<?> define() {
            return defineClass(type.getName(), classFile, 0, classFile.length);
          }
        };
    var constructor = loader.define().getDeclaredConstructor();
    constructor.setAccessible(true);
    return constructor.newInstance();
  }

  private static void serialize(Object value) throws IOException {
    try (var out = new ObjectOutputStream(new ByteArrayOutputStream())) {
      out.writeObject(value);
    }
  }
}
