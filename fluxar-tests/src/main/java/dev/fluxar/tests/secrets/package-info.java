/**
 * Credentials on the command line: presented, asked for, and hashed for a file. Start reading at
 * Presenting. Spec: chapter 8.6.
 */
@NullMarked
package dev.fluxar.tests.secrets;

import org.jspecify.annotations.NullMarked;
