import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { message } from '../../base/message.ts';
import { printable } from '../../base/text.ts';
import { PcapCutter } from '../../model/network/pcap.ts';
import type { CapturePart } from '../../protocol/capture.ts';
import { ProtocolError } from '../../protocol/errors.ts';

/** Who asks for more waits so long when there is nothing. */
const WAIT_MS = 1000;
/** So much waits for who reads; then tcpdump waits, and the kernel drops packets. */
const HIGH_WATER = 4 * 1024 * 1024;
/** tcpdump writes what it has when it is told to end; longer nobody waits for that. */
const GRACE_MS = 2000;
const MOST_ERROR = 4096;

/** A tcpdump that writes a capture file to its standard output, and what of that was not read yet. */
export class Capture {
  readonly #child: ChildProcess;
  readonly #cutter: PcapCutter;
  #pieces: Uint8Array[] = [];
  #size = 0;
  #error = '';
  #end: CapturePart['end'];
  #stopping: 'stopped' | 'full' | undefined;
  #wake: () => void = () => {};

  private constructor(child: ChildProcess, most: number) {
    this.#child = child;
    this.#cutter = new PcapCutter(most);
    child.stdout?.on('data', (chunk: Buffer) => this.#take(chunk));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      if (this.#error.length < MOST_ERROR) this.#error += text;
      this.#wake();
    });
    child.on('error', ({ message: why }) => this.#ended(why));
    child.on('close', () => this.#ended());
  }

  /** As soon as packets are captured. @throws ProtocolError failed, denied, with what tcpdump says */
  static async begin(child: ChildProcess, most: number): Promise<Capture> {
    const capture = new Capture(child, most);
    while (!/listening on/.test(capture.#error) && capture.#end === undefined) await capture.#woken();
    if (capture.#end === undefined) return capture;
    const why = printable(capture.#error.trim(), 300);
    throw new ProtocolError(
      /permission|not permitted/i.test(why) ? 'denied' : 'failed',
      message('tcpdump does not capture: {0}', why),
    );
  }

  /** What came since it was asked last; waits a moment where there is nothing. */
  async read(): Promise<CapturePart> {
    if (this.#size === 0 && this.#end === undefined) await Promise.race([this.#woken(), delay(WAIT_MS)]);
    const data = Buffer.concat(this.#pieces).toString('base64');
    this.#pieces = [];
    this.#size = 0;
    const end = this.#end;
    this.#child.stdout?.resume();
    return {
      data,
      packets: this.#cutter.packets,
      ...(end && { end }),
      ...(end === 'failed' && { error: this.#error.trim() }),
    };
  }

  /** Ends it; what it has is still read. */
  stop(why: 'stopped' | 'full' = 'stopped'): void {
    if (this.#stopping !== undefined || this.#end !== undefined) return;
    this.#stopping = why;
    this.#child.stdout?.resume();
    this.#child.kill('SIGINT');
    const hard = setTimeout(() => this.#child.kill('SIGKILL'), GRACE_MS);
    void once(this.#child, 'close').finally(() => clearTimeout(hard));
  }

  #take(chunk: Buffer): void {
    const whole = this.#cutter.take(chunk);
    if (whole.length > 0) this.#pieces.push(whole);
    this.#size += whole.length;
    if (this.#cutter.full) this.stop('full');
    else if (this.#size > HIGH_WATER && this.#stopping === undefined) this.#child.stdout?.pause();
    this.#wake();
  }

  #ended(why = ''): void {
    this.#error += why;
    this.#end ??= this.#stopping ?? 'failed';
    this.#wake();
  }

  #woken(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
