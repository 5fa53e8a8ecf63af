package coffer.node.replication;

import static coffer.node.replication.TestCluster.await;
import static coffer.node.replication.TestCluster.awaitTexts;
import static coffer.node.replication.TestCluster.change;
import static coffer.node.replication.TestCluster.join;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.node.replication.ReplicatedLog.Leadership;
import coffer.node.replication.TestCluster.Member;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several voters over mutual TLS. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class RatisClusterTest {
  @TempDir private Path folder;

  @Test
  void aGroupGrowsToThreeVotersAndShrinksAgainWhileEntriesAreProposed() {
    try (var cluster = new TestCluster(folder)) {
      var a = cluster.founder("a").start();
      var b = cluster.joining("b").start();
      var c = cluster.joining("c").start();
      var texts = new ArrayList<String>();
      var writing =
          Thread.startVirtualThread(
              () -> {
                for (int number = 0; number < 300; number++) {
                  a.propose("entry-" + number);
                  texts.add("entry-" + number);
                }
              });
      change(a, List.of(a, b, c), List.of());
      assertEquals(List.of(a.peer(), b.peer(), c.peer()).size(), a.log().members().voters().size());
      await("the writer", () -> !writing.isAlive());
      assertEquals(300, texts.size());
      awaitTexts(texts, a, b, c);
      assertEquals(a.id(), b.log().leader().orElseThrow());
      assertEquals(2, a.log().silences().size());
      assertTrue(b.log().silences().isEmpty());

      change(a, List.of(a), List.of());
      assertEquals(List.of(a.peer()), a.log().members().voters());
      a.propose("alone");
      join(a.log().readBarrier());
      assertEquals("alone", a.notebook.texts().getLast());
    }
  }

  @Test
  void readsAreConfirmedByVotersWithoutAnEntry() {
    try (var cluster = new TestCluster(folder)) {
      var a = cluster.formed("a", "b", "c").getFirst();
      long before = a.propose("before").index();
      for (int reads = 1; reads <= 20; reads++) {
        join(a.log().readBarrier());
      }
      assertTrue(cluster.termsAsked.get() >= 20, cluster.termsAsked.toString());
      assertEquals(before + 1, a.propose("after").index());
      join(a.log().spread());
      assertEquals(before + 3, a.propose("behind the entry that tells all").index());
    }
  }

  @Test
  void ofThreeVotersTheLeaderAndTheOneThatAsksNeedNobodyElse() {
    try (var cluster = new TestCluster(folder)) {
      var voters = cluster.formed("a", "b", "c");
      var a = voters.getFirst();
      a.propose("before");
      var word = voters.get(1).log().voterTerm().orElseThrow();
      assertEquals(voters.get(1).id(), word.voter());
      cluster.termsAsked.set(0);
      join(a.log().readBarrier(word));
      assertEquals(0, cluster.termsAsked.get());
      for (var nothing :
          List.of(
              new VoterTerm(word.voter(), word.term() - 1),
              new VoterTerm("stranger", word.term()),
              new VoterTerm(a.id(), word.term()))) {
        cluster.termsAsked.set(0);
        join(a.log().readBarrier(nothing));
        assertTrue(cluster.termsAsked.get() > 0, nothing.toString());
      }
      assertThrows(ProposalException.class, () -> join(voters.get(2).log().readBarrier(word)));
    }
  }

  @Test
  void anotherVoterLeadsWhenTheLeaderIsGone() {
    try (var cluster = new TestCluster(folder)) {
      var voters = cluster.formed("a", "b", "c");
      var first = voters.getFirst();
      first.propose("before");
      var start = System.nanoTime();
      var stopping = Thread.startVirtualThread(first::stop);
      await("gone", () -> !first.runs());
      var next = cluster.awaitLeader();
      next.propose("after");
      var millis = (System.nanoTime() - start) / 1_000_000;
      System.out.println("a new leader after " + millis + " ms");
      assertTrue(millis < 3_000, millis + " ms");
      await("stopped", () -> !stopping.isAlive());
      first.start();
      awaitTexts(List.of("before", "after"), voters.toArray(Member[]::new));
      assertFalse(first.leads());
    }
  }

  @Test
  void aLeaderWhoseDiskIsFullLetsAnotherLeadAndFollowsOnceItHasStartedWithRoom() {
    try (var cluster = new TestCluster(folder)) {
      var voters = cluster.formed("a", "b", "c");
      var first = voters.getFirst();
      first.propose("before");
      first.notebook.full = true;
      assertThrows(ProposalException.class, () -> first.propose("without room"));
      assertTrue(first.log().stoppedByFullDisk());
      await("another leads", () -> voters.stream().anyMatch(one -> one != first && one.leads()));
      cluster.awaitLeader().propose("after");
      first.stop();
      first.notebook.full = false;
      first.start();
      // Everybody had it: the one that could not apply it is the one that was asked.
      awaitTexts(List.of("before", "without room", "after"), voters.toArray(Member[]::new));
      assertFalse(first.log().stoppedByFullDisk());
    }
  }

  @Test
  void aFolderOfALoneNodeGrowsOnceItHasATransport() {
    try (var cluster = new TestCluster(folder)) {
      var a = cluster.founder("a");
      a.start(Optional.empty());
      a.propose("alone");
      a.stop();
      a.start();
      a.propose("reachable");
      var b = cluster.joining("b").start();
      var c = cluster.joining("c").start();
      change(a, List.of(a, b, c), List.of());
      a.propose("three");
      awaitTexts(List.of("alone", "reachable", "three"), a, b, c);
      // B leads, and has to find A by an address that the log did not begin with.
      join(a.log().transferLeadership(b.id()));
      await("b leads", b::leads);
      b.propose("from b");
      awaitTexts(List.of("alone", "reachable", "three", "from b"), a, b, c);
    }
  }

  @Test
  void aListenerBecomesAVoterAndAVoterAListener() {
    try (var cluster = new TestCluster(folder)) {
      var a = cluster.founder("a").start();
      var b = cluster.joining("b").start();
      var c = cluster.joining("c").start();
      var d = cluster.joining("d").start();
      change(a, List.of(a), List.of(b, c, d));
      a.propose("one");
      awaitTexts(List.of("one"), a, b, c, d);
      assertEquals(3, a.log().members().listeners().size());

      change(a, List.of(a, b, c), List.of(d));
      a.propose("two");
      awaitTexts(List.of("one", "two"), a, b, c, d);
      // Those who were listeners can elect one another.
      a.stop();
      var next = cluster.awaitLeader();
      next.propose("three");
      awaitTexts(List.of("one", "two", "three"), b, c, d);
      a.start();
      awaitTexts(List.of("one", "two", "three"), a);

      var other = next == b ? c : b;
      change(next, List.of(next, d, a), List.of(other));
      next.propose("four");
      awaitTexts(List.of("one", "two", "three", "four"), a, b, c, d);
      // The former voter keeps out of the election, and gets entries afterwards.
      next.stop();
      var last = cluster.awaitLeader();
      assertTrue(last == a || last == d, last.name);
      last.propose("five");
      awaitTexts(List.of("one", "two", "three", "four", "five"), a, d, other);
      assertFalse(other.leads());
    }
  }

  @Test
  void aVoterBehindThePurgedLogGetsASnapshot() {
    try (var cluster = new TestCluster(folder, TestCluster::shortLogs)) {
      var a = cluster.founder("a").start();
      var texts = new ArrayList<String>();
      for (int number = 0; number < 300; number++) {
        texts.add("entry-" + number);
        a.propose("entry-%d%400s".formatted(number, ""));
      }
      var b = cluster.joining("b").start();
      var c = cluster.joining("c").start();
      change(a, List.of(a, b, c), List.of());
      assertTrue(b.notebook.installed() > 0, "no snapshot");
      texts.add("more");
      a.propose("more");
      awaitTexts(texts, a, b, c);

      // It restarts from what it has, and follows.
      b.stop();
      a.propose("meanwhile");
      texts.add("meanwhile");
      b.start();
      awaitTexts(texts, a, b, c);

      // A dead follower does not pin the log; it is overtaken, and gets another one.
      c.stop();
      for (int number = 0; number < 300; number++) {
        texts.add("later-" + number);
        a.propose("later-%d%400s".formatted(number, ""));
      }
      var before = c.notebook.installed();
      c.start();
      awaitTexts(texts, a, b, c);
      assertTrue(c.notebook.installed() > before, "no second snapshot");
      c.stop();
      c.start();
      a.propose("last");
      texts.add("last");
      awaitTexts(texts, a, b, c);
    }
  }

  @Test
  void whatALeaderWithoutAQuorumHasInFlightFailsInTimeAndIsUndone() {
    try (var cluster = new TestCluster(folder)) {
      var voters = cluster.formed("a", "b", "c");
      var a = voters.get(0);
      var others = voters.subList(1, 3);
      a.propose("first");
      var stopping = Thread.startVirtualThread(() -> TestCluster.stop(others));
      var start = new AtomicLong();
      var failed =
          assertThrows(
              ProposalException.class,
              () -> {
                while (true) {
                  start.set(System.nanoTime());
                  a.propose("x");
                }
              });
      var millis = (System.nanoTime() - start.get()) / 1_000_000;
      System.out.println("a leader without a quorum gave up after " + millis + " ms");
      assertTrue(failed.maybeApplied());
      assertTrue(millis < 7_000, millis + " ms");
      await("no leader", () -> !a.log().leadership().leader());
      var read = assertThrows(ProposalException.class, () -> join(a.log().readBarrier()));
      assertFalse(read.maybeApplied());
      var known = a.notebook.texts();
      await("stopped", () -> !stopping.isAlive());

      // Without a quorum it still starts, for its reads.
      a.stop();
      a.start();
      assertFalse(a.log().leadership().leader());
      assertEquals(known, a.notebook.texts());
      a.stop();

      // The others never heard of its last entry; it drops that entry, and is not taken for
      // damaged.
      others.forEach(Member::start);
      var next = cluster.awaitLeader();
      var texts = new ArrayList<>(next.notebook.texts());
      next.propose("again");
      texts.add("again");
      a.start();
      awaitTexts(texts, others.get(0), others.get(1));
      awaitTexts(texts, a);
      a.stop();
      a.start();
      cluster.awaitLeader().propose("last");
      texts.add("last");
      awaitTexts(texts, a);
    }
  }

  @Test
  void aReplicaWithADamagedLogIsTakenInUnderAnotherId() throws IOException {
    try (var cluster = new TestCluster(folder)) {
      var voters = cluster.formed("a", "b", "c");
      var a = voters.get(0);
      a.propose("one");
      var c = voters.get(2);
      awaitTexts(List.of("one"), c);
      var old = c.id();
      c.stop();
      try (var files = Files.walk(c.directory)) {
        for (var file : files.filter(one -> one.endsWith("raft-meta")).toList()) {
          Files.delete(file);
        }
      }
      assertThrows(DamagedLogException.class, c::start);
      c.forget();
      c.start();
      assertNotEquals(old, c.id());
      change(a, voters, List.of());
      a.propose("two");
      awaitTexts(List.of("one", "two"), a, c);
      assertEquals(3, a.log().members().voters().size());
    }
  }

  @Test
  void aLeaderThatIsTakenOutHandsOnAndMayComeBack() {
    try (var cluster = new TestCluster(folder)) {
      var voters = cluster.formed("a", "b", "c");
      var a = cluster.awaitLeader();
      var others = voters.stream().filter(voter -> voter != a).toList();
      var heard = new CopyOnWriteArrayList<Leadership>();
      a.log().onLeadership(heard::add);
      var handed = assertThrows(ProposalException.class, () -> change(a, others, List.of()));
      assertFalse(handed.maybeApplied());
      var next = cluster.changed(others, List.of());
      assertTrue(next != a);
      assertFalse(heard.getLast().leader());
      var refused = assertThrows(ProposalException.class, () -> a.propose("late"));
      assertFalse(refused.maybeApplied());
      next.propose("without a");
      assertEquals(2, next.log().members().voters().size());

      cluster.changed(voters, List.of()).propose("with a");
      awaitTexts(List.of("without a", "with a"), voters.toArray(Member[]::new));
      cluster.changed(others, List.of(a)).propose("as a listener");
      awaitTexts(List.of("without a", "with a", "as a listener"), voters.toArray(Member[]::new));
    }
  }

  @Test
  void aStrangerGetsNowhere() {
    try (var cluster = new TestCluster(folder)) {
      var a = cluster.founder("a").start();
      var stranger = cluster.stranger("s", cluster.authority("other")).start();
      var refused =
          assertThrows(ProposalException.class, () -> change(a, List.of(a, stranger), List.of()));
      assertFalse(refused.maybeApplied());
      a.propose("still here");
      assertEquals(List.of(), stranger.notebook.texts());
      assertEquals(List.of(a.peer()), a.log().members().voters());
    }
  }
}
