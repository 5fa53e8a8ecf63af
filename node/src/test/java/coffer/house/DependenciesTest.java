package coffer.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Dependencies run one way: {@code node}, then {@code http-api}, then {@code kms-actor}. */
final class DependenciesTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("coffer");

  @Test
  void theKeyServiceKnowsNothingOfTheRest() {
    noClasses()
        .that()
        .resideInAPackage("coffer.kms..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("coffer.http..", "coffer.node..")
        .check(CLASSES);
  }

  @Test
  void theWireKnowsNothingOfTheNode() {
    noClasses()
        .that()
        .resideInAPackage("coffer.http..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("coffer.node..", "org.rocksdb..", "org.apache.ratis..")
        .check(CLASSES);
  }

  @Test
  void ratisStaysBehindTheReplicatedLog() {
    noClasses()
        .that()
        .resideOutsideOfPackage("coffer.node.replication..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.ratis..")
        .check(CLASSES);
  }

  @Test
  void nothingIsSerialisedByTheJvm() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.io.ObjectInputStream")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.io.ObjectOutputStream")
        .check(CLASSES);
  }

  @Test
  void encryptionRulesAreDecidedWithoutActors() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "coffer.http.encryption..", "coffer.kms.policy..", "coffer.kms.envelope..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.pekko.actor..")
        .check(CLASSES);
  }

  @Test
  void roomsOfTheNodeHaveNoCycles() {
    slices().matching("coffer.node.(*)..").should().beFreeOfCycles().check(CLASSES);
  }
}
