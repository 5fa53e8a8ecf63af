package coffer.rig.sabotage;

import java.io.IOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;

/**
 * A Java agent that plants one bug: {@code -javaagent:rig-sabotage.jar=NAME}, with a name of {@link
 * Sabotage}. A node in which it cannot be planted does not start, with exit code {@value #FAILED}.
 */
public final class SabotageAgent {
  static final int FAILED = 3;
  static final String PLANTED = "rig-sabotage: planted ";

  private SabotageAgent() {}

  /** Called by the JVM before {@code main}. */
  public static void premain(String name, Instrumentation instrumentation) {
    try {
      var bug = Sabotage.of(name);
      check(bug, ClassLoader.getSystemClassLoader());
      instrumentation.addTransformer(new Transformer(bug));
    } catch (IOException | RuntimeException impossible) {
      fail(impossible);
    }
  }

  /**
   * Tries it on the class as it stands on the class path.
   *
   * @throws IOException when there is no such class
   * @throws IllegalArgumentException when the class has no such method, or the action does not fit
   */
  static void check(Sabotage bug, ClassLoader loader) throws IOException {
    var file = bug.className().replace('.', '/') + ".class";
    try (var in = loader.getResourceAsStream(file)) {
      if (in == null) {
        throw new IOException("there is no class " + bug.className());
      }
      Rewriter.rewrite(in.readAllBytes(), bug.method(), bug.action());
    }
  }

  private static void fail(Throwable cause) {
    System.err.println("rig-sabotage: " + cause);
    Runtime.getRuntime().halt(FAILED);
  }

  private static final class Transformer implements ClassFileTransformer {
    private final Sabotage bug;
    private final String internalName;

    private Transformer(Sabotage bug) {
      this.bug = bug;
      this.internalName = bug.className().replace('.', '/');
    }

    @Override
    public byte @Nullable [] transform(
        @Nullable ClassLoader loader,
        @Nullable String className,
        @Nullable Class<?> redefined,
        @Nullable ProtectionDomain domain,
        byte[] bytes) {
      if (!internalName.equals(className)) {
        return null;
      }
      try {
        var changed = Rewriter.rewrite(bytes, bug.method(), bug.action());
        System.err.println(PLANTED + bug.word());
        return changed;
      } catch (Throwable impossible) {
        // What is thrown here the JVM ignores, and the node would be well.
        fail(impossible);
        return null;
      }
    }
  }
}
