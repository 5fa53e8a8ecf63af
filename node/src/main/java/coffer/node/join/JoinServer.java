package coffer.node.join;

import coffer.kms.rootkey.RootKey;
import coffer.node.join.JoinTokens.Verdict;
import coffer.node.peer.PeerHandler.Answer;
import coffer.node.peer.StrangerHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code POST /join}: gives the cluster's keys to whoever has a token. A refusal says no
 * more than its status: 400 not a request, 401 not a token of the cluster, 409 another cluster, 410
 * expired, 429 too many failed attempts from that address.
 */
public final class JoinServer implements StrangerHandler {
  /** Where to register it. */
  public static final String PATH = "/join";

  static final int MALFORMED = 400;
  static final int WRONG_TOKEN = 401;
  static final int OTHER_CLUSTER = 409;
  static final int EXPIRED = 410;
  static final int TOO_MANY = 429;

  private static final Logger LOG = LoggerFactory.getLogger(JoinServer.class);
  private static final Executor BLOCKING = task -> Thread.ofVirtual().name("join").start(task);

  private final String clusterId;
  private final RootKey rootKey;
  private final Supplier<JoinReply> reply;
  private final Clock clock;
  private final FailedAttempts failures = new FailedAttempts();

  /**
   * @param reply makes a new one for each node, may block; it is cleared once it is encoded
   */
  public JoinServer(String clusterId, RootKey rootKey, Supplier<JoinReply> reply, Clock clock) {
    this.clusterId = clusterId;
    this.rootKey = rootKey;
    this.reply = reply;
    this.clock = clock;
  }

  @Override
  public CompletionStage<Answer> handle(InetAddress from, byte[] body) {
    var now = clock.instant();
    if (failures.tooMany(from, now)) {
      return refused(TOO_MANY);
    }
    int refusal = refusal(body);
    if (refusal != 0) {
      failures.add(from, now);
      LOG.warn("a node at {} may not join: {}", from.getHostAddress(), refusal);
      return refused(refusal);
    }
    LOG.info("a node at {} joins", from.getHostAddress());
    return CompletableFuture.supplyAsync(this::given, BLOCKING);
  }

  /** The status of a refusal, or 0. */
  private int refusal(byte[] body) {
    JoinRecords.Request request;
    try {
      request = JoinRecords.decodeRequest(body);
    } catch (IOException malformed) {
      return MALFORMED;
    }
    if (!request.clusterId().equals(clusterId)) {
      return OTHER_CLUSTER;
    }
    Verdict verdict = JoinTokens.check(rootKey, clusterId, request.proof(), clock);
    return switch (verdict) {
      case GOOD -> 0;
      case WRONG -> WRONG_TOKEN;
      case EXPIRED -> EXPIRED;
    };
  }

  private Answer given() {
    var made = reply.get();
    try {
      return new Answer.Whole(JoinRecords.encode(made));
    } finally {
      made.clear();
    }
  }

  private static CompletionStage<Answer> refused(int status) {
    return CompletableFuture.completedFuture(new Answer.Refused(status, ""));
  }
}
