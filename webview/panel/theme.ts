/** Names of colours of VS Code, as it gives them to pages: `charts-blue` for `charts.blue`. */
export type ThemeColor = `charts-${string}` | 'foreground' | 'descriptionForeground' | 'editorWidget-border';

/** The colours and the font of the theme that is on, as values for a canvas. */
export class Theme {
  #styles = getComputedStyle(document.documentElement);
  readonly #listeners = new Set<() => void>();

  constructor() {
    // VS Code changes the class of the body and the variables of the root when the theme changes.
    const observer = new MutationObserver(() => this.#changed());
    observer.observe(document.body, { attributeFilter: ['class'] });
    observer.observe(document.documentElement, { attributeFilter: ['style'] });
  }

  color(name: ThemeColor): string {
    return this.#styles.getPropertyValue(`--vscode-${name}`).trim() || this.#styles.getPropertyValue('color');
  }

  /** A colour that what is behind it shines through. */
  faint(name: ThemeColor): string {
    const color = this.color(name);
    return /^#[\da-f]{6}$/i.test(color) ? `${color}26` : 'transparent';
  }

  /** Family of the font of the workbench. */
  get font(): string {
    return this.#styles.getPropertyValue('--vscode-font-family').trim() || 'sans-serif';
  }

  get highContrast(): boolean {
    return /\bvscode-high-contrast/.test(document.body.className);
  }

  /** Whether a person asked for less motion. */
  get reducedMotion(): boolean {
    return document.body.classList.contains('vscode-reduce-motion');
  }

  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  #changed(): void {
    this.#styles = getComputedStyle(document.documentElement);
    for (const listener of this.#listeners) listener();
  }
}
