package coffer.kms.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PolicyDocumentTest {
  private static final Principal ALICE =
      new Principal(
          Principal.Type.USER,
          "000000000000",
          "arn:aws:iam::000000000000:user/alice",
          "AIDAALICE",
          "alice",
          List.of());
  private static final String KEY = "arn:aws:kms:us-east-1:000000000000:key/1";

  private static AccessRequest request(Map<String, List<String>> conditions) {
    return new AccessRequest(ALICE, "kms:Decrypt", KEY, conditions);
  }

  private static Decision decide(String statement) {
    return PolicyDocument.parse("{\"Statement\":" + statement.replace('\'', '"') + "}")
        .evaluate(request(Map.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'Effect':'Allow','Action':'kms:Decrypt','Resource':'*'} | ALLOW",
        "{'Effect':'Allow','Action':'KMS:decrypt','Resource':'*'} | ALLOW",
        "{'Effect':'Allow','Action':'kms:De*','Resource':'*'} | ALLOW",
        "{'Effect':'Allow','Action':'kms:Decryp?','Resource':'*'} | ALLOW",
        "{'Effect':'Allow','Action':'kms:Encrypt','Resource':'*'} | NO_MATCH",
        "{'Effect':'Allow','NotAction':'kms:Encrypt','Resource':'*'} | ALLOW",
        "{'Effect':'Allow','NotAction':'kms:*','Resource':'*'} | NO_MATCH",
        "{'Effect':'Allow','Action':'*','Resource':'arn:aws:kms:*:*:key/1'} | ALLOW",
        "{'Effect':'Allow','Action':'*','Resource':'arn:aws:kms:*:*:key/2'} | NO_MATCH",
        "{'Effect':'Allow','Action':'*','NotResource':'arn:aws:kms:*:*:key/1'} | NO_MATCH",
        "{'Effect':'Deny','Action':'*','Resource':'*'} | DENY",
        "[{'Effect':'Allow','Action':'*','Resource':'*'},"
            + "{'Effect':'Deny','Action':'kms:Decrypt','Resource':'*'}] | DENY",
        "{'Effect':'Allow','Principal':'*','Action':'*','Resource':'*'} | ALLOW",
        "{'Effect':'Allow','Principal':{'AWS':'*'},'Action':'*','Resource':'*'} | ALLOW",
        "{'Effect':'Allow','Principal':{'AWS':'arn:aws:iam::000000000000:user/alice'},"
            + "'Action':'*','Resource':'*'} | ALLOW",
        "{'Effect':'Allow','Principal':{'AWS':['arn:aws:iam::000000000000:user/bob']},"
            + "'Action':'*','Resource':'*'} | NO_MATCH",
        "{'Effect':'Allow','Principal':{'AWS':'000000000000'},"
            + "'Action':'*','Resource':'*'} | NO_MATCH",
        "{'Effect':'Deny','Principal':{'AWS':'000000000000'},'Action':'*','Resource':'*'} | DENY",
        "{'Effect':'Deny','NotPrincipal':{'AWS':'arn:aws:iam::000000000000:user/bob'},"
            + "'Action':'*','Resource':'*'} | DENY",
        "{'Effect':'Deny','NotPrincipal':{'AWS':'arn:aws:iam::000000000000:user/alice'},"
            + "'Action':'*','Resource':'*'} | NO_MATCH",
      })
  void statements(String statement, Decision expected) {
    assertEquals(expected, decide(statement));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      value = {
        "StringEquals | a | a | true",
        "StringEquals | a | A | false",
        "StringEquals | a | - | false",
        "StringEqualsIfExists | a | - | true",
        "StringNotEquals | a | a | false",
        "StringNotEquals | a | b | true",
        "StringNotEquals | a | - | true",
        "StringEqualsIgnoreCase | a | A | true",
        "StringLike | a*c?e | abbbcde | true",
        "StringLike | a*c | abd | false",
        "StringNotLike | a* | abd | false",
        "ArnLike | arn:aws:s3:::b/* | arn:aws:s3:::b/x:y | true",
        "ArnLike | arn:aws:*:::b | arn:aws:s3:us::b | false",
        "ArnEquals | arn:aws:s3:::b | arn:aws:s3:::b | true",
        "Bool | true | TRUE | true",
        "Bool | true | false | false",
        "Null | true | - | true",
        "Null | false | - | false",
        "Null | false | x | true",
        "NumericLessThan | 10 | 9.5 | true",
        "NumericLessThan | 10 | 10 | false",
        "NumericGreaterThanEquals | 10 | 10 | true",
        "NumericEquals | 10 | ten | false",
        "DateGreaterThan | 2026-01-01T00:00:00Z | 2026-01-01T00:00:01Z | true",
        "DateLessThan | 2026-01-01 | 2026-01-01T00:00:01Z | false",
        "DateLessThan | 1767225600 | 2025-12-31T00:00:00Z | true",
        "IpAddress | 10.0.0.0/8 | 10.1.2.3 | true",
        "IpAddress | 10.0.0.0/8 | 11.1.2.3 | false",
        "IpAddress | 2001:db8::/32 | 2001:db8::1 | true",
        "NotIpAddress | 10.0.0.0/8 | 10.1.2.3 | false",
        "IpAddress | 10.0.0.0/8 | AWS Internal | false",
        "ForAllValues:StringEquals | a | - | true",
        "ForAnyValue:StringEquals | a | - | false",
        "ForAnyValue:StringEquals | a | a | true",
      })
  void conditions(String operator, String value, String given, boolean holds) {
    var policy =
        PolicyDocument.parse(
            """
            {"Statement":{"Effect":"Allow","Action":"*","Resource":"*",
             "Condition":{"%s":{"Test:Key":"%s"}}}}\
            """
                .formatted(operator, value));
    Map<String, List<String>> conditions =
        given == null ? Map.of() : Map.of("test:key", List.of(given));
    assertEquals(holds ? Decision.ALLOW : Decision.NO_MATCH, policy.evaluate(request(conditions)));
  }

  @Test
  void quantifiersLookAtAllValues() {
    var all =
        PolicyDocument.parse(
            """
            {"Statement":{"Effect":"Allow","Action":"*","Resource":"*",
             "Condition":{"ForAllValues:StringEquals":{"k":["a","b"]}}}}\
            """);
    assertEquals(Decision.ALLOW, all.evaluate(request(Map.of("k", List.of("a", "b")))));
    assertEquals(Decision.NO_MATCH, all.evaluate(request(Map.of("k", List.of("a", "c")))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{'Statement':[]}",
        "{'Version':'2020-01-01','Statement':{'Effect':'Allow','Action':'*','Resource':'*'}}",
        "{'Statement':{'Effect':'Allow','Action':'*','Resource':'*'},'Extra':1}",
        "{'Statement':{'Effect':'allow','Action':'*','Resource':'*'}}",
        "{'Statement':{'Effect':'Allow','Resource':'*'}}",
        "{'Statement':{'Effect':'Allow','Action':'*'}}",
        "{'Statement':{'Effect':'Allow','Action':'*','NotAction':'*','Resource':'*'}}",
        "{'Statement':{'Effect':'Allow','Action':'Decrypt','Resource':'*'}}",
        "{'Statement':{'Effect':'Allow','Action':'*','Resource':'bucket'}}",
        "{'Statement':{'Effect':'Allow','Action':'*','Resource':'*','Contidion':{}}}",
        "{'Statement':{'Effect':'Allow','Action':'*','Resource':'*',"
            + "'Condition':{'StringSame':{'a':'b'}}}}",
        "{'Statement':{'Effect':'Allow','Action':'*','Resource':'*',"
            + "'Condition':{'IpAddress':{'a':'localhost'}}}}",
        "{'Statement':{'Effect':'Allow','Action':'*','Resource':'arn:aws:s3:::${aws:username}'}}",
        "{'Statement':{'Effect':'Allow','Principal':{'AWS':'alice'},'Action':'*','Resource':'*'}}",
        "{'Statement':{'Effect':'Allow','NotPrincipal':'*','Action':'*','Resource':'*'}}",
        "{'Statement':{'Effect':'Allow','Effect':'Deny','Action':'*','Resource':'*'}}",
        "{'Statement':{'Effect':'Allow','Action':'*','Resource':'*'}} x",
      })
  void refusesWhatItCannotEnforce(String json) {
    assertThrows(PolicySyntaxException.class, () -> PolicyDocument.parse(json.replace('\'', '"')));
  }

  @Test
  void refusesWhatIsTooLargeOrTooDeep() {
    var large = " ".repeat(PolicyDocument.BYTES_MAX) + "{}";
    assertThrows(PolicySyntaxException.class, () -> PolicyDocument.parse(large));
    var deep = "[".repeat(10_000);
    assertThrows(PolicySyntaxException.class, () -> PolicyDocument.parse(deep));
  }

  @Test
  void anAccountIsADelegation() {
    var policy =
        PolicyDocument.parse(
            """
            {"Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::000000000000:root"},
             "Action":"kms:*","Resource":"*"}}\
            """);
    assertTrue(policy.delegates(request(Map.of())));
    var root = new AccessRequest(Principal.root("000000000000"), "kms:Decrypt", KEY, Map.of());
    assertEquals(Decision.ALLOW, policy.evaluate(root));
    assertFalse(policy.delegates(root));
    var stranger = new AccessRequest(Principal.root("111111111111"), "kms:Decrypt", KEY, Map.of());
    assertEquals(Decision.NO_MATCH, policy.evaluate(stranger));
  }

  @Test
  void hostilePatternsEndSoon() {
    var pattern = "*a".repeat(2_000) + "b";
    var text = "a".repeat(20_000);
    assertTimeoutPreemptively(
        Duration.ofSeconds(5), () -> assertFalse(Wildcard.matches(pattern, text)));
  }

  @Test
  void identityPoliciesTogether() {
    var allow = "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"kms:*\",\"Resource\":\"*\"}}";
    var deny =
        "{\"Statement\":{\"Effect\":\"Deny\",\"Action\":\"kms:Decrypt\",\"Resource\":\"*\"}}";
    assertEquals(Decision.NO_MATCH, IdentityPolicies.decide(request(Map.of())));
    assertEquals(Decision.ALLOW, IdentityPolicies.decide(by(allow)));
    assertEquals(Decision.DENY, IdentityPolicies.decide(by(allow, deny)));
    var root = Principal.root("000000000000");
    assertEquals(
        Decision.ALLOW,
        IdentityPolicies.decide(new AccessRequest(root, "kms:Decrypt", KEY, Map.of())));
  }

  private static AccessRequest by(String... policies) {
    var principal =
        new Principal(
            Principal.Type.USER,
            ALICE.account(),
            ALICE.arn(),
            ALICE.principalId(),
            ALICE.name(),
            List.of(policies).stream().map(PolicyDocument::parse).toList());
    return new AccessRequest(principal, "kms:Decrypt", KEY, Map.of());
  }
}
