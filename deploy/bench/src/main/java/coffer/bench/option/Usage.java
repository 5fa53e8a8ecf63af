package coffer.bench.option;

/** What {@code --help} prints. */
public final class Usage {
  private Usage() {}

  public static final String TEXT =
      """
      bench: drives S3 endpoints and measures them

        bench --work WORK,.. [options]        one server
        bench --work WORK,.. --vs URL [..]    two servers in turns, and their ratios
        bench --work WORK,.. --scale [..]     clusters of more and more nodes, and objects
        bench --work ceiling                  this client against a server that does nothing
        bench limits [options]                this machine: cipher, digests, flush, loopback, HTTP
        bench jmh [PATTERN] [JMH's options]   JMH benchmarks of single pieces of code
        bench cipher                          of these, the segment cipher and the JDK's (one minute)

      what is done (every work at every size and number of connections):
        --work WORK,..       put, get, head, delete, list (a page of ListObjectsV2), range,
                             mixed (45 % get, 15 % put, 10 % delete, 30 % head), multipart (an
                             object in parts), session (CreateSession); all for each of them
        --size SIZE,..       of an object (4KiB; range 16MiB; multipart 1GiB); head, delete, list
                             and session use the first one only
        --connections N,..   with one request in flight on each (1)
        --rate N             operations that all connections together begin in a second, whether
                             or not the server keeps up; one that had to wait for the one before it
                             counts from when it was due (0: as many as are answered)
        --seconds N          of a turn (10; with --vs 6)
        --warmup N           seconds of each side before, uncounted (5)
        --turns N            of each side (1; with --vs 5)
        --operations N       of a turn at most (0: until the time is up)
        --keys N             objects that reads are spread over (1000); put writes 100 times as
                             many before it overwrites, delete has 10 times as many for a turn
        --space SIZE         that the objects of a case may take: fewer keys where they are large
                             (4GiB)
        --part-size SIZE     of multipart (16MiB)
        --range-size SIZE    that a range read asks for (64KiB)
        --list-keys N        on a page, 1 to 1000 (1000)
        --errors N           operations of a turn that may fail (0); they are not in the figures

      the server:
        --endpoint URL,..    http or https; several are one store, and connections are dealt out
                             to them (http://127.0.0.1:9000)
        --bucket NAME        made if it does not exist, objects stay in it; one that ends --x-s3 is
                             a directory bucket and is used in sessions (bench--zone1-az1--x-s3)
        --region NAME        that requests are signed for (us-east-1)
        --sse WHICH          none (what the bucket does by itself), s3, kms, kms:KEY, or c
        --unsigned-body      leaves the SHA-256 of bodies out, as clients do over TLS
        --ca FILE            certificates that are believed, PEM
        --pids PID,..        processes whose CPU time and memory count (those of this machine that
                             listen at the endpoints)
        --name NAME          in what is printed
      and the second one, as the first where nothing is said:
        --vs URL,.. --vs-bucket --vs-region --vs-sse --vs-pids --vs-name

      limits:
        --ceiling-seconds N  of a turn of this client against a server that does nothing, before
                             each case; at least three, until they get no better (1; 0 for none)
        --limits             measures this machine's limits first, and bare Pekko HTTP with each
                             case, and prints each result as a share of what they leave
        --limits-dir DIR     where flushes are timed (the JVM's folder for temporary files)

      growth:
        --scale              the same work at more and more nodes and objects, and how the cost of
                             an operation grows with them: cost = c n^e. put overwrites what is
                             there, so that the number of objects stays
        --objects N,..       in each bucket (1000,10000,100000,1000000)
        --nodes N,..         of clusters that are started one after the other on this machine, and
                             stopped (1,3,6,9); more than 3 are 3 to a zone
        --clusters URLS;..   stores that run already, instead; or --endpoint for a single one. A
                             URL may name the bucket of its endpoint: http://host:9000/bucket
        --cluster-dir DIR    where the started clusters' data stay (bench-clusters)
        --cluster-port PORT  of the first node (9700)

      results, besides what is printed:
        --csv FILE           a line for each turn, added to the file
        --html FILE          a page with plots, which needs no other file

      environment:
        AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN
        BENCH_VS_ACCESS_KEY_ID, BENCH_VS_SECRET_ACCESS_KEY, BENCH_VS_SESSION_TOKEN
                             for the second server (the same)
        BENCH_JAVA_OPTS, COFFER_JAVA_HOME
                             options of the JVM, and the JDK 25, that bin/bench uses

      Every read is compared with what was written. Latencies are of whole operations; without
      --rate those of a closed loop, which says nothing of the queue that an open one would have.
      """;
}
