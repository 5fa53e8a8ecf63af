package coffer.kms.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import coffer.kms.policy.PolicyDocument;
import coffer.kms.policy.Principal;
import coffer.kms.ring.MemoryKeyRing;
import coffer.kms.rootkey.RootKey;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** A key service on a ring in memory, its clock, and everything its listener heard. */
public final class KmsFixture {
  public static final String ACCOUNT = "000000000000";
  public static final String REGION = "us-east-1";
  public static final Principal ROOT = Principal.root(ACCOUNT);
  private static final KmsCalls.Origin ORIGIN =
      new KmsCalls.Origin("127.0.0.1", "test", "request-1", "AKIAEXAMPLE");

  public final MemoryKeyRing ring = new MemoryKeyRing();
  public final MovableClock clock = new MovableClock();
  public final SecureRandom random = new SecureRandom();
  public final List<KmsCalls.Call> heard = Collections.synchronizedList(new ArrayList<>());
  public final KmsService service =
      new KmsService(
          ring, new RootKeySealer(RootKey.copyOf(new byte[32])), random, clock, REGION, heard::add);

  /** A user with one identity policy that allows {@code actions} on everything. */
  public static Principal user(String name, String... actions) {
    var policies =
        actions.length == 0
            ? List.<PolicyDocument>of()
            : List.of(
                PolicyDocument.parse(
                    """
                    {"Version":"2012-10-17","Statement":[
                      {"Effect":"Allow","Action":["%s"],"Resource":"*"}]}\
                    """
                        .formatted(String.join("\",\"", actions))));
    var arn = "arn:aws:iam::" + ACCOUNT + ":user/" + name;
    return new Principal(Principal.Type.USER, ACCOUNT, arn, "AIDA" + name, name, policies);
  }

  @SuppressWarnings("unchecked")
  <Q extends KmsRequest, R> R call(Principal caller, Q request) {
    var name = request.getClass().getEnclosingClass().getSimpleName();
    var operation = (KmsOperation<Q, R>) service.operation(name).orElseThrow();
    try {
      return service
          .perform(operation, request, KmsCall.direct(caller, ORIGIN))
          .toCompletableFuture()
          .join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof KmsException refusal) {
        throw refusal;
      }
      throw e;
    }
  }

  <R> R call(KmsRequest request) {
    return call(ROOT, request);
  }

  KmsException refused(KmsException.Code code, Principal caller, KmsRequest request) {
    var refusal = assertThrows(KmsException.class, () -> call(caller, request));
    assertEquals(code, refusal.code(), refusal.getMessage());
    return refusal;
  }

  KmsException refused(KmsException.Code code, KmsRequest request) {
    return refused(code, ROOT, request);
  }

  /** The ARN of a new symmetric key. */
  public String key() {
    return key(null, null, null);
  }

  String key(@Nullable String spec, @Nullable String usage, @Nullable String policy) {
    CreateKey.Response made =
        call(
            new CreateKey.Request(
                policy, null, usage, null, spec, null, null, null, null, null, null));
    return made.keyMetadata().arn();
  }

  byte[] encrypt(String keyId, String plaintext, Map<String, String> context) {
    Encrypt.Response answer =
        call(new Encrypt.Request(keyId, plaintext.getBytes(), context, null, null));
    return answer.ciphertextBlob();
  }

  String decrypt(byte[] blob, Map<String, String> context) {
    Decrypt.Response answer = call(decryption(blob, context));
    return new String(answer.plaintext());
  }

  static Decrypt.Request decryption(byte[] blob, Map<String, String> context) {
    return new Decrypt.Request(blob, context, null, null, null, null);
  }

  public void disable(String keyArn) {
    call(new DisableKey.Request(keyArn));
  }

  public void rotate(String keyArn) {
    call(new RotateKeyOnDemand.Request(keyArn));
  }

  public void enable(String keyArn) {
    call(new EnableKey.Request(keyArn));
  }

  public void scheduleDeletion(String keyArn) {
    call(new ScheduleKeyDeletion.Request(keyArn, 7));
  }

  /** How many calls of this operation the listener heard. */
  public long count(String operation) {
    return List.copyOf(heard).stream().filter(c -> c.operation().equals(operation)).count();
  }

  static byte[] flipped(byte[] bytes, int at) {
    var changed = Arrays.copyOf(bytes, bytes.length);
    changed[at] ^= 1;
    return changed;
  }
}
