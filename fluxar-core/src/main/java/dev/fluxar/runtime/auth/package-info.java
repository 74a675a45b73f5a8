/**
 * Runtime of authentication and permission: asks the application's authenticator and authorizer,
 * and tells it who is who. Start reading at RuntimeAuth. Spec: chapters 8.6 to 8.8.
 */
@NullMarked
package dev.fluxar.runtime.auth;

import org.jspecify.annotations.NullMarked;
