package coffer.bench.report;

/**
 * What a figure is measured against.
 *
 * @param ceilingRate operations/s of this client against a server that does nothing; NaN if unknown
 * @param limitRate operations/s that this machine could reach at most; NaN if unknown
 * @param limitCpuMicros of a server for an operation at least; NaN if unknown
 */
public record Shares(double ceilingRate, double limitRate, double limitCpuMicros) {}
