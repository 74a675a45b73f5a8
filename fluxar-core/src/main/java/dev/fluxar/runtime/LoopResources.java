package dev.fluxar.runtime;

import dev.fluxar.framing.SpareArrays;
import dev.fluxar.message.EnvelopeDecoder;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.transport.Loop;
import dev.fluxar.transport.WriteBuffer;
import dev.fluxar.wire.FrameWriter;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * What the sessions of one loop take turns to use, so that an idle session costs little. Confined
 * to the loop, but for {@link #of}.
 */
final class LoopResources {

    private static final Map<Loop, LoopResources> BY_LOOP =
            Collections.synchronizedMap(new WeakHashMap<>());

    final EnvelopeDecoder decoder = new EnvelopeDecoder();
    final EnvelopeView view = new EnvelopeView();
    final SpareArrays spares = new SpareArrays();
    final WriteBuffer output = new WriteBuffer(FrameWriter.GATHERED + 8192);

    private LoopResources() {}

    static LoopResources of(Loop loop) {
        return BY_LOOP.computeIfAbsent(loop, key -> new LoopResources());
    }
}
