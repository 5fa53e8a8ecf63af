package coffer.node.index;

import coffer.node.index.database.IndexRows;
import coffer.node.index.decision.MemberDecisions;
import coffer.node.index.row.MemberCodec;
import coffer.node.index.row.RowChanges;
import coffer.node.index.row.RowKeys;
import coffer.node.peer.Member;
import coffer.node.peer.Members;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The members as this node's rows of the region's group tell, kept in memory, with this node even
 * before its row is there.
 */
final class ReplicatedMembers implements Members {
  private final Member configured;
  private final IndexRows stored;
  private final List<Consumer<List<Member>>> listeners = new CopyOnWriteArrayList<>();
  private volatile NavigableMap<String, Member> rows = new TreeMap<>();

  /**
   * Reads the rows, and follows what is applied to them from then on.
   *
   * @param self this node as it was started; the rows alone tell whether it is leaving
   */
  ReplicatedMembers(Member self, IndexRows stored) {
    configured = self;
    this.stored = stored;
    reload();
    stored.onApply(this::applied);
    stored.onReload(this::reload);
  }

  private synchronized void reload() {
    var loaded = new TreeMap<String, Member>();
    stored.read(MemberDecisions::all).forEach(member -> loaded.put(member.nodeId(), member));
    become(loaded);
  }

  private synchronized void applied(RowChanges changes) {
    var prefix = RowKeys.kind(RowKeys.MEMBER);
    var ours = changes.rows().subMap(prefix, RowKeys.behind(prefix));
    if (ours.isEmpty()) {
      return;
    }
    var next = new TreeMap<>(rows);
    ours.forEach(
        (key, value) ->
            value.ifPresentOrElse(
                row -> {
                  var member = MemberCodec.decode(key, row);
                  next.put(member.nodeId(), member);
                },
                () -> next.remove(new String(key, 1, key.length - 1, StandardCharsets.UTF_8))));
    become(next);
  }

  private void become(NavigableMap<String, Member> next) {
    rows = Collections.unmodifiableNavigableMap(next);
    var now = all();
    listeners.forEach(listener -> listener.accept(now));
  }

  /** Tells of all members after each change; the listener must not block. */
  void onChange(Consumer<List<Member>> listener) {
    listeners.add(listener);
  }

  /** Whether this node's own row has come: then so have those of all nodes before it. */
  boolean complete() {
    return rows.containsKey(configured.nodeId());
  }

  @Override
  public Member self() {
    return self(rows);
  }

  private Member self(NavigableMap<String, Member> present) {
    var row = present.get(configured.nodeId());
    return row == null
        ? configured
        : new Member(
            configured.nodeId(),
            configured.zone(),
            configured.host(),
            configured.port(),
            configured.raftPeer(),
            row.state(),
            configured.url());
  }

  @Override
  public List<Member> all() {
    var present = rows;
    if (present.containsKey(configured.nodeId())) {
      return withSelf(present.values(), self(present));
    }
    var next = new TreeMap<>(present);
    next.put(configured.nodeId(), configured);
    return List.copyOf(next.values());
  }

  private static List<Member> withSelf(Collection<Member> members, Member self) {
    var all = new ArrayList<Member>(members.size());
    members.forEach(member -> all.add(member.nodeId().equals(self.nodeId()) ? self : member));
    return List.copyOf(all);
  }
}
