package coffer.node;

import coffer.node.cluster.ZoneCluster;
import coffer.node.config.DataFolder;
import coffer.node.config.DataFolder.Place;
import coffer.node.config.NodeSettings;
import coffer.node.config.StartException;
import coffer.node.index.Announcement;
import coffer.node.index.IndexNode;
import coffer.node.peer.HttpPeerCalls;
import coffer.node.peer.Member;
import coffer.node.peer.PeerServer;
import coffer.node.replication.PeerTransport;
import coffer.node.replication.RatisServer;
import coffer.node.tls.ClusterAuthority;
import coffer.node.tls.NodeName;
import coffer.node.tls.NodeTls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A node's side towards the others: its certificate, the port where they call it, its calls to
 * them, and how it makes itself known.
 */
final class Peering implements AutoCloseable {
  private static final Duration ANNOUNCED_MAX = Duration.ofSeconds(60);

  private final DataFolder folder;
  private final NodeTls tls;
  private final ZoneCluster cluster;
  private final HttpPeerCalls calls;
  private final PeerServer server;
  private Member self;
  private Place place;
  private List<Member> seeds;

  private Peering(
      DataFolder folder,
      NodeTls tls,
      ZoneCluster cluster,
      HttpPeerCalls calls,
      PeerServer server,
      Member self,
      Place place,
      List<Member> seeds) {
    this.folder = folder;
    this.tls = tls;
    this.cluster = cluster;
    this.calls = calls;
    this.server = server;
    this.self = self;
    this.place = place;
    this.seeds = seeds;
  }

  /**
   * Opens the port between nodes, and the actor system behind it.
   *
   * @param taken whom the node has just joined, when it has
   */
  static Peering start(
      NodeSettings settings,
      DataFolder folder,
      ClusterAuthority authority,
      Optional<List<Member>> taken) {
    var kept = folder.place();
    var host =
        settings.cluster().map(given -> given.host()).or(() -> kept.map(Place::host)).orElseThrow();
    int port =
        settings
            .cluster()
            .map(given -> given.port().orElse(kept.map(Place::port).orElse(given.portOrDefault())))
            .orElseGet(() -> kept.orElseThrow().port());
    var name = new NodeName(folder.clusterId(), settings.zone(), folder.nodeId());
    var tls = new NodeTls(authority, name, List.of(host));
    var cluster = ZoneCluster.startAmongOthers(settings.zone(), host, port + 2, () -> tls);
    PeerServer server;
    try {
      server = PeerServer.bind(tls, host, port);
    } catch (IOException failed) {
      cluster.close();
      throw new StartException("cannot listen on " + host + ":" + port + ": " + failed);
    }
    var url = (settings.tls() ? "https://" : "http://") + settings.host() + ":" + settings.port();
    var self =
        new Member(
            folder.nodeId(),
            settings.zone(),
            host,
            port,
            raftPeer(folder),
            Member.State.ACTIVE,
            url);
    var founded =
        new Place(
            host,
            port,
            kept.map(Place::foundsRegion).orElse(taken.isEmpty()),
            kept.map(Place::foundsZone).orElse(taken.isEmpty()));
    var peering =
        new Peering(
            folder,
            tls,
            cluster,
            new HttpPeerCalls(tls),
            server,
            self,
            founded,
            taken.orElseGet(folder::peers));
    if (taken.isPresent()) {
      peering.announce();
    }
    folder.keep(peering.place);
    folder.keep(peering.seeds);
    return peering;
  }

  private static String raftPeer(DataFolder folder) {
    try {
      return RatisServer.peerId(raft(folder));
    } catch (IOException failed) {
      throw new StartException("cannot keep the id of a voter: " + failed);
    }
  }

  private static Path raft(DataFolder folder) {
    return folder.path().resolve("raft");
  }

  /**
   * Tells the cluster of this node, and learns whether its zone begins with it. Nothing is placed
   * here, and no group waits for it, before it has told again that it answers.
   */
  private void announce() {
    var founder =
        Waiting.on(
            Announcement.send(calls, self.in(Member.State.JOINING), seeds, ANNOUNCED_MAX)
                .toCompletableFuture());
    place = new Place(place.host(), place.port(), false, founder.equals(self.nodeId()));
  }

  /**
   * After a log was found damaged: drops it with the id under which it voted, and comes back as a
   * stranger, which the others take in anew.
   *
   * @throws StartException when this node alone has its zone's index
   */
  void comeBackAsStranger(RuntimeException damage) {
    var others =
        seeds.stream()
            .filter(member -> !member.nodeId().equals(self.nodeId()))
            .filter(member -> member.zone().equals(self.zone()))
            .toList();
    if (others.isEmpty()) {
      throw new StartException(
          damage.getMessage() + "; no other node of the zone has a copy of its index");
    }
    try {
      RatisServer.forget(raft(folder));
      self =
          new Member(
              self.nodeId(),
              self.zone(),
              self.host(),
              self.port(),
              RatisServer.peerId(raft(folder)),
              self.state(),
              self.url());
    } catch (IOException failed) {
      throw new StartException("a damaged log cannot be dropped: " + failed);
    }
    announce();
    place = new Place(place.host(), place.port(), false, false);
    folder.keep(place);
  }

  /** Remembers who the others are, for when the index cannot tell. */
  void keep(List<Member> members) {
    seeds = List.copyOf(members);
    folder.keep(seeds);
  }

  IndexNode.Cluster indexSettings() {
    var transport =
        new PeerTransport(
            new InetSocketAddress(self.host(), self.raftPort()),
            tls.keyManager(),
            tls.trustManager());
    return new IndexNode.Cluster(
        transport, calls, self, seeds, place.foundsRegion(), place.foundsZone());
  }

  ZoneCluster cluster() {
    return cluster;
  }

  HttpPeerCalls calls() {
    return calls;
  }

  PeerServer server() {
    return server;
  }

  NodeTls tls() {
    return tls;
  }

  Member self() {
    return self;
  }

  /** The calls and the port; the actor system is closed by whoever took it. */
  @Override
  public void close() {
    server.close();
    calls.close();
  }
}
