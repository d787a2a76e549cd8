// Made by scripts/checks.mjs from the files beside it.
import { a03 } from './a03-duplicate-address.ts';
import type { Check } from './check.ts';
import { n09 } from './n09-unknown-word.ts';

/** Every check of the language, by code. */
export const CHECKS: readonly Check[] = [
  a03,
  n09,
];
