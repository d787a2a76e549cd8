import type { LinkRef } from '../model/operation/link/place.ts';
import { invalid } from './fields.ts';
import { linkRefReader } from './read-link-operation.ts';
import { number, object, type Reader } from './reader.ts';

/** Bytes that a capture file may have. */
export const LEAST_CAPTURE = 1024;
export const MOST_CAPTURE = 1024 ** 3;

export interface CaptureParams {
  readonly link: LinkRef;
  /** Bytes that the file has at the most; the capture ends before a packet that would not fit. */
  readonly most: number;
}

/** What came since the part before. */
export interface CapturePart {
  /** Bytes of a capture file (pcap-savefile(5)), whole packets, in base64. */
  readonly data: string;
  /** So far. */
  readonly packets: number;
  /** Nothing more comes, and why: it was stopped, the file is full, or tcpdump ended by itself. */
  readonly end?: 'stopped' | 'full' | 'failed';
  /** What tcpdump said then. Raw text. */
  readonly error?: string;
}

const most: Reader<number> = (value, place) => {
  const bytes = number(value, place);
  if (bytes < LEAST_CAPTURE || bytes > MOST_CAPTURE) throw invalid(place, `${LEAST_CAPTURE} to ${MOST_CAPTURE} bytes`);
  return bytes;
};

export const readCaptureParams = object<CaptureParams>({ link: linkRefReader, most });
