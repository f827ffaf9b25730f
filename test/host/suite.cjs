// Runs in the extension host, around the real suite. VS Code exits with 0 also when the extension host dies before
// the suite has run; so the suite's end is written to a file, and runExtensionTests.mjs believes only that file.
const fs = require('fs');

/** @param {'passed' | 'failed'} result */
function leave(result) {
  fs.writeFileSync(/** @type {string} */ (process.env.CONVBOOK_SUITE_RESULT), result);
}

exports.run = async () => {
  try {
    await require(/** @type {string} */ (process.env.CONVBOOK_SUITE)).run();
  } catch (error) {
    leave('failed');
    throw error;
  }
  leave('passed');
};
