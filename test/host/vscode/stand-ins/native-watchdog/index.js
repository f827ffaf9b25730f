// Stands in for the native watchdog of VS Code: this process ends soon after the process `pid` is gone.
const PARENT_GONE = 87;

exports.start = pid => {
  const timer = setInterval(() => {
    try {
      process.kill(pid, 0); // signal 0 only asks whether the process is there
    } catch {
      process.exit(PARENT_GONE);
    }
  }, 1000);
  timer.unref();
};

exports.exit = code => process.exit(code);
