// Stands in for the native copy-on-write copy of VS Code: Node's own copy has the same arguments.
const fs = require('fs');

exports.copyFile = fs.promises.copyFile;
exports.copyFileSync = fs.copyFileSync;
exports.cp = fs.promises.cp;
exports.cpSync = fs.cpSync;
