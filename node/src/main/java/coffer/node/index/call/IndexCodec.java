package coffer.node.index.call;

import coffer.http.bucket.Bucket;
import coffer.node.index.record.Extent;
import coffer.node.index.record.ObjectRecord;
import coffer.node.index.record.UploadRecord;
import coffer.node.index.row.BucketCodec;
import coffer.node.index.row.ExtentCodec;
import coffer.node.index.row.ObjectRow;
import coffer.node.index.row.RowReader;
import coffer.node.index.row.RowWriter;
import coffer.node.index.row.UploadCodec;
import coffer.node.peer.PeerCalls;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Calls and replies between nodes in CBOR (RFC 8949). A call is a map of {@code call} and, for a
 * write, {@code id} (16 bytes). Records are maps of their components by name; {@code t} tells which
 * record it is, out of a closed list. Unknown components are ignored and optional ones may be
 * absent, so that later versions can add some. Buckets, objects, extents and uploads are byte
 * strings, encoded as in their rows.
 */
public final class IndexCodec {
  private static final int DEPTH_MAX = 32;
  private static final int VERSION = 1;
  private static final ObjectMapper MAPPER = mapper();

  private IndexCodec() {}

  /** A call as it is sent; a write has an id. */
  record Sent(IndexCall call, Optional<byte[]> id) {
    Optional<CallId> callId() {
      return id.map(CallId::of);
    }
  }

  /** Bytes that are no call or reply, or too many for one. */
  public static final class MalformedCallException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedCallException(String message) {
      super(message, null, false, false);
    }
  }

  /** The record it is comes first in each map. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "t")
  private interface Named {}

  static byte[] encode(IndexCall call, Optional<CallId> id) {
    return write(new Sent(call, id.map(CallId::bytes)));
  }

  /**
   * @throws MalformedCallException also when it is a write without an id
   */
  static Sent decodeCall(byte[] bytes) {
    var sent = read(bytes, Sent.class);
    var named =
        switch (sent.call()) {
          case IndexCall.Write write ->
              sent.id().filter(id -> id.length == CallId.BYTES).isPresent();
          case IndexCall.Read read -> true;
        };
    if (!named) {
      throw new MalformedCallException("a write without an id of 16 bytes");
    }
    return sent;
  }

  /** Fails with {@link MalformedCallException} when it is too long to be sent. */
  public static byte[] encode(IndexReply reply) {
    return write(reply);
  }

  /**
   * @throws MalformedCallException when it is no reply
   */
  public static IndexReply decodeReply(byte[] bytes) {
    return read(bytes, IndexReply.class);
  }

  private static byte[] write(Object value) {
    byte[] bytes;
    try {
      bytes =
          MAPPER
              .writerFor(value instanceof IndexReply ? IndexReply.class : Sent.class)
              .writeValueAsBytes(value);
    } catch (IOException e) {
      throw new IllegalStateException("cannot encode a call or reply", e);
    }
    if (bytes.length > PeerCalls.BODY_BYTES_MAX) {
      throw new MalformedCallException("a call or reply of " + bytes.length + " bytes is too long");
    }
    return bytes;
  }

  private static <T> T read(byte[] bytes, Class<T> type) {
    if (bytes.length > PeerCalls.BODY_BYTES_MAX) {
      throw new MalformedCallException("a call or reply of " + bytes.length + " bytes is too long");
    }
    T value;
    try {
      value = MAPPER.readValue(bytes, type);
    } catch (IOException | RuntimeException e) {
      // Its message may quote the bytes.
      throw new MalformedCallException("not a call or reply: " + e.getClass().getSimpleName());
    }
    if (value == null) {
      throw new MalformedCallException("not a call or reply: nothing");
    }
    return value;
  }

  private static ObjectMapper mapper() {
    var factory =
        CBORFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder().maxNestingDepth(DEPTH_MAX).build())
            .build();
    var mapper =
        CBORMapper.builder(factory)
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .addModule(rows())
            .addMixIn(IndexCall.class, Named.class)
            .addMixIn(IndexReply.class, Named.class)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    for (var shape :
        List.of(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean)) {
      mapper.coercionConfigFor(LogicalType.Textual).setCoercion(shape, CoercionAction.Fail);
    }
    mapper.setDefaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL));
    register(mapper, IndexCall.Write.class);
    register(mapper, IndexCall.Read.class);
    register(mapper, IndexReply.class);
    return mapper;
  }

  /** Each record under its own name, written once it is released. */
  private static void register(ObjectMapper mapper, Class<?> records) {
    Arrays.stream(records.getPermittedSubclasses())
        .map(record -> new NamedType(record, record.getSimpleName()))
        .forEach(mapper::registerSubtypes);
  }

  private static SimpleModule rows() {
    var module = new SimpleModule();
    add(
        module,
        Bucket.class,
        bucket -> writer().string(bucket.name()).bytes(BucketCodec.encode(bucket)),
        reader -> BucketCodec.decode(reader.string(), reader.bytes()));
    add(
        module,
        Extent.class,
        extent -> writer().bytes(ExtentCodec.encode(extent, Optional.empty())),
        reader -> ExtentCodec.decode(reader.bytes(), Optional.empty()));
    add(module, ObjectRecord.class, IndexCodec::object, IndexCodec::object);
    add(
        module,
        UploadRecord.class,
        record ->
            writer()
                .string(record.upload().key())
                .string(record.upload().uploadId())
                .bytes(UploadCodec.encode(record)),
        reader -> UploadCodec.decode(reader.string(), reader.string(), reader.bytes()));
    return module;
  }

  private static RowWriter writer() {
    return new RowWriter(VERSION, 512);
  }

  /** A sealed key that the extents share is there once. */
  private static RowWriter object(ObjectRecord record) {
    var row = ObjectRow.of(record);
    var writer = writer().string(record.info().key()).bytes(row.encode());
    writer.number(record.extents().size());
    record.extents().forEach(each -> writer.bytes(ExtentCodec.encode(each, row.sealedKey())));
    return writer;
  }

  private static ObjectRecord object(RowReader reader) {
    var row = ObjectRow.decode(reader.string(), reader.bytes());
    var extents = new ArrayList<Extent>();
    for (var left = reader.count(); left > 0; left--) {
      extents.add(ExtentCodec.decode(reader.bytes(), row.sealedKey()));
    }
    return row.record(extents);
  }

  private static <T> void add(
      SimpleModule module,
      Class<T> type,
      Function<T, RowWriter> encode,
      Function<RowReader, T> decode) {
    module.addSerializer(
        type,
        new JsonSerializer<T>() {
          @Override
          public void serialize(T value, JsonGenerator to, SerializerProvider provider)
              throws IOException {
            to.writeBinary(encode.apply(value).toBytes());
          }

          @Override
          public void serializeWithType(
              T value, JsonGenerator to, SerializerProvider provider, TypeSerializer types)
              throws IOException {
            serialize(value, to, provider);
          }
        });
    module.addDeserializer(
        type,
        new JsonDeserializer<T>() {
          @Override
          public T deserialize(JsonParser from, DeserializationContext context) throws IOException {
            var reader = new RowReader(from.getBinaryValue(), VERSION);
            var value = decode.apply(reader);
            reader.end();
            return value;
          }
        });
  }
}
