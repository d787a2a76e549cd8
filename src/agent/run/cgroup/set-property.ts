import { type SetProperty, setPropertyArgs } from '../../../model/operation/cgroup/set-property.ts';
import type { Executor } from '../executor.ts';
import { runTool } from '../tool.ts';

/** systemctl(1), which tells the manager that owns the unit. */
export const setProperty: Executor<SetProperty> = {
  async execute(operation, { snapshot, undo }) {
    await runTool('systemctl', setPropertyArgs(operation, snapshot.host.agent.uid));
    return undo;
  },
};
