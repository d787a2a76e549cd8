import type { Plan } from '../model/environment/plan.ts';
import { planLines, typedLines } from '../model/environment/plan-lines.ts';
import { words } from './change.ts';
import type { Output } from './command.ts';

/** Step by step: what it is for, what a person would type, the system call behind it. Problems and warnings are told apart. */
export function writePlan(plan: Plan, output: Output): void {
  for (const line of planLines({ ...plan, problems: [], warnings: [] }, words)) output.write(`${line}\n`);
}

/** A plan with its steps as lines, for programs. */
export function planJson(plan: Plan) {
  return {
    ...plan,
    steps: plan.steps.map((step) => ({ ...step, effect: words(step.effect), lines: step.actions.flatMap(typedLines) })),
    problems: plan.problems.map((each) => ({ ...each, message: words(each.message), remedy: words(each.remedy) })),
    restarts: plan.restarts.map((each) => ({ ...each, because: words(each.because) })),
    warnings: plan.warnings.map(words),
  };
}
