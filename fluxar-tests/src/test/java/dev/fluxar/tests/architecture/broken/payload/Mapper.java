package dev.fluxar.tests.architecture.broken.payload;

import io.netty.buffer.ByteBuf;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Public signatures with types of libraries. */
public abstract class Mapper {
    protected ObjectMapper mapper;

    public abstract ByteBuf buffer();

    public abstract void nodes(List<? extends JsonNode> nodes);
}
