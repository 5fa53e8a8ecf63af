package coffer.http.fakes;

import java.lang.reflect.Proxy;

/** A port that the test must not reach: every call fails. */
public final class Unreachable {
  private Unreachable() {}

  public static <T> T of(Class<T> port) {
    var proxy =
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (self, method, arguments) -> {
              throw new AssertionError("reached " + method);
            });
    return port.cast(proxy);
  }
}
