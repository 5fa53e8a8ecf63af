package coffer.rig.history;

import java.util.Locale;

/** What clients do. */
public enum Kind {
  PUT,
  GET,
  HEAD,
  DELETE,
  COPY,
  RENAME,
  MULTIPART,
  LIST;

  /** Whether it can change what a key holds. */
  public boolean writes() {
    return switch (this) {
      case PUT, DELETE, COPY, RENAME, MULTIPART -> true;
      case GET, HEAD, LIST -> false;
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
