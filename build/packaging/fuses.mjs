/**
 * The fuses of the packaged app, in electron-builder's words: switches inside the executable that no setting undoes.
 *
 * @param {number} major Electron's major version
 */
export function fusesOf(major) {
  return {
    // The trainer runs on the Node beside it, never on Electron's.
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    // The app keeps no cookies; on Linux this would ask for the keyring at the first start.
    enableCookieEncryption: false,
    // Checked on macOS since Electron 16 and on Windows since 30; on Linux nothing reads it.
    ...(process.platform === 'linux' ? {} : { enableEmbeddedAsarIntegrityValidation: true }),
    // A fuse since Electron 29.
    ...(major >= 29 ? { grantFileProtocolExtraPrivileges: false } : {}),
  };
}
