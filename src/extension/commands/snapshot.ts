import type { Snapshot } from '../../model/snapshot.ts';
import { Refresh } from '../../protocol/protocol.ts';
import type { Context } from './context.ts';

/**
 * The host as it is now. While no view is in sight nobody is told of changes: then it is looked at again, and the agent
 * started for it where it has not been needed yet.
 * @throws ProtocolError when it ends
 */
export async function snapshotOf({ agent, state, view, cgroups }: Context): Promise<Snapshot> {
  if (state.snapshot && (view.view.visible || cgroups.view.visible)) return state.snapshot;
  await agent.ready();
  const known = new Promise<Snapshot>((resolve) => {
    const listening = state.onChange((snapshot) => {
      if (!snapshot) return;
      listening.dispose();
      resolve(snapshot);
    });
  });
  await agent.request(Refresh, { rescan: true });
  return known;
}
