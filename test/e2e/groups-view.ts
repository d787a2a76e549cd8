import type { Locator } from '@playwright/test';
import type { Hierarchy } from '../../src/model/cgroup/hierarchy.ts';
import { hierarchyWith } from '../support/groups.ts';
import type { Code } from './code.ts';
import { expect } from './fixtures.ts';

/** The hierarchy of v1 that a controller is attached to, where the test may make groups. */
export function v1With(controller: string): Hierarchy | undefined {
  const found = process.geteuid?.() === 0 ? hierarchyWith(controller) : undefined;
  return found?.version === 1 ? found : undefined;
}

/** Opens the view with a hierarchy, and gives its tree. */
export async function openView(code: Code, controller: string): Promise<Locator> {
  await code.command('isolens.cgroups.focus', 'Isolens: Focus on Cgroups View');
  await code.closeView('Namespaces');
  const tree = code.tree('Cgroups');
  const hierarchy = tree.getByRole('treeitem', { name: `Hierarchy, ${controller},` });
  await expect(hierarchy).toBeVisible({ timeout: 40_000 });
  await code.expand(hierarchy);
  return tree;
}

/** A process or group by what a screen reader says of it. */
export function row(tree: Locator, name: string): Locator {
  return tree.getByRole('treeitem', { name: new RegExp(`^${name}(?:,|$)`) }).first();
}
