package coffer.bench.micro;

import coffer.kms.policy.AccessRequest;
import coffer.kms.policy.Decision;
import coffer.kms.policy.PolicyDocument;
import coffer.kms.policy.Principal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One question to a bucket's policy, in ns: the statement that applies is the last of {@code
 * statements}, so that all are looked at. {@code parse} is done once for a policy.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // set by JMH's @Setup
public class PolicyBenchmark {
  private static final String ACCOUNT = "000000000000";

  /** In the policy. */
  @Param({"1", "10", "50"})
  public int statements;

  private String json;
  private PolicyDocument policy;
  private AccessRequest request;

  /** Makes the policy and the question. */
  @Setup
  public void setUp() {
    var text = new StringBuilder("{\"Version\":\"2012-10-17\",\"Statement\":[");
    for (int i = 1; i <= statements; i++) {
      text.append(i == 1 ? "" : ",").append(statement(i == statements ? "alice" : "user" + i));
    }
    json = text.append("]}").toString();
    policy = PolicyDocument.parse(json);
    var alice = "arn:aws:iam::" + ACCOUNT + ":user/alice";
    request =
        new AccessRequest(
            new Principal(Principal.Type.USER, ACCOUNT, alice, "AIDABENCH", "alice", List.of()),
            "s3express:CreateSession",
            "arn:aws:s3express:us-east-1:" + ACCOUNT + ":bucket/bench--zone1-az1--x-s3",
            Map.of("aws:sourceip", List.of("10.1.2.3"), "aws:securetransport", List.of("true")));
    if (policy.evaluate(request) != Decision.ALLOW) {
      throw new IllegalStateException("the policy does not allow what is asked");
    }
  }

  private static String statement(String user) {
    return """
    {"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::%s:user/%s"},
     "Action":["s3express:CreateSession","s3express:Get*"],
     "Resource":"arn:aws:s3express:*:%s:bucket/*--zone1-az1--x-s3",
     "Condition":{"IpAddress":{"aws:SourceIp":["10.0.0.0/8","192.0.2.0/24"]},
                  "Bool":{"aws:SecureTransport":"true"}}}
    """
        .formatted(ACCOUNT, user, ACCOUNT);
  }

  @Benchmark
  public Decision evaluate() {
    return policy.evaluate(request);
  }

  @Benchmark
  public PolicyDocument parse() {
    return PolicyDocument.parse(json);
  }
}
