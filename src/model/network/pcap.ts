/** Length of the header of a file, and of that before each packet (pcap-savefile(5)). */
const FILE_HEADER = 24;
const PACKET_HEADER = 16;
/** tcpdump takes no more of one packet. */
const MOST_OF_ONE = 256 * 1024;

/** Cuts a stream of a capture file, as a little-endian machine writes it, behind whole packets and before a limit. */
export class PcapCutter {
  #rest = new Uint8Array();
  #left: number;
  #began = false;
  #packets = 0;
  #full = false;

  /** @param most bytes of the whole file */
  constructor(most: number) {
    this.#left = most;
  }

  /** So far. */
  get packets(): number {
    return this.#packets;
  }

  /** The next packet did not fit any more, or was none. */
  get full(): boolean {
    return this.#full;
  }

  /** What can be written of the file after another piece of the stream. */
  take(piece: Uint8Array): Uint8Array {
    const all = new Uint8Array(this.#rest.length + piece.length);
    all.set(this.#rest);
    all.set(piece, this.#rest.length);
    let end = 0;
    while (!this.#full) {
      const next = this.#lengthAt(all, end);
      if (next === undefined || end + next > all.length) break;
      this.#full = next > this.#left || next > MOST_OF_ONE;
      if (this.#full) break;
      if (this.#began) this.#packets++;
      this.#began = true;
      this.#left -= next;
      end += next;
    }
    this.#rest = this.#full ? new Uint8Array() : all.slice(end);
    return all.subarray(0, end);
  }

  /** Of what begins there; undefined while that cannot be told. */
  #lengthAt(all: Uint8Array, at: number): number | undefined {
    if (!this.#began) return FILE_HEADER;
    if (at + PACKET_HEADER > all.length) return undefined;
    const view = new DataView(all.buffer, all.byteOffset + at, PACKET_HEADER);
    const length = PACKET_HEADER + view.getUint32(8, true);
    // What is not of this form never becomes whole.
    if (length > MOST_OF_ONE) this.#full = true;
    return length;
  }
}
