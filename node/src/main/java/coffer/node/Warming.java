package coffer.node;

import coffer.http.checksum.DigestWarmup;
import coffer.kms.envelope.CipherWarmup;
import java.time.Duration;

/**
 * Gives the just-in-time compiler reason to compile cipher and digests before there are many
 * requests. It does that soon, of methods that it compiled when the ahead-of-time cache was made;
 * so {@code deploy/bin/train.sh} asks for more rounds then.
 */
final class Warming {
  private static final int ROUNDS = Integer.getInteger("coffer.warming-rounds", 5_000);
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private Warming() {}

  static void run() {
    CipherWarmup.run(ROUNDS, LIMIT);
    DigestWarmup.run(ROUNDS, LIMIT);
  }
}
