package coffer.kms.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.kms.policy.Principal;
import coffer.kms.service.KmsException.Code;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

final class KeyPermissionTest {
  private static final String ROOT_STATEMENT =
      """
      {"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::000000000000:root"},
       "Action":"kms:*","Resource":"*"}\
      """;

  private final KmsFixture kms = new KmsFixture();
  private final Principal alice = KmsFixture.user("alice");

  private static Encrypt.Request encrypt(String key, Map<String, String> context) {
    return new Encrypt.Request(key, new byte[1], context, null, null);
  }

  private String keyWith(String statement) {
    return kms.key(null, null, "{\"Statement\":[" + ROOT_STATEMENT + "," + statement + "]}");
  }

  @Test
  void theDefaultPolicyLeavesItToIdentityPolicies() {
    var key = kms.key();
    assertEquals(
        "User: arn:aws:iam::000000000000:user/alice is not authorized to perform: kms:Encrypt on"
            + " resource: "
            + key
            + " because no identity-based policy allows the kms:Encrypt action",
        kms.refused(Code.AccessDeniedException, alice, encrypt(key, Map.of())).getMessage());
    kms.call(KmsFixture.user("bob", "kms:Encrypt"), encrypt(key, Map.of()));
    kms.refused(Code.AccessDeniedException, Principal.root("111111111111"), encrypt(key, Map.of()));
  }

  @Test
  void aKeyPolicyAloneCanAllow() {
    var key =
        keyWith(
            """
            {"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::000000000000:user/alice"},
             "Action":"kms:Encrypt","Resource":"*"}\
            """);
    kms.call(alice, encrypt(key, Map.of()));
    kms.refused(Code.AccessDeniedException, alice, new DescribeKey.Request(key));
  }

  @Test
  void anExplicitDenyWinsOverEverything() {
    var key =
        keyWith(
            """
            {"Effect":"Deny","Principal":"*","Action":"kms:Encrypt","Resource":"*",
             "Condition":{"StringNotEquals":{"kms:EncryptionContext:Team":"blue"}}}\
            """);
    var message = kms.refused(Code.AccessDeniedException, encrypt(key, Map.of())).getMessage();
    assertTrue(
        String.valueOf(message).endsWith("with an explicit deny in a resource-based policy"),
        message);
    kms.call(encrypt(key, Map.of("Team", "blue")));
  }

  @Test
  void viaServiceTellsS3FromTheRest() {
    var key =
        keyWith(
            """
            {"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::000000000000:user/alice"},
             "Action":"kms:*","Resource":"*",
             "Condition":{"StringEquals":{"kms:ViaService":"s3express.us-east-1.amazonaws.com"}}}\
            """);
    kms.refused(Code.AccessDeniedException, alice, encrypt(key, Map.of()));
    var actions = Set.of("kms:GenerateDataKey", "kms:Decrypt");
    var s3 = kms.service.forS3();
    var context = Map.of("aws:s3express:arn", "arn:aws:s3express:::bucket");
    assertEquals(key, s3.usable(key, alice, actions, context).toCompletableFuture().join());
    var refused = s3.usable(key, alice, actions, Map.of()).toCompletableFuture();
    var failure = Assertions.assertThrows(CompletionException.class, refused::join);
    assertEquals(
        Code.AccessDeniedException,
        Assertions.assertInstanceOf(KmsException.class, failure.getCause()).code());
  }

  @Test
  void aPolicyMustNotLockItsOwnerOutUnlessAsked() {
    var key = kms.key();
    var lockout =
        """
        {"Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::000000000000:user/alice"},
         "Action":"kms:Encrypt","Resource":"*"}}\
        """;
    kms.refused(
        Code.MalformedPolicyDocumentException, new PutKeyPolicy.Request(key, null, lockout, null));
    kms.refused(
        Code.MalformedPolicyDocumentException,
        new PutKeyPolicy.Request(key, null, "{\"Statement\":1}", true));
    kms.call(new PutKeyPolicy.Request(key, "default", lockout, true));
    kms.call(alice, encrypt(key, Map.of()));
    kms.refused(Code.AccessDeniedException, encrypt(key, Map.of()));
  }

  @Test
  void refusedCallsAreHeardWithTheirKey() {
    var key = kms.key();
    kms.refused(Code.AccessDeniedException, alice, encrypt(key, Map.of("a", "b")));
    var heard = kms.heard.getLast();
    assertEquals("Encrypt", heard.operation());
    assertEquals("AccessDeniedException", heard.error().orElseThrow());
    assertEquals(key, heard.keyArn().orElseThrow());
    assertEquals(Map.of("a", "b"), heard.parameters().get("encryptionContext"));
  }
}
