import * as vscode from 'vscode';
import { message } from '../../base/message.ts';
import type { Plan } from '../../model/environment/plan.ts';
import type { EnvironmentStatus } from '../../model/environment/status.ts';
import type { Declared } from '../../protocol/environment.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import {
  CancelEnvironment,
  PlanEnvironment,
  PlanRemoval,
  RaiseEnvironment,
  ReadEnvironment,
  RemoveEnvironment,
} from '../../protocol/protocol.ts';
import type { AgentClient } from '../agent-client/agent-client.ts';
import { withoutLinks } from '../escape.ts';
import { confirm, sentenceOf, showDone, text } from '../ui.ts';
import type { SpecFile } from './entry.ts';
import type { EnvironmentsModel } from './environments-model.ts';
import { declaredBy, environmentSettings } from './settings.ts';
import type { SpecFiles } from './spec-files.ts';

/** Whether a person has agreed once that environments of this workspace are made. */
const AGREED = 'isolens.environmentsAgreed';
/** Steps that are shown when something is confirmed. */
const MOST_STEPS = 20;

export interface ActsParts {
  readonly agent: AgentClient;
  readonly files: SpecFiles;
  readonly model: EnvironmentsModel;
  /** Of the workspace. */
  readonly memory: vscode.Memento;
}

/** Plans, makes and removes environments, as a person asked for it. All throw ProtocolError. */
export class EnvironmentActs {
  readonly #parts: ActsParts;

  constructor(parts: ActsParts) {
    this.#parts = parts;
  }

  /**
   * What a file declares as its editor has it. `restart`: containers that have ended are made anew.
   * @returns undefined when it has errors, which was told
   */
  async declared(file: SpecFile, restart = false): Promise<Declared | undefined> {
    const checked = await this.#parts.files.checkNow(file);
    if (!checked) {
      throw new ProtocolError(
        'failed',
        message('Nobody tells what {0} means.', file.shown),
        message('Run “Isolens: Restart Language Server of cspec”.'),
      );
    }
    if (checked.errors > 0) {
      void offerProblems(file);
      return undefined;
    }
    return declaredBy(file, checked.spec, restart);
  }

  async plan(declared: Declared): Promise<Plan> {
    await this.#parts.agent.ready();
    return this.#parts.agent.request(PlanEnvironment, { declared });
  }

  async status(declared: Declared): Promise<EnvironmentStatus> {
    await this.#parts.agent.ready();
    return this.#parts.agent.request(ReadEnvironment, { declared });
  }

  /** @returns whether it is up now */
  async up(declared: Declared): Promise<boolean> {
    const plan = await this.plan(declared);
    const [problem] = plan.problems;
    if (problem) throw new ProtocolError('refused', problem.message, problem.remedy);
    if (plan.steps.length === 0) {
      showDone(vscode.l10n.t('{0} is up as declared: there is nothing to do', plan.environment));
      return true;
    }
    if (!(await this.#agreed(plan))) return false;
    const { graceMs } = environmentSettings();
    const title = vscode.l10n.t('Making {0}', plan.environment);
    const done = await this.#doing(plan.environment, title, () =>
      this.#parts.agent.request(RaiseEnvironment, { declared, graceMs }),
    );
    if (!done) return false;
    tellWarnings(done);
    showDone(vscode.l10n.t('{0} is up', plan.environment));
    return true;
  }

  async down(environment: string): Promise<void> {
    await this.#parts.agent.ready();
    const plan = await this.#parts.agent.request(PlanRemoval, { environment, orphans: false });
    if (plan.steps.length === 0) {
      showDone(vscode.l10n.t('Nothing of {0} is there', environment));
      return;
    }
    if (!(await this.#agreedToEnd(plan))) return;
    const { graceMs } = environmentSettings();
    const title = vscode.l10n.t('Removing {0}', environment);
    const done = await this.#doing(environment, title, () =>
      this.#parts.agent.request(RemoveEnvironment, { environment, orphans: false, graceMs }),
    );
    if (!done) return;
    tellWarnings(done);
    showDone(vscode.l10n.t('{0} is down', environment));
  }

  /** The first time in a workspace, and whenever something that runs is ended. */
  async #agreed(plan: Plan): Promise<boolean> {
    const { memory } = this.#parts;
    const { environment, restarts, steps } = plan;
    if (memory.get(AGREED) === true && restarts.length === 0) return true;
    const question =
      restarts.length > 0
        ? vscode.l10n.t('Make {0}, and end containers that run?', environment)
        : vscode.l10n.t('Make {0} on this host?', environment);
    const lines = [
      ...restarts.map(({ container, because }) => text(message('{0} is made anew: {1}', container, because))),
      ...steps.slice(0, MOST_STEPS).map(({ effect }) => text(effect)),
      ...(steps.length > MOST_STEPS ? [`… ${steps.length - MOST_STEPS}`] : []),
    ];
    if (!(await confirm(question, lines, vscode.l10n.t('Up')))) return false;
    await memory.update(AGREED, true);
    return true;
  }

  /** Asks when processes would be ended. */
  async #agreedToEnd({ environment }: Plan): Promise<boolean> {
    const entry = this.#parts.model.entries.find(({ name }) => name === environment);
    const running = (entry?.status.containers ?? []).filter(({ processes }) => processes > 0);
    if (running.length === 0) return true;
    const lines = running.map(({ name, processes }) => text(message('{0}: {1} processes', name, processes)));
    const question = vscode.l10n.t('Take {0} down, and end what runs in it?', environment);
    return confirm(question, lines, vscode.l10n.t('Down'));
  }

  /** Shows how far it is. @returns undefined when it was cancelled, and all of it taken back */
  async #doing<T>(environment: string, title: string, act: () => Promise<T>): Promise<T | undefined> {
    const { agent, model } = this.#parts;
    const location = vscode.ProgressLocation.Notification;
    try {
      return await vscode.window.withProgress({ location, title, cancellable: true }, async (progress, token) => {
        const listening = agent.onEnvironment((far) => {
          if (far.environment !== environment) return;
          const words = far.effect ?? message('waiting for somebody else who is at work on it');
          progress.report({ message: text(words), increment: far.all > 0 ? 100 / far.all : 0 });
        });
        token.onCancellationRequested(() => void agent.request(CancelEnvironment, { environment }).catch(() => {}));
        try {
          return await act();
        } finally {
          listening.dispose();
        }
      });
    } catch (error) {
      if (!(error instanceof ProtocolError) || error.data.name !== 'cancelled') throw error;
      void vscode.window.showInformationMessage(withoutLinks(sentenceOf(error.data)));
      return undefined;
    } finally {
      model.refresh();
    }
  }
}

/** Tells that nothing is made of a file with errors, and leads to them. */
async function offerProblems({ uri, shown }: SpecFile): Promise<void> {
  const sentence = vscode.l10n.t('{0} has errors: nothing was done.', shown);
  const show = vscode.l10n.t('Show Problems');
  if ((await vscode.window.showErrorMessage(withoutLinks(sentence), show)) !== show) return;
  await vscode.window.showTextDocument(vscode.Uri.parse(uri));
  await vscode.commands.executeCommand('workbench.actions.view.problems');
}

function tellWarnings({ warnings }: Plan): void {
  if (warnings.length === 0) return;
  void vscode.window.showWarningMessage(withoutLinks(warnings.map(text).join(' ')));
}
