package coffer.rig.history;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a client was told, or that it was told nothing. */
public sealed interface Outcome {
  /** The write took place. No ETag: of a delete, or not told. */
  record Written(Optional<String> etag) implements Outcome {}

  /** The read found that value. */
  record Found(long value, String etag) implements Outcome {}

  /** 404: the key, or the source of a copy or rename, is not there. */
  record Absent() implements Outcome {}

  /** 412. */
  record ConditionFailed() implements Outcome {}

  /** Each page of a listing, in order. */
  record Listed(List<Page> pages) implements Outcome {
    public Listed {
      pages = List.copyOf(pages);
    }

    /** The last part of each key, and how its ETag begins. */
    @Override
    public String toString() {
      return pages.stream()
          .map(page -> page.entries().stream().map(Entry::brief).toList().toString())
          .collect(Collectors.joining(" then ", "Listed", ""));
    }
  }

  /**
   * The read found bytes or headers that no write made.
   *
   * @param why what is wrong with them
   */
  record Wrong(String why) implements Outcome {}

  /** A definite refusal: nothing took place and nothing was learnt. */
  record Refused(String error) implements Outcome {}

  /** No answer, or one that says nothing: it took place, or will later, or never. */
  record Unknown(String error) implements Outcome {}

  /** As in Jepsen's histories: {@code ok}, {@code fail} or {@code info}. */
  default String type() {
    return switch (this) {
      case Written _, Found _, Absent _, ConditionFailed _, Listed _, Wrong _ -> "ok";
      case Refused _ -> "fail";
      case Unknown _ -> "info";
    };
  }

  /**
   * One answer to a listing.
   *
   * @param invoked when it was asked for, in ns of the history's clock
   */
  record Page(long invoked, long returned, List<Entry> entries, boolean truncated) {
    public Page {
      entries = List.copyOf(entries);
    }
  }

  /** One key in a page. */
  record Entry(String key, String etag) {
    String brief() {
      return key.substring(key.lastIndexOf('/') + 1)
          + "="
          + etag.substring(0, Math.min(8, etag.length()));
    }
  }
}
