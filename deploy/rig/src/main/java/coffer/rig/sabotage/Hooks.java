package coffer.rig.sabotage;

import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.NullUnmarked;

/** What sabotaged methods do. They run inside a node, whose classes are reached by reflection. */
@NullUnmarked
public final class Hooks {
  private static final int TAG_BYTES = 16;
  private static final int LIST_MIN = 3;

  private Hooks() {}

  /** A stage that is complete already. */
  public static Object completedStage(Object stage) {
    return CompletableFuture.completedFuture(null);
  }

  /** An empty Optional. */
  public static Object nothing(Object result) {
    return Optional.empty();
  }

  /** A record {@code Decision(changes, result)} with fresh, and so no, changes. */
  public static Object withoutChanges(Object decision) throws ReflectiveOperationException {
    var changes = decision.getClass().getRecordComponents()[0].getType().getDeclaredConstructor();
    changes.setAccessible(true);
    return withComponent(decision, 0, changes.newInstance());
  }

  /** A record with one element less in the first list that it has, if there are several. */
  public static Object withoutMiddle(Object listing) throws ReflectiveOperationException {
    var components = listing.getClass().getRecordComponents();
    for (int index = 0; index < components.length; index++) {
      if (component(listing, components[index]) instanceof List<?> list
          && list.size() >= LIST_MIN) {
        var less = new ArrayList<Object>(list);
        less.remove(list.size() / 2);
        return withComponent(listing, index, less);
      }
    }
    return listing;
  }

  /** A list without its last element, if it has more than one. */
  public static Object withoutLast(Object list) {
    var all = (List<?>) list;
    return all.size() > 1 ? all.subList(0, all.size() - 1) : all;
  }

  /** True, whatever is asked. */
  public static Object always(Object[] arguments) {
    return true;
  }

  /** A list of its first element, or an empty one. */
  public static Object first(Object list) {
    var all = (List<?>) list;
    return all.subList(0, Math.min(1, all.size()));
  }

  /**
   * In place of a cipher over {@code (receiver, mode, index, last, in, inOffset, length, out,
   * outOffset)}: bytes are copied, and a tag of zeros put behind them or taken off.
   */
  public static Object copy(Object[] arguments) {
    var encrypts = arguments[1].equals(Cipher.ENCRYPT_MODE);
    int length = (Integer) arguments[6];
    System.arraycopy(
        arguments[4],
        (Integer) arguments[5],
        arguments[7],
        (Integer) arguments[8],
        encrypts ? length : length - TAG_BYTES);
    return null;
  }

  /**
   * In place of a cipher as for {@link #copy}: every segment has the nonce of the first. A cipher
   * of its own for each, since the JDK's refuses a nonce that it had a moment ago.
   */
  public static Object oneNonce(Object[] arguments)
      throws GeneralSecurityException, ReflectiveOperationException {
    var keys = field(arguments[0], "keys");
    var key = keys.getClass().getDeclaredMethod("key");
    key.setAccessible(true);
    var nonce = (ByteBuffer) field(arguments[0], "nonce");
    var cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        (Integer) arguments[1],
        (Key) key.invoke(keys),
        new GCMParameterSpec(Byte.SIZE * TAG_BYTES, nonce.array()));
    cipher.doFinal(
        (byte[]) arguments[4],
        (Integer) arguments[5],
        (Integer) arguments[6],
        (byte[]) arguments[7],
        (Integer) arguments[8]);
    return null;
  }

  private static Object field(Object of, String name) throws ReflectiveOperationException {
    var found = of.getClass().getDeclaredField(name);
    found.setAccessible(true);
    return found.get(of);
  }

  private static Object component(Object of, RecordComponent component)
      throws ReflectiveOperationException {
    var accessor = component.getAccessor();
    accessor.setAccessible(true);
    return accessor.invoke(of);
  }

  private static Object withComponent(Object of, int changed, Object value)
      throws ReflectiveOperationException {
    var components = of.getClass().getRecordComponents();
    var types = new Class<?>[components.length];
    var values = new Object[components.length];
    for (int index = 0; index < components.length; index++) {
      types[index] = components[index].getType();
      values[index] = index == changed ? value : component(of, components[index]);
    }
    var constructor = of.getClass().getDeclaredConstructor(types);
    constructor.setAccessible(true);
    return constructor.newInstance(values);
  }
}
