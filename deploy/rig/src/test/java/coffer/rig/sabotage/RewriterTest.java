package coffer.rig.sabotage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.rig.sabotage.Action.CallInstead;
import coffer.rig.sabotage.Action.ChangeResult;
import coffer.rig.sabotage.Action.DoNothing;
import coffer.rig.sabotage.Action.ZeroArgument;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;

/** Each action, on a small class that is loaded once more with it. */
final class RewriterTest {
  /** What tests call on the changed class. */
  public interface Calls {
    Optional<String> find(String key);

    void add(List<String> to);

    boolean enough(List<String> of);

    long sum(int factor, long index, int added);

    List<String> parts(boolean some);

    void cipher(
        int mode,
        long index,
        boolean last,
        byte[] in,
        int inOffset,
        int length,
        byte[] out,
        int outOffset);
  }

  /** A record with a list. */
  public record Listing(String name, List<String> keys, boolean more) {}

  /** To be changed. */
  public static final class Victim implements Calls {
    @Override
    public Optional<String> find(String key) {
      if (key.isEmpty()) {
        return Optional.of("none");
      }
      return Optional.of(key);
    }

    @Override
    public void add(List<String> to) {
      to.add("added");
    }

    @Override
    public boolean enough(List<String> of) {
      return of.size() >= 2;
    }

    @Override
    public long sum(int factor, long index, int added) {
      return factor * index + added;
    }

    @Override
    public List<String> parts(boolean some) {
      return some ? List.of("a", "b", "c") : List.of("a");
    }

    @Override
    public void cipher(
        int mode,
        long index,
        boolean last,
        byte[] in,
        int inOffset,
        int length,
        byte[] out,
        int outOffset) {
      throw new UnsupportedOperationException();
    }
  }

  private static Calls with(String method, Action action) throws Exception {
    var changed = Rewriter.rewrite(bytes(), method, action);
    var loader =
        new ClassLoader(RewriterTest.class.getClassLoader()) {
          private Class<?> define() {
            return defineClass(Victim.class.getName(), changed, 0, changed.length);
          }
        };
    return (Calls) loader.define().getDeclaredConstructor().newInstance();
  }

  private static byte[] bytes() throws IOException {
    try (var in = RewriterTest.class.getResourceAsStream("RewriterTest$Victim.class")) {
      return in.readAllBytes();
    }
  }

  @Test
  void doesNothing() throws Exception {
    var to = new ArrayList<String>();
    with("add", new DoNothing()).add(to);
    assertTrue(to.isEmpty());
  }

  @Test
  void callsAHookInstead() throws Exception {
    assertEquals(false, new Victim().enough(List.of()));
    assertTrue(with("enough", new CallInstead("always")).enough(List.of()));
  }

  @Test
  void givesTheHookTheArguments() throws Exception {
    var out = new byte[4];
    var in = new byte[] {1, 2, 3, 4};
    with("cipher", new CallInstead("copy")).cipher(Cipher.ENCRYPT_MODE, 7, true, in, 1, 2, out, 2);
    assertArrayEquals(new byte[] {0, 0, 2, 3}, out);
  }

  @Test
  void changesEveryResult() throws Exception {
    var victim = with("find", new ChangeResult("nothing"));
    assertEquals(Optional.empty(), victim.find(""));
    assertEquals(Optional.empty(), victim.find("key"));
    assertEquals(List.of("a", "b"), with("parts", new ChangeResult("withoutLast")).parts(true));
    assertEquals(List.of("a"), with("parts", new ChangeResult("withoutLast")).parts(false));
  }

  @Test
  void zeroesAnArgument() throws Exception {
    assertEquals(12, new Victim().sum(2, 5, 2));
    assertEquals(2, with("sum", new ZeroArgument(1)).sum(2, 5, 2));
    assertEquals(10, with("sum", new ZeroArgument(2)).sum(2, 5, 2));
  }

  @Test
  void refusesWhatItDoesNotFind() {
    assertThrows(IllegalArgumentException.class, () -> with("missing", new DoNothing()));
    assertThrows(IllegalArgumentException.class, () -> with("find", new DoNothing()));
    assertThrows(IllegalArgumentException.class, () -> with("add", new ChangeResult("nothing")));
    assertThrows(IllegalArgumentException.class, () -> with("find", new ZeroArgument(0)));
  }

  @Test
  void aRecordLosesAnElementOfItsList() throws Exception {
    var listing = new Listing("n", List.of("a", "b", "c"), true);
    assertEquals(new Listing("n", List.of("a", "c"), true), Hooks.withoutMiddle(listing));
  }

  @Test
  void bugsHaveWords() {
    assertEquals(Sabotage.STALE_READ, Sabotage.of("stale-read"));
    assertThrows(IllegalArgumentException.class, () -> Sabotage.of("nothing-wrong"));
  }
}
