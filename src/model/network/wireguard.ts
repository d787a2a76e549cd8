import type { LinkIndex } from './network.ts';

/** What a link of the kind wireguard has, as wg(8) `show` tells it. Secret keys are never among it. */
export interface WireguardDevice {
  readonly index: LinkIndex;
  /** Base64; absent as long as it was given no private key: then it neither sends nor takes anything. */
  readonly publicKey?: string;
  /** UDP port that it listens on while it is up; 0 where the kernel has not chosen one yet. */
  readonly listenPort: number;
  /** Mark of the packets that it sends, for ip-rule(8). */
  readonly fwmark?: number;
  readonly peers: readonly WireguardPeer[];
  /** How many peers and allowed IPs there are beyond those, of what there is too much to tell. */
  readonly omitted?: number;
}

/** Who a wireguard link talks to. */
export interface WireguardPeer {
  /** Base64. */
  readonly publicKey: string;
  /** Where its packets are sent to; absent until somebody says so, or it sends something itself. */
  readonly endpoint?: WireguardEndpoint;
  /** Networks `10.0.0.0/24`: what is sent there goes to this peer, and only what comes from there is taken of it. */
  readonly allowedIps: readonly string[];
  /** Seconds since 1970; absent: there was none. */
  readonly latestHandshake?: number;
  /** Bytes. */
  readonly transferRx: number;
  readonly transferTx: number;
  /** Seconds; absent: off. */
  readonly persistentKeepalive?: number;
}

export interface WireguardEndpoint {
  readonly address: string;
  /** UDP. */
  readonly port: number;
}

/** As wg(8) has it: `192.0.2.1:51820`, `[2001:db8::1]:51820`. */
export function endpointText({ address, port }: WireguardEndpoint): string {
  return `${address.includes(':') ? `[${address}]` : address}:${port}`;
}
