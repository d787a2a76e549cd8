// Stands in for @vscode/spdlog: the same log files and lines, without native code and without rotation.
const fs = require('node:fs');
const path = require('node:path');

const LEVELS = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];

/** Local time as spdlog writes it: 2026-01-31 12:00:00.000. */
function timestamp() {
  const now = Date.now() - new Date().getTimezoneOffset() * 60_000;
  return new Date(now).toISOString().replace('T', ' ').slice(0, 23);
}

class Logger {
  constructor(file) {
    this.file = file;
    this.level = 0;
    this.formatted = true;
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.appendFileSync(file, '');
  }

  write(level, message) {
    if (level < this.level) return;
    const line = this.formatted ? `${timestamp()} [${LEVELS[level]}] ${message}\n` : message;
    try {
      fs.appendFileSync(this.file, line);
    } catch {
      // A log that cannot be written must not end the program that logs.
    }
  }

  getLevel() {
    return this.level;
  }

  setLevel(level) {
    this.level = level;
  }

  setPattern() {
    this.formatted = true;
  }

  clearFormatters() {
    this.formatted = false;
  }

  flush() {}

  drop() {}
}

for (const [level, name] of ['trace', 'debug', 'info', 'warn', 'error', 'critical'].entries()) {
  Logger.prototype[name] = function log(message) {
    this.write(level, message);
  };
}

const createLogger = async (_name, file) => new Logger(file);

exports.version = 1;
exports.Logger = Logger;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.createRotatingLogger = createLogger;
exports.createAsyncRotatingLogger = createLogger;
