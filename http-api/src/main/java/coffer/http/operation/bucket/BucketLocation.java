package coffer.http.operation.bucket;

import coffer.http.bucket.BucketKind;
import coffer.http.bucket.BucketNames;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.wire.XmlElement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Where a new bucket may be: checks the {@code CreateBucketConfiguration} of CreateBucket.
 *
 * @param zones the zones of this region now; none to accept any
 */
public record BucketLocation(String region, Supplier<Set<String>> zones) {
  private static final Set<String> ZONE_TYPES = Set.of("AvailabilityZone", "LocalZone");

  /**
   * Fails with an S3Exception when the bucket cannot be made here.
   *
   * @param body of the request, possibly empty
   * @return the location type of a directory bucket
   */
  Optional<String> check(BucketKind kind, String name, byte[] body) {
    var configuration =
        body.length == 0
            ? new XmlElement("CreateBucketConfiguration", "", List.of())
            : XmlElement.parse(body, "CreateBucketConfiguration");
    if (configuration.child("Tags").filter(tags -> !tags.children().isEmpty()).isPresent()) {
      throw new S3Exception(S3Error.NotImplemented, "This bucket does not support Tagging");
    }
    return switch (kind) {
      case DIRECTORY -> Optional.of(directory(name, configuration));
      case GENERAL_PURPOSE -> {
        general(configuration);
        yield Optional.empty();
      }
    };
  }

  private String directory(String name, XmlElement configuration) {
    if (configuration.child("LocationConstraint").isPresent()) {
      throw invalid("A directory bucket does not support a location constraint.");
    }
    var location =
        configuration.child("Location").orElseThrow(() -> invalid("Location is missing."));
    var bucket = configuration.child("Bucket").orElseThrow(() -> invalid("Bucket is missing."));
    var type = location.childText("Type").orElse("");
    if (!ZONE_TYPES.contains(type)) {
      throw invalid("The location type must be AvailabilityZone or LocalZone.");
    }
    var zone = BucketNames.zone(name).orElseThrow();
    if (!location.childText("Name").orElse("").equals(zone)) {
      throw new S3Exception(
          S3Error.InvalidBucketName,
          "The zone in the bucket name must be the location name of the request.");
    }
    var present = zones.get();
    if (!present.isEmpty() && !present.contains(zone)) {
      throw invalid("The zone " + zone + " is not available.");
    }
    if (!bucket.childText("Type").orElse("").equals("Directory")) {
      throw invalid("The bucket type must be Directory.");
    }
    var redundancy = bucket.childText("DataRedundancy").orElse("");
    var expected = type.equals("LocalZone") ? "SingleLocalZone" : "SingleAvailabilityZone";
    if (!redundancy.equals(expected)) {
      throw invalid("The data redundancy must be " + expected + ".");
    }
    return type;
  }

  private void general(XmlElement configuration) {
    if (configuration.child("Location").isPresent() || configuration.child("Bucket").isPresent()) {
      throw invalid("Only the name of a directory bucket, base--zone--x-s3, may have a zone.");
    }
    var constraint = configuration.childText("LocationConstraint").filter(text -> !text.isEmpty());
    if (constraint.isEmpty()) {
      if (!region.equals("us-east-1")) {
        throw new S3Exception(
            S3Error.IllegalLocationConstraintException,
            "The unspecified location constraint is incompatible for the region specific endpoint"
                + " this request was sent to.");
      }
      return;
    }
    var wanted = constraint.get().equals("EU") ? "eu-west-1" : constraint.get();
    if (!wanted.equals(region)) {
      throw new S3Exception(S3Error.InvalidLocationConstraint);
    }
  }

  private static S3Exception invalid(String message) {
    return new S3Exception(S3Error.InvalidRequest, message);
  }
}
