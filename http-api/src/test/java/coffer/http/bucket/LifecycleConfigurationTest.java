package coffer.http.bucket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import coffer.http.error.S3Exception;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LifecycleConfigurationTest {
  private static String configuration(String rule) {
    return "<LifecycleConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Rule>"
        + rule
        + "</Rule></LifecycleConfiguration>";
  }

  @Test
  void readsEveryPartOfARule() {
    var parsed =
        LifecycleConfiguration.parse(
            configuration(
                "<ID>old</ID><Status>Enabled</Status><Filter><And><Prefix>logs/</Prefix>"
                    + "<ObjectSizeGreaterThan>10</ObjectSizeGreaterThan>"
                    + "<ObjectSizeLessThan>99</ObjectSizeLessThan></And></Filter>"
                    + "<Expiration><Days>30</Days></Expiration><AbortIncompleteMultipartUpload>"
                    + "<DaysAfterInitiation>7</DaysAfterInitiation>"
                    + "</AbortIncompleteMultipartUpload>"));
    assertEquals(
        List.of(
            new LifecycleConfiguration.Rule(
                "old",
                true,
                "logs/",
                OptionalLong.of(10),
                OptionalLong.of(99),
                OptionalInt.of(30),
                Optional.empty(),
                OptionalInt.of(7))),
        parsed.rules());
  }

  @Test
  void readsAnEmptyFilterAndADate() {
    var rule =
        LifecycleConfiguration.parse(
                configuration(
                    "<Status>Disabled</Status><Filter/>"
                        + "<Expiration><Date>2026-01-02T00:00:00.000Z</Date></Expiration>"))
            .rules()
            .getFirst();
    assertEquals("", rule.prefix());
    assertEquals(Optional.of(Instant.parse("2026-01-02T00:00:00Z")), rule.expirationDate());
  }

  @ParameterizedTest
  @CsvSource({
    "<Status>Enabled</Status><Filter/>, InvalidArgument",
    "<Status>On</Status><Filter/><Expiration><Days>1</Days></Expiration>, MalformedXML",
    "<Status>Enabled</Status><Expiration><Days>1</Days></Expiration>, MalformedXML",
    "<Status>Enabled</Status><Filter/><Expiration><Days>0</Days></Expiration>, InvalidArgument",
    "<Status>Enabled</Status><Filter/><Expiration><Days>x</Days></Expiration>, MalformedXML",
    "<Status>Enabled</Status><Filter/><Expiration/>, MalformedXML",
    "<Status>Enabled</Status><Filter/><Expiration><Date>2026-01-02T01:00:00Z</Date></Expiration>,"
        + " InvalidArgument",
    "<Status>Enabled</Status><Filter><Tag/></Filter><Expiration><Days>1</Days></Expiration>,"
        + " NotImplemented",
    "<Status>Enabled</Status><Filter/><Transition><Days>1</Days></Transition>, NotImplemented"
  })
  void refusesWhatItWillNotDo(String rule, String code) {
    var refused =
        assertThrows(S3Exception.class, () -> LifecycleConfiguration.parse(configuration(rule)));
    assertEquals(code, refused.error().code());
  }
}
