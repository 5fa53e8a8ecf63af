package coffer.bench.turn;

import coffer.bench.work.Stage;

/** One of the servers that are measured. */
public record Side(Stage stage, ServerProcesses processes) {
  /** In what is printed. */
  public String name() {
    return stage.target().name();
  }
}
