import { type Message, message } from '../../base/message.ts';
import { printable } from '../../base/text.ts';
import { type Action, actionLines } from './action.ts';
import type { Plan, PlanStep } from './plan.ts';
import type { Drift } from './status.ts';

const SIGNS = { make: '+', repair: '~', replace: '±', remove: '-' } as const;

/** Puts a sentence into the language of the reader, its arguments printable. */
type Say = (m: Message) => string;

/** Step by step: what it is for with the system call behind it, and what a person would type. Printable. */
export function planLines(plan: Plan, say: Say): string[] {
  const { environment, steps, problems, restarts, warnings, engine } = plan;
  return [
    ...problems.map((each) => `! ${say(each.message)} ${say(each.remedy)}`),
    ...steps.flatMap((step) => stepLines(step, say)),
    ...restarts.map(({ container, because }) => `! ${say(message('{0} is made anew: {1}', container, because))}`),
    ...warnings.map((warning) => `! ${say(warning)}`),
    say(
      steps.length === 0
        ? message('{0}: nothing to do', environment)
        : message('{0}: {1} steps (engine: {2})', environment, steps.length, engine),
    ),
  ];
}

function stepLines({ change, effect, call, actions }: PlanStep, say: Say): string[] {
  const head = `${SIGNS[change]} ${say(effect)}${call === '' ? '' : `  [${printable(call, 1000)}]`}`;
  return [head, ...actions.flatMap(typedLines).map((line) => `    ${printable(line, 10_000)}`)];
}

/** An action as a person would type it; what an engine does is named. */
export function typedLines(action: Action): readonly string[] {
  return action.kind === 'container' ? (action.shown ?? [`# ${action.verb} ${action.name}`]) : actionLines(action);
}

/** A host as a plan finds it and as it leaves it, thing by thing: two texts to compare. Raw. */
export function planSides(
  { steps }: Pick<Plan, 'steps'>,
  drifts: readonly Drift[],
): { readonly before: readonly string[]; readonly after: readonly string[] } {
  const sides = steps.map((step) => stepSides(step, drifts));
  return {
    before: sides.flatMap(({ before }) => before),
    after: sides.flatMap(({ after }) => after),
  };
}

function stepSides({ id, change, mark }: PlanStep, drifts: readonly Drift[]) {
  const name = id.replace(':', ' ');
  const whole = mark === undefined ? [name] : [name, `  ${mark}`];
  if (change === 'make') return { before: [], after: whole };
  if (change === 'remove') return { before: whole, after: [] };
  const fields = drifts.filter((drift) => drift.id === id);
  const lines = (of: (drift: Drift) => string) => [name, ...fields.map((each) => `  ${each.field} = ${of(each)}`)];
  return { before: lines(({ real }) => real), after: lines(({ declared }) => declared) };
}
