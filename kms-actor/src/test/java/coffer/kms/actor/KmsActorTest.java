package coffer.kms.actor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import coffer.kms.envelope.DataKeys;
import coffer.kms.envelope.KeyBinding;
import coffer.kms.envelope.SealedKey;
import coffer.kms.envelope.SealedKey.Purpose;
import coffer.kms.policy.Principal;
import coffer.kms.service.KmsException;
import coffer.kms.service.KmsException.Code;
import coffer.kms.service.KmsFixture;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class KmsActorTest {
  private static final Map<String, String> CONTEXT =
      Map.of("aws:s3express:arn", "arn:aws:s3express:us-east-1:000000000000:bucket/b");
  private static final KeyBinding BINDING = new KeyBinding("b1", "s1");

  private final KmsFixture kms = new KmsFixture();
  private final OpenedKeys opened = new OpenedKeys();
  private final ActorSystem<KmsActor.Command> system =
      ActorSystem.create(
          KmsActor.create(kms.service.sealedKeys(), opened, kms.random, kms.clock),
          "kms-actor-test");
  private final DataKeys keys = beside(system);
  private final String key = kms.key();
  private final Principal alice = KmsFixture.user("alice", "kms:GenerateDataKey", "kms:Decrypt");

  @AfterEach
  void stop() {
    system.terminate();
  }

  private DataKeys beside(ActorRef<KmsActor.Command> actor) {
    return new AskDataKeys(actor, system, kms.service.sealedKeys(), opened, kms.clock);
  }

  @Test
  void whatIsHeldOpensWithoutTheActor() {
    var under = bucketKey();
    var issued = get(keys.issue(under, BINDING, alice));
    get(keys.open(under, issued.wrapped(), BINDING, alice));
    var withoutActor = beside(system.deadLetters());
    var here = withoutActor.open(under, issued.wrapped(), BINDING, alice);
    assertArrayEquals(issued.key().bytes(), get(here).bytes());
    var bob = KmsFixture.user("bob", "kms:Decrypt");
    refused(
        Code.DependencyTimeoutException, withoutActor.open(under, issued.wrapped(), BINDING, bob));
    kms.disable(key);
    refused(
        Code.DependencyTimeoutException,
        withoutActor.open(under, issued.wrapped(), BINDING, alice));
    refused(Code.DisabledException, keys.open(under, issued.wrapped(), BINDING, alice));
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private static KmsException refused(Code code, CompletionStage<?> stage) {
    var future = stage.toCompletableFuture();
    var failure = assertThrows(CompletionException.class, future::join);
    var refusal = assertInstanceOf(KmsException.class, failure.getCause());
    assertEquals(code, refusal.code(), refusal.getMessage());
    return refusal;
  }

  private SealedKey bucketKey() {
    return get(keys.seal(Purpose.BUCKET_KEY, key, CONTEXT, alice));
  }

  private long calls() {
    return kms.count("GenerateDataKey") + kms.count("Decrypt");
  }

  @Test
  void aThousandDataKeysTakeNoFurtherCall() {
    var under = bucketKey();
    for (int i = 0; i < 1_000; i++) {
      get(keys.issue(under, BINDING, alice)).key().close();
    }
    assertEquals(1, calls());
  }

  @Test
  void whatWasIssuedOpensForTheSameStreamOnly() {
    var under = bucketKey();
    var issued = get(keys.issue(under, BINDING, alice));
    for (int i = 0; i < 100; i++) {
      var opened = get(keys.open(under, issued.wrapped(), BINDING, alice));
      assertArrayEquals(issued.key().bytes(), opened.bytes());
    }
    // One to make it, one because reading takes another permission than writing.
    assertEquals(2, calls());
    refused(
        Code.InvalidCiphertextException,
        keys.open(under, issued.wrapped(), new KeyBinding("b1", "s2"), alice));
    var damaged = issued.wrapped().clone();
    damaged[20] ^= 1;
    refused(Code.InvalidCiphertextException, keys.open(under, damaged, BINDING, alice));
  }

  @Test
  void eachDataKeyIsFresh() {
    var under = bucketKey();
    var one = get(keys.issue(under, BINDING, alice));
    var other = get(keys.issue(under, BINDING, alice));
    assertFalse(Arrays.equals(one.key().bytes(), other.key().bytes()));
  }

  @Test
  void aDisabledKeyStopsHeldKeysAtOnce() {
    var under = bucketKey();
    var issued = get(keys.issue(under, BINDING, alice));
    get(keys.open(under, issued.wrapped(), BINDING, alice));
    kms.disable(key);
    assertEquals(
        key + " is disabled.",
        refused(Code.DisabledException, keys.issue(under, BINDING, alice)).getMessage());
    refused(Code.DisabledException, keys.open(under, issued.wrapped(), BINDING, alice));
    kms.enable(key);
    get(keys.open(under, issued.wrapped(), BINDING, alice));
    kms.scheduleDeletion(key);
    assertEquals(
        key + " is pending deletion.",
        refused(Code.KMSInvalidStateException, keys.issue(under, BINDING, alice)).getMessage());
    kms.clock.advance(Duration.ofDays(8));
    get(kms.service.deadlines().destroyDue(kms.clock.instant()));
    refused(Code.NotFoundException, keys.open(under, issued.wrapped(), BINDING, alice));
  }

  @Test
  void aHeldKeyExpires() {
    var under = bucketKey();
    kms.clock.advance(KmsActor.LIFETIME.minusMillis(1));
    get(keys.issue(under, BINDING, alice));
    assertEquals(1, calls());
    kms.clock.advance(Duration.ofMillis(1));
    get(keys.issue(under, BINDING, alice));
    assertEquals(2, calls());
  }

  @Test
  void eachCallerIsCheckedByKms() {
    var under = bucketKey();
    var issued = get(keys.issue(under, BINDING, alice));
    var nobody = KmsFixture.user("nobody");
    refused(Code.AccessDeniedException, keys.issue(under, BINDING, nobody));
    refused(Code.AccessDeniedException, keys.open(under, issued.wrapped(), BINDING, nobody));
    refused(Code.AccessDeniedException, keys.seal(Purpose.OBJECT_KEY, key, CONTEXT, nobody));
    var bob = KmsFixture.user("bob", "kms:Decrypt");
    get(keys.open(under, issued.wrapped(), BINDING, bob));
    var call = kms.heard.getLast();
    assertEquals(bob.arn(), call.principal().arn());
    assertEquals(CONTEXT, call.parameters().get("encryptionContext"));
  }

  @Test
  void whoMayOnlyWriteDoesNotReadWhatItWrote() {
    var writer = KmsFixture.user("writer", "kms:GenerateDataKey");
    var under = get(keys.seal(Purpose.BUCKET_KEY, key, CONTEXT, writer));
    var issued = get(keys.issue(under, BINDING, writer));
    refused(Code.AccessDeniedException, keys.open(under, issued.wrapped(), BINDING, writer));
  }

  @Test
  void theStoreKeyAsksNobody() {
    var under = get(keys.seal(Purpose.STORE, "", Map.of("bucket", "b1"), alice));
    var issued = get(keys.issue(under, BINDING, alice));
    kms.clock.advance(Duration.ofHours(1));
    var opened = get(keys.open(under, issued.wrapped(), BINDING, KmsFixture.user("nobody")));
    assertArrayEquals(issued.key().bytes(), opened.bytes());
    assertEquals(0, calls());
    var moved = new SealedKey(Purpose.STORE, "", Map.of("bucket", "b2"), under.blob());
    kms.clock.advance(Duration.ofHours(1));
    refused(Code.InvalidCiphertextException, keys.open(moved, issued.wrapped(), BINDING, alice));
  }

  @Test
  void aRotatedKeyStillOpensOlderOnes() {
    var under = bucketKey();
    var issued = get(keys.issue(under, BINDING, alice));
    kms.rotate(key);
    kms.clock.advance(KmsActor.LIFETIME);
    var opened = get(keys.open(under, issued.wrapped(), BINDING, alice));
    assertArrayEquals(issued.key().bytes(), opened.bytes());
  }
}
