package coffer.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
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
  void nettyStaysAtThePortBetweenNodes() {
    noClasses()
        .that()
        .resideOutsideOfPackage("coffer.node.peer..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.netty..")
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

  @Test
  void packagesOfTheNodeHaveNoCycles() {
    slices().matching("coffer.node.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void roomsOfTheIndexStandOnEachOtherOneWay() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("index")
        .definedBy("coffer.node.index")
        .layer("group")
        .definedBy("coffer.node.index.group..")
        .layer("decision")
        .definedBy("coffer.node.index.decision..")
        .layer("call")
        .definedBy("coffer.node.index.call..")
        .layer("database")
        .definedBy("coffer.node.index.database..")
        .layer("row")
        .definedBy("coffer.node.index.row..")
        .layer("record")
        .definedBy("coffer.node.index.record..")
        .whereLayer("group")
        .mayOnlyAccessLayers("decision", "call", "database", "row")
        .whereLayer("decision")
        .mayOnlyAccessLayers("call", "row", "record")
        .whereLayer("call")
        .mayOnlyAccessLayers("row", "record")
        .whereLayer("database")
        .mayOnlyAccessLayers("row")
        .whereLayer("row")
        .mayOnlyAccessLayers("record")
        .whereLayer("record")
        .mayNotAccessAnyLayer()
        .check(CLASSES);
  }

  @Test
  void theIndexIsDecidedWithoutActorsAndDatabase() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "coffer.node.index.decision..",
            "coffer.node.index.call..",
            "coffer.node.index.row..",
            "coffer.node.index.record..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.pekko..", "org.rocksdb..")
        .check(CLASSES);
  }

  @Test
  void theNodeSeesTheFrontOfTheIndexOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("coffer.node.index..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "coffer.node.index.group..",
            "coffer.node.index.decision..",
            "coffer.node.index.call..",
            "coffer.node.index.database..",
            "coffer.node.index.row..")
        .check(CLASSES);
  }
}
