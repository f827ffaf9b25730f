// Stands in for the native logger of VS Code: the same calls, lines appended to the file at once, no rotation.
const fs = require('fs');
const path = require('path');

const LEVELS = ['trace', 'debug', 'info', 'warning', 'error', 'critical', 'off'];

class Logger {
  constructor(file) {
    this.file = file;
    this.level = LEVELS.indexOf('info');
    this.formatted = true;
  }

  write(level, message) {
    if (level < this.level) return;
    const line = `${new Date().toISOString()} [${LEVELS[level]}] ${message}\n`;
    fs.appendFileSync(this.file, this.formatted ? line : message);
  }

  trace(message) {
    this.write(0, message);
  }
  debug(message) {
    this.write(1, message);
  }
  info(message) {
    this.write(2, message);
  }
  warn(message) {
    this.write(3, message);
  }
  error(message) {
    this.write(4, message);
  }
  critical(message) {
    this.write(5, message);
  }

  getLevel() {
    return this.level;
  }
  setLevel(level) {
    this.level = level;
  }
  clearFormatters() {
    this.formatted = false; // VS Code then formats each line itself
  }
  setPattern() {}
  flush() {}
  drop() {}
}

async function createLogger(_name, file) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.appendFileSync(file, '');
  return new Logger(file);
}

// One by one: the server imports them by name, and Node finds the names of a CommonJS module only in this form.
exports.version = 1;
exports.Logger = Logger;
exports.createRotatingLogger = createLogger;
exports.createAsyncRotatingLogger = createLogger;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
