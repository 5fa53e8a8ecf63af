package coffer.bench;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** {@code deploy/bin/bench}: see {@link Options#USAGE}. */
public final class Main {
  private static final Set<String> FLAGS = Set.of("unsigned-body");

  private Main() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments.length == 0 || arguments[0].equals("--help") || arguments[0].equals("help")) {
      System.out.print(Options.USAGE);
      return;
    }
    try {
      if (arguments[0].equals("compare")) {
        var words = Arrays.copyOfRange(arguments, 1, arguments.length);
        new Comparison(named(words), System.getenv()).run();
      } else {
        run(Options.parse(named(arguments), System.getenv()));
      }
    } catch (IllegalArgumentException wrong) {
      System.err.println(wrong.getMessage());
      System.exit(2);
    }
  }

  private static void run(Options options)
      throws IOException, GeneralSecurityException, InterruptedException {
    if (options.work() == Options.Work.CEILING) {
      ceiling(options);
      return;
    }
    try (var client = new Client(options)) {
      client.createBucket();
    }
    switch (options.work()) {
      case PUT, GET, HEAD -> new SmallObjects(options).run();
      case MULTIPART -> new LargeObject(options).put();
      case GETBIG -> new LargeObject(options).get();
      case CEILING -> throw new IllegalStateException("has no bucket");
    }
  }

  private static void ceiling(Options options)
      throws IOException, GeneralSecurityException, InterruptedException {
    try (var server = new CeilingServer(Math.toIntExact(options.bytes()))) {
      new SmallObjects(options.at(server.endpoint(), Options.Work.PUT)).run();
      new SmallObjects(options.at(server.endpoint(), Options.Work.GET)).run();
    }
  }

  private static Map<String, String> named(String[] arguments) {
    var named = new HashMap<String, String>();
    for (int i = 0; i < arguments.length; i++) {
      if (!arguments[i].startsWith("--")) {
        throw new IllegalArgumentException("what is " + arguments[i] + "?\n\n" + Options.USAGE);
      }
      var name = arguments[i].substring(2);
      if (FLAGS.contains(name)) {
        named.put(name, "");
      } else if (++i < arguments.length) {
        named.put(name, arguments[i]);
      } else {
        throw new IllegalArgumentException("--" + name + " wants a value");
      }
    }
    return named;
  }
}
