const ESCAPE = '\u001b';
const BELL = 0x07;
/** CAN and SUB end every sequence. */
const ENDS = [0x18, 0x1a];
/** What begins a string after ESC: OSC, DCS, SOS, PM, APC. */
const STRINGS = ']PX^_';

/** Follows text for a terminal, to know where nothing has been begun that more text would end (ECMA-48). */
export class EscapeState {
  #state: 'ground' | 'escape' | 'sequence' | 'string' = 'ground';

  /** Whether the text so far ends outside of every sequence: only there more may be put between. */
  get whole(): boolean {
    return this.#state === 'ground';
  }

  /** Whatever was begun, ESC begins anew: what comes before the last one does not matter. */
  follow(text: string): void {
    const last = text.lastIndexOf(ESCAPE);
    if (last >= 0) this.#state = 'escape';
    for (let at = last + 1; at < text.length && this.#state !== 'ground'; at++) this.#step(text.charCodeAt(at));
  }

  #step(code: number): void {
    if (ENDS.includes(code)) this.#state = 'ground';
    else if (this.#state === 'escape') this.#state = afterEscape(code);
    else if (this.#state === 'sequence' && code >= 0x40 && code <= 0x7e) this.#state = 'ground';
    else if (this.#state === 'string' && code === BELL) this.#state = 'ground';
  }
}

function afterEscape(code: number): 'ground' | 'escape' | 'sequence' | 'string' {
  if (code >= 0x20 && code <= 0x2f) return 'escape';
  const sign = String.fromCharCode(code);
  return sign === '[' ? 'sequence' : STRINGS.includes(sign) ? 'string' : 'ground';
}
