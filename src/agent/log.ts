/** Levels of a VS Code LogOutputChannel. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';

/** Where an agent's log lines go. Messages may hold raw text; the sink makes them printable. */
export type Log = (level: LogLevel, message: string) => void;
