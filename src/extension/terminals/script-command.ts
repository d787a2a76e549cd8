/** Shells that take a script as `-c TEXT NAME`. */
const SHELL = /^(?:\/\S*\/)?(?:(?:ba|da|k|z|a)?sh)$/;

/**
 * The command that runs a script: its text goes with it, so that no file must be in sight where it runs. Its first line
 * may name another shell than sh.
 * @param name what it is told as `$0`
 */
export function scriptCommand(text: string, name: string): readonly string[] {
  return [...interpreterOf(text), '-c', text, name];
}

function interpreterOf(text: string): readonly string[] {
  const words =
    /^#!\s*(.*)$/m
      .exec(text.split('\n', 1)[0] ?? '')?.[1]
      ?.trim()
      .split(/\s+/) ?? [];
  const [first = '', ...rest] = words[0]?.endsWith('/env') ? words.slice(1) : words;
  return SHELL.test(first) ? [first, ...rest] : ['sh'];
}
