package dev.fluxar.session.resume;

import dev.fluxar.session.hello.Proven;
import dev.fluxar.session.hello.ResumeOffer;

/**
 * A hello that resumes a session, as a responder reads it (spec §9.11).
 *
 * @param asked with its proof
 * @param idHigh high half of the hello's id, which its answer names
 * @param idLow low half
 */
public record ResumeHello(Proven<ResumeOffer> asked, long idHigh, long idLow) {}
