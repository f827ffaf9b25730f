// Stands in for the native device identity of VS Code, which is only used for telemetry: every machine is the same one.
exports.getDeviceId = async () => '00000000-0000-4000-8000-000000000000';
