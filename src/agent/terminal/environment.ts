/** Environment variables by name. */
export type Environment = Readonly<Record<string, string>>;

/** Names the terminal that a process was started in: pid and start time of the agent, and a number. */
export const TERMINAL_VARIABLE = 'ISOLENS_TERMINAL';

/** Of VS Code and what it runs on: they would make programs in a terminal take themselves for parts of it. */
const OF_EDITOR = /^(?:VSCODE_.*|ELECTRON_.*|NODE_OPTIONS|GDK_PIXBUF_MODULE.*|ISOLENS_.*)$/;

/**
 * What ld.so(8) drops before a program runs with more rights, and what a shell would run or read by itself: nsenter(1) runs
 * with all rights there are, and the environment may be that of anybody.
 */
const LOADS =
  /^(?:LD_.*|GLIBC_TUNABLES|GCONV_PATH|GETCONF_DIR|HOSTALIASES|LOCALDOMAIN|LOCPATH|MALLOC_.*|NIS_PATH|NLSPATH|RES_OPTIONS|RESOLV_HOST_CONF|TMPDIR|TZDIR|ENV|BASH_ENV|BASHOPTS|SHELLOPTS|PS4|IFS|CDPATH)$/;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** The environment of Isolens, as a terminal has it. */
export function ownEnvironment(environment: NodeJS.ProcessEnv): Environment {
  const entries = Object.entries(environment).filter(([name]) => NAME.test(name) && !OF_EDITOR.test(name));
  return Object.fromEntries(entries.map(([name, value = '']) => [name, value]));
}

/** The environment of another process, `NAME=VALUE` with a NUL after each (proc_pid_environ(5)), without what changes how programs are loaded. */
export function environmentOf(text: string): Environment {
  const entries = text.split('\0').map((line): [string, string] => {
    const at = line.indexOf('=');
    return [line.slice(0, Math.max(0, at)), line.slice(at + 1)];
  });
  return Object.fromEntries(
    entries.filter(([name]) => NAME.test(name) && !LOADS.test(name) && name !== TERMINAL_VARIABLE),
  );
}
