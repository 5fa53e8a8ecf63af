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
   * @throws IOException when a class is not there
   * @throws IllegalArgumentException when a class has no such method, or the action does not fit
   */
  static void check(Sabotage bug, ClassLoader loader) throws IOException {
    for (var edit : bug.edits()) {
      try (var in = loader.getResourceAsStream(edit.internalName() + ".class")) {
        if (in == null) {
          throw new IOException("there is no class " + edit.className());
        }
        Rewriter.rewrite(in.readAllBytes(), edit.method(), edit.action());
      }
    }
  }

  private static void fail(Throwable cause) {
    System.err.println("rig-sabotage: " + cause);
    Runtime.getRuntime().halt(FAILED);
  }

  private static final class Transformer implements ClassFileTransformer {
    private final Sabotage bug;

    private Transformer(Sabotage bug) {
      this.bug = bug;
    }

    @Override
    public byte @Nullable [] transform(
        @Nullable ClassLoader loader,
        @Nullable String className,
        @Nullable Class<?> redefined,
        @Nullable ProtectionDomain domain,
        byte[] bytes) {
      var edit =
          bug.edits().stream().filter(each -> each.internalName().equals(className)).findFirst();
      if (edit.isEmpty()) {
        return null;
      }
      try {
        var changed = Rewriter.rewrite(bytes, edit.get().method(), edit.get().action());
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
