import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { message } from '../../base/message.ts';
import type { CaptureParams, CapturePart } from '../../protocol/capture.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import type { Networks } from '../run/link/networks.ts';
import { pathOfTool, TOOL_ENVIRONMENT } from '../run/tool.ts';
import { Capture } from './capture.ts';

/** So many at once. */
const MOST = 8;

/** Captures that are under way, by ids. They end with the agent. */
export class Captures {
  readonly #networks: Pick<Networks, 'read' | 'hold'>;
  readonly #all = new Map<string, Capture>();

  constructor(networks: Pick<Networks, 'read' | 'hold'>) {
    this.#networks = networks;
  }

  /** @throws ProtocolError gone, denied, unsupported without tcpdump, busy, failed */
  async start({ link, most }: CaptureParams): Promise<{ readonly capture: string }> {
    if (this.#all.size >= MOST) throw new ProtocolError('busy', message('At most {0} captures at once.', MOST));
    const { namespace, index, name } = link;
    const there = this.#networks.read([namespace])[namespace];
    if (!there) throw new ProtocolError('denied', message('The network namespace cannot be entered.'));
    if (there.links.find((each) => each.index === index)?.name !== name) {
      throw new ProtocolError('gone', message('There is no link {0} any more.', name));
    }
    const tcpdump = [pathOfTool('tcpdump'), '-i', name, '-n', '-U', '-w', '-', '--immediate-mode', '-Z', 'root'];
    // It ends with the agent, also when that is killed: `-Z root`, as a change of the user would forget that.
    const argv = ['--net=/proc/self/fd/3', pathOfTool('setpriv'), '--pdeathsig', 'TERM', ...tcpdump];
    const child = this.#networks.hold([namespace], (fds) =>
      spawn(pathOfTool('nsenter'), argv, {
        env: TOOL_ENVIRONMENT,
        cwd: '/',
        stdio: ['ignore', 'pipe', 'pipe', ...fds],
      }),
    );
    const id = randomUUID();
    this.#all.set(id, await Capture.begin(child, most));
    return { capture: id };
  }

  /** @throws ProtocolError gone */
  async read(id: string): Promise<CapturePart> {
    const part = await this.#capture(id).read();
    if (part.end) this.#all.delete(id);
    return part;
  }

  /** What it has is still read. @throws ProtocolError gone */
  stop(id: string): void {
    this.#capture(id).stop();
  }

  #capture(id: string): Capture {
    const capture = this.#all.get(id);
    if (!capture) throw new ProtocolError('gone', message('The capture has ended.'));
    return capture;
  }
}
