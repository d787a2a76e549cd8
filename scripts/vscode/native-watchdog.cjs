// Stands in for @vscode/native-watchdog, which ends orphans; guard.mjs does that here.
exports.start = () => {};
