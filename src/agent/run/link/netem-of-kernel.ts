import { formatMessage } from '../../../base/message.ts';
import { ProtocolError } from '../../../protocol/errors.ts';
import { runTool } from '../tool.ts';

/** Whether the kernel has netem: by setting it in a network namespace that is gone at once. Nothing where that cannot be tried. */
export async function netemOfKernel(): Promise<{ readonly netem?: boolean }> {
  try {
    await runTool('unshare', ['--net', 'tc', 'qdisc', 'add', 'dev', 'lo', 'root', 'netem']);
    return { netem: true };
  } catch (error) {
    const isUnknown = error instanceof ProtocolError && /kind is unknown/.test(formatMessage(error.data.message));
    return isUnknown ? { netem: false } : {};
  }
}
